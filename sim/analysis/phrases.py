"""Differences in plain words: what changed, by how much, how surely, and what did not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.analysis.differences import Difference
from sim.analysis.variables import Variable
from sim.analysis.wording import WORDS, Phrases
from sim.store.columns import in_words
from sim.store.numbers import number, percent

Verdict = Literal[
    "lower", "higher", "identical", "equivalent", "undetected", "unsure", "unobserved"
]
CHANGED = ("lower", "higher")
LISTED: tuple[Verdict, ...] = ("equivalent", "undetected", "identical", "unsure", "unobserved")
ALPHA = 0.05
FEWEST = 6
"""Independent pairs below which nothing is told of a difference, not even that there is none.

Fewer cannot be beyond chance if nothing is assumed of how differences spread: five that all
point one way come about by chance once in sixteen (a sign test: 2 / 2^5 > 0.05; six 2 / 2^6).
"""


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
        if found.share_equal == 1.0 and found.number >= FEWEST:
            return "identical"
        if self.too_few or math.isnan(found.low) or math.isnan(found.high):
            return "unsure"
        if found.low > 0.0 or found.high < 0.0:
            return "higher" if found.low > 0.0 else "lower"
        return "equivalent" if self.within_margin else "undetected"

    @property
    def too_few(self) -> bool:
        """Whether there are fewer than `FEWEST` independent pairs, or runs of each side."""
        sides = 1 if self.paired else 2
        return self.difference.independent < sides * FEWEST

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


def sentence(scenario: str, arm: str, effects: Sequence[Effect], words: Phrases = WORDS) -> str:
    """One sentence for an arm, what could be chance last; the scenario is named if given."""
    changed = [one for one in effects if one.verdict in CHANGED]
    clauses = [clause(one, words) for one in sorted(changed, key=_could_be_chance)]
    for verdict in LISTED:
        items = [item(one, words) for one in effects if one.verdict == verdict]
        if items:
            clauses.append(_list(verdict, items, words))
    template = words["sentence_of" if scenario else "sentence"]
    joined = words["between_clauses"].join(clauses)
    return template.format(scenario=scenario, arm=arm, clauses=joined)


def clause(effect: Effect, words: Phrases = WORDS) -> str:
    """What became of one outcome, such as `31% fewer deaths [24, 38]`."""
    verdict = effect.verdict
    if verdict not in CHANGED:
        return _list(verdict, [item(effect, words)], words)
    said = _change(effect, words)
    if remarks := _remarks(effect, words):
        joined = words["between_remarks"].join(remarks)
        said = words["remarks"].format(clause=said, remarks=joined)
    if _could_be_chance(effect):
        said = words["not_adjusted"].format(tests=effect.tests, clause=said)
    return said


def item(effect: Effect, words: Phrases = WORDS) -> str:
    """An outcome with the interval of its difference, as it stands in a list."""
    label = label_of(effect.variable, words)
    if effect.verdict in ("identical", "unobserved", "unsure"):
        return label
    low, high = _scaled(effect)
    digits = _digits(low, high)
    key = {"share": "item_points", "percent": "item_percent"}.get(_form(effect), "item")
    said = words[key].format(label=label, low=_signed(low, digits), high=_signed(high, digits))
    if effect.verdict == "equivalent":
        margin = key.replace("item", "within_margin")
        said = words[margin].format(item=said, margin=_margin(effect))
    return " ".join([said, *_some_pairs(effect, words)])


def label_of(variable: Variable, words: Phrases = WORDS) -> str:
    """What an outcome, or one of its categories, is called within a sentence."""
    asked, category = variable.asked, variable.category
    if not category:
        return asked.label
    known = words.get(f"{asked.key}/{category}")
    if known and variable.at_least == (asked.summit is not None):
        return known
    template = words["at_least" if variable.at_least else "category"]
    return template.format(label=asked.label, category=in_words(category))


def _change(effect: Effect, words: Phrases) -> str:
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
    return words[key].format(
        label=label_of(effect.variable, words),
        size=_plain(abs(size), digits),
        low=_plain(near, digits),
        high=_plain(far, digits),
        arm=percent(found.arm),
        baseline=percent(found.baseline),
        horizon=_plain(found.horizon, 0),
    )


def _remarks(effect: Effect, words: Phrases) -> list[str]:
    said = _some_pairs(effect, words)
    if effect.within_margin:
        key = {"share": "small_points", "percent": "small_percent"}.get(_form(effect), "small")
        said.append(words[key].format(margin=_margin(effect)))
    if not math.isnan(effect.agreeing):
        shares = {"same": percent(effect.agreeing), "other": percent(effect.opposite)}
        said.append(words["points_agree"].format(points=f"{effect.points:,}", **shares))
    return said


def _could_be_chance(effect: Effect) -> bool:
    """Whether it may be one of the differences that many comparisons give by chance."""
    return effect.adjusted > ALPHA


def _some_pairs(effect: Effect, words: Phrases) -> list[str]:
    """How many pairs count, where an outcome was not observed in all of them."""
    counted, pairs = effect.difference.number, effect.pairs
    if not effect.paired or counted == pairs:
        return []
    return [words["some_pairs"].format(number=f"{counted:,}", all=f"{pairs:,}")]


def _list(verdict: Verdict, items: Sequence[str], words: Phrases) -> str:
    return words[verdict].format(items=words["between_items"].join(items), fewest=FEWEST)


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
