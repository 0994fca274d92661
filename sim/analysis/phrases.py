"""Differences in plain words: what changed, by how much, how surely, and what did not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.analysis.differences import Difference
from sim.analysis.variables import Variable
from sim.analysis.wording import WORDS
from sim.store.columns import in_words
from sim.store.numbers import number, percent

Verdict = Literal[
    "lower", "higher", "identical", "equivalent", "undetected", "unsure", "unobserved"
]
CHANGED = ("lower", "higher")
LISTED: tuple[Verdict, ...] = ("equivalent", "undetected", "identical", "unsure", "unobserved")
ALPHA = 0.05


@dataclass(frozen=True)
class Effect:
    """The difference of an arm from the baseline in one outcome, and what to make of it.

    `pairs` could have had a value, or rows of the arm if not paired. `margin` is what counts as
    no change worth naming, in the unit of the outcome. Of `points` of the design, `agreeing`
    and `opposite` are the shares whose own difference has the sign of the whole, or the other;
    NaN where that is not asked. `adjusted` is the chance after Holm's adjustment for `tests`
    comparisons; NaN for what is only detail.
    """

    variable: Variable
    difference: Difference
    pairs: int
    margin: float
    paired: bool = True
    headline: bool = True
    points: int = 0
    agreeing: float = math.nan
    opposite: float = math.nan
    adjusted: float = math.nan
    tests: int = 0

    @property
    def verdict(self) -> Verdict:
        """Whether it is lower or higher beyond chance, within the margin, or cannot be told."""
        found = self.difference
        if found.number == 0:
            return "unobserved"
        if found.share_equal == 1.0:
            return "identical"
        if math.isnan(found.low) or math.isnan(found.high):
            return "unsure"
        if found.low > 0.0 or found.high < 0.0:
            return "higher" if found.low > 0.0 else "lower"
        return "equivalent" if self.within_margin else "undetected"

    @property
    def within_margin(self) -> bool:
        """Whether the whole interval lies within the margin."""
        found = self.difference
        return -self.margin <= found.low and found.high <= self.margin

    @property
    def in_percent(self) -> bool:
        """Whether it is told as a change in per cent."""
        amount = self.variable.asked.kind in ("count", "number")
        return amount and not math.isnan(self.difference.percent_low)


def sentence(scenario: str, arm: str, effects: Sequence[Effect]) -> str:
    """One sentence for an arm; the scenario is named if given."""
    clauses = [clause(one) for one in effects if one.verdict in CHANGED]
    for verdict in LISTED:
        items = [item(one) for one in effects if one.verdict == verdict]
        if items:
            clauses.append(_list(verdict, items))
    template = WORDS["sentence_of" if scenario else "sentence"]
    joined = WORDS["between_clauses"].join(clauses)
    return template.format(scenario=scenario, arm=arm, clauses=joined)


def clause(effect: Effect) -> str:
    """What became of one outcome, such as `31% fewer deaths [24, 38]`."""
    verdict = effect.verdict
    if verdict not in CHANGED:
        return _list(verdict, [item(effect)])
    said = _change(effect)
    remarks = [*_remarks(effect)]
    if not remarks:
        return said
    joined = WORDS["between_remarks"].join(remarks)
    return WORDS["remarks"].format(clause=said, remarks=joined)


def item(effect: Effect) -> str:
    """An outcome with the interval of its difference, as it stands in a list."""
    label = label_of(effect.variable)
    if effect.verdict in ("identical", "unobserved", "unsure"):
        return label
    low, high = _scaled(effect)
    digits = _digits(low, high)
    key = {"share": "item_points", "percent": "item_percent"}.get(_form(effect), "item")
    said = WORDS[key].format(label=label, low=_signed(low, digits), high=_signed(high, digits))
    if effect.verdict == "equivalent":
        margin = key.replace("item", "within_margin")
        said = WORDS[margin].format(item=said, margin=_margin(effect))
    return " ".join([said, *_some_pairs(effect)])


def label_of(variable: Variable) -> str:
    """What an outcome, or one of its categories, is called within a sentence."""
    asked, category = variable.asked, variable.category
    if not category:
        return asked.label
    known = WORDS.get(f"{asked.key}/{category}")
    if known and variable.at_least == (asked.summit is not None):
        return known
    template = WORDS["at_least" if variable.at_least else "category"]
    return template.format(label=asked.label, category=in_words(category))


def _change(effect: Effect) -> str:
    found, down = effect.difference, effect.verdict == "lower"
    low, high = _scaled(effect)
    size = _size(effect)
    near, far = sorted((abs(low), abs(high)))
    digits = _digits(near, far)
    key = {
        "share": ("rarer", "oftener"),
        "percent": ("fewer_percent", "more_percent"),
        "count": ("fewer", "more"),
        "time": ("shorter", "longer"),
        "number": ("lower", "higher"),
    }[_form(effect)][0 if down else 1]
    return WORDS[key].format(
        label=label_of(effect.variable),
        size=_plain(abs(size), digits),
        low=_plain(near, digits),
        high=_plain(far, digits),
        arm=percent(found.arm),
        baseline=percent(found.baseline),
        horizon=_plain(found.horizon, 0),
    )


def _remarks(effect: Effect) -> list[str]:
    said = _some_pairs(effect)
    if effect.within_margin:
        form = _form(effect)
        unit = {"share": " percentage points", "percent": "%"}.get(form, "")
        said.append(WORDS["small"].format(margin=_margin(effect) + unit))
    if not math.isnan(effect.agreeing):
        shares = {"same": percent(effect.agreeing), "other": percent(effect.opposite)}
        said.append(WORDS["points_agree"].format(points=f"{effect.points:,}", **shares))
    if effect.adjusted > ALPHA:
        said.append(WORDS["not_adjusted"].format(tests=effect.tests))
    return said


def _some_pairs(effect: Effect) -> list[str]:
    """How many pairs count, where an outcome was not observed in all of them."""
    counted, pairs = effect.difference.number, effect.pairs
    if not effect.paired or counted == pairs:
        return []
    return [WORDS["some_pairs"].format(number=f"{counted:,}", all=f"{pairs:,}")]


def _list(verdict: Verdict, items: Sequence[str]) -> str:
    return WORDS[verdict].format(items=WORDS["between_items"].join(items))


def _form(effect: Effect) -> str:
    """How a difference is told: in points, in per cent, as a count, a time or a number."""
    if effect.variable.nature != "number":
        return effect.variable.nature
    if effect.in_percent:
        return "percent"
    return "count" if effect.variable.asked.kind == "count" else "number"


def _size(effect: Effect) -> float:
    found = effect.difference
    return {"share": 100.0 * found.value, "percent": found.percent}.get(_form(effect), found.value)


def _scaled(effect: Effect) -> tuple[float, float]:
    found, form = effect.difference, _form(effect)
    if form == "percent":
        return found.percent_low, found.percent_high
    times = 100.0 if form == "share" else 1.0
    return times * found.low, times * found.high


def _margin(effect: Effect) -> str:
    form = _form(effect)
    scale = 100.0 if form == "share" else 1.0
    if form == "percent":
        scale = 100.0 / effect.difference.baseline
    return number(scale * effect.margin)


def _digits(low: float, high: float) -> int:
    """Decimals that an interval warrants: steps of at most a fifth of its width.

    Where nothing varies, of its size.
    """
    size = max(abs(low), abs(high))
    width = high - low if high - low > 1e-6 * size else size
    if not 0.0 < width < math.inf:
        return 0
    return min(max(0, -math.floor(math.log10(width / 5.0))), 6)


def _plain(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}"


def _signed(value: float, digits: int) -> str:
    rounded = round(value, digits)
    return f"{rounded + 0.0:+,.{digits}f}" if rounded else f"{0.0:.{digits}f}"
