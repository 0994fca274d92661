"""The factor that an entry makes of one number, or why it can make none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.experiment.entry import Entry
from sim.experiment.factor import Factor, is_number
from sim.experiment.numbers import Bounds, bounds_of, in_tables, label_of
from sim.experiment.schema import Law, Uncertainty
from sim.scenario.findings import Findings
from sim.scenario.places import Path
from sim.scenario.problems import listed
from sim.scenario.quantity import Quantity, prior_law

TAILS = 4.0
"""Standard deviations after which a normal law is cut off where the file does not say."""
_BELONGS: Mapping[str, str] = {"mode": "triangular", "mean": "normal", "sd": "normal"}

Wrong = tuple[str, str | None, Path]
"""What is wrong, how to mend it, and where inside the entry."""


def factor_of(
    path: str, entry: Entry, quantity: Quantity | None, findings: Findings
) -> Factor | None:
    """The factor, or None with a problem; `quantity` is None where a setting is needed."""
    if findings.touch(entry.where):
        return None
    bounds = bounds_of(path) if quantity is not None else Bounds()
    said = _said(entry)
    made = (
        _levels(path, said, quantity, bounds)
        if said.levels
        else _range(path, said, quantity, bounds)
    )
    for message, hint, inner in _wrong(said, made, quantity, bounds):
        of = "" if entry.exact else f" (for {path})"
        where = _inside(entry, inner)
        findings.add(entry.spot(where), f"{message}{of}", hint, key=not where)
        return None
    return made


def _inside(entry: Entry, inner: Path) -> Path:
    """Where a part of the long form of an entry stands, which may be written in short."""
    if isinstance(entry.how, tuple):
        ends: dict[Path, Path] = {("low",): (0,), ("high",): (1,)}
        return ends.get(inner, ())
    return inner


def _said(entry: Entry) -> Uncertainty:
    if isinstance(entry.how, Uncertainty):
        return entry.how
    if isinstance(entry.how, tuple):
        return Uncertainty(low=entry.how[0], high=entry.how[1])
    return Uncertainty()


def _levels(path: str, said: Uncertainty, quantity: Quantity | None, bounds: Bounds) -> Factor:
    numbers = [float(level) for level in said.levels if is_number(level)]
    whole = len(numbers) == len(said.levels)
    return Factor(
        path,
        low=min(numbers) if whole else None,
        high=max(numbers) if whole else None,
        levels=tuple(numbers) if whole and quantity is not None else tuple(said.levels),
        unit=bounds.unit,
        label=said.label or label_of(path),
        numeric=quantity is not None and in_tables(path),
        each=said.each,
    )


def _range(path: str, said: Uncertainty, quantity: Quantity | None, bounds: Bounds) -> Factor:
    law, low, high = _law(said, quantity), said.low, said.high
    own = None if quantity is None else quantity.value
    mean = own if law == "normal" and said.mean is None else said.mean
    if law == "normal" and mean is not None and said.sd is not None:
        low = max(mean - TAILS * said.sd, bounds.low) if low is None else low
        high = min(mean + TAILS * said.sd, bounds.high) if high is None else high
    if quantity is not None and quantity.range is not None:
        low = quantity.range[0] if low is None else low
        high = quantity.range[1] if high is None else high
    mode = said.mode
    if law == "triangular" and mode is None and low is not None and high is not None:
        mode = own if own is not None and low <= own <= high else (low + high) / 2.0
    return Factor(
        path,
        low,
        high,
        law,
        mode,
        mean,
        said.sd,
        steps=said.steps,
        unit=bounds.unit,
        label=said.label or label_of(path),
        numeric=quantity is not None and in_tables(path),
        each=said.each,
    )


def _law(said: Uncertainty, quantity: Quantity | None) -> Law:
    """The law that is said; else that of the stated range, if the number varies over it."""
    if said.distribution is not None:
        return said.distribution
    bare = said.low is None and said.high is None
    if bare and quantity is not None and quantity.range is not None:
        return prior_law(*quantity.range)
    return "uniform"


def _wrong(
    said: Uncertainty, made: Factor, quantity: Quantity | None, bounds: Bounds
) -> Iterator[Wrong]:
    if made.each == "run" and not made.numeric:
        hint = "vary it from point to point: leave `each` out"
        yield "cannot differ from run to run, only a number in the model's tables", hint, ("each",)
    if said.levels:
        yield from _wrong_levels(said, quantity, bounds)
        return
    yield from _wrong_words(said)
    if made.low is None or made.high is None:
        lacking = [end for end in ("low", "high") if getattr(made, end) is None]
        yield f"lacks {listed(lacking)}, and no range is stated", "write [low, high]", ()
        return
    if not made.low < made.high:
        message = f"runs from {made.low:g} to {made.high:g}"
        yield message, "the lower end comes first, and the ends differ", ()
    for end, value in (("low", made.low), ("high", made.high)):
        if not bounds.low <= value <= bounds.high:
            yield _outside(value, bounds), None, (end,) if getattr(said, end) is not None else ()
    if made.distribution == "log-uniform" and made.low <= 0:
        hint = "a lower end above 0, or another distribution"
        yield f"begins at {made.low:g}, which has no logarithm", hint, ()
    for word, point in (("mode", made.mode), ("mean", made.mean)):
        if point is not None and not made.low <= point <= made.high:
            message = f"is {point:g}, outside {made.low:g} to {made.high:g}"
            if getattr(said, word) is not None:
                yield message, None, (word,)
            else:
                yield f": the {word} {message}", f"say another `{word}`", ()


def _wrong_words(said: Uncertainty) -> Iterator[Wrong]:
    for word, law in _BELONGS.items():
        if getattr(said, word) is not None and said.distribution != law:
            yield "means nothing here", f"it belongs to `distribution: {law}`", (word,)
    if said.distribution == "normal" and said.sd is None:
        yield "lacks `sd`, which the normal distribution needs", None, ()
    if said.sd is not None and said.sd <= 0:
        yield f"is {said.sd:g}; a standard deviation is above 0", None, ("sd",)


def _wrong_levels(said: Uncertainty, quantity: Quantity | None, bounds: Bounds) -> Iterator[Wrong]:
    beside = said.model_fields_set - {"levels", "label", "each"}
    if beside:
        yield f"says {listed(sorted(beside))} beside `levels`", "the levels alone say it all", ()
    for place, level in enumerate(said.levels):
        inner: Path = ("levels", place)
        if any(level == one and type(level) is type(one) for one in said.levels[:place]):
            yield f"names {level} twice", None, inner
        if quantity is None:
            continue
        if not is_number(level):
            yield f"is `{level}`, not a number", None, inner
        elif not bounds.low <= float(level) <= bounds.high:
            yield _outside(float(level), bounds), None, inner


def _outside(value: float, bounds: Bounds) -> str:
    unit = f" ({bounds.unit})" if bounds.unit else ""
    return f"is {value:g}, outside {bounds.low:g} to {bounds.high:g}{unit}"
