"""Decisions as the inequalities behind them, each term with its value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.world.layout import CBM, CEASEFIRE, STATEMENT
from sim.world.records import EXHAUSTION, GUARANTOR, Answer, Breach, Climb, Halt, Reply, Strategy

Term = tuple[str, float]

OPTION_NAMES = ("stand down", "hold", "press", "limited operation", "general offensive")
TAKING = ("standing down", "holding", "pressing", "a limited operation", "a general offensive")
UNAVAILABLE = -1.0
"""What an option is worth to a party that has nothing to aim at."""
LEAST_DIGITS, MOST_DIGITS = 3, 6


def why_answered(answer: Answer, kind: int) -> str:
    """What a draft of some kind is worth to a party, against what speaks for going on.

    A scruple below zero is goodwill, and stands on the other side. Agents written by users may
    answer against the inequality.
    """
    worth, going_on = {
        STATEMENT: ("standing with the host", "going on"),
        CBM: ("violence saved", "pressure and answers given up"),
        CEASEFIRE: ("worth of the pause", "pressing on"),
    }.get(kind, ("worth of the text", "going on"))
    scruple = float(answer.scruple[0])
    left = [
        (worth, float(answer.worth[0])),
        ("inducements", float(answer.carrots[0])),
        ("threats", float(answer.sticks[0])),
    ]
    left += [("goodwill", -scruple)] if scruple < 0.0 else []
    right = [
        (going_on, float(answer.going_on[0])),
        ("cost at home", float(answer.audience[0])),
        ("asked on top", float(answer.demand[0])),
        ("cost of concluding", float(answer.effort[0])),
    ]
    right += [("private reserve", scruple)] if scruple > 0.0 else []
    worth_it = sum(value for _, value in left) >= sum(value for _, value in right)
    told = compared(left, ">=" if worth_it else "<", right)
    return told if worth_it == bool(answer.signs[0]) else f"it decides so although {told}"


def why_absent(reply: Reply) -> str:
    """Why a party stays away from a meeting."""
    gain, cost = float(reply.gain[0]), float(reply.cost[0])
    terms = [("gain of coming", gain)], [("cost of being seen there", cost)]
    if gain < cost:
        return compared(terms[0], "<", terms[1])
    return f"{compared(terms[0], '>=', terms[1])}, which makes coming likely but not certain"


def why_chosen(record: Strategy) -> str:
    """What each option is worth to a party, and what made it take the one it took."""
    worth, choice = record.worth[0].tolist(), int(record.choice[0])
    order = [int(option) for option in np.argsort(-record.worth[0], kind="stable")]
    open_ones = [option for option in order if worth[option] > UNAVAILABLE]
    shown = open_ones[:3] if choice in open_ones[:3] else [*open_ones[:2], choice]
    digits = _digits([float(worth[option]) for option in shown])
    told = "".join(
        f"{_sign(worth, shown, place)}{OPTION_NAMES[option]} {worth[option]:.{digits}f}"
        for place, option in enumerate(shown)
    )
    if choice != shown[0]:
        short = f"{worth[shown[0]] - worth[choice]:.{digits}f}"
        same = short == f"{0.0:.{digits}f}"
        told += "; its private leaning "
        told += "decides" if same else f"outweighs the {short} that {TAKING[choice]} costs"
    there = {name: float(value[0]) for name, value in record.terms.items() if value[0] != 0.0}
    terms = ", ".join(f"{name} {value:.2f}" for name, value in there.items())
    return f"{told}; {terms}" if terms else told


def _sign(worth: Sequence[float], shown: Sequence[int], place: int) -> str:
    """What stands before an option: more than the next, or the same."""
    if place == 0:
        return ""
    return " = " if worth[shown[place - 1]] == worth[shown[place]] else " > "


def why_halted(record: Halt) -> str:
    """What an attacker weighs: the chance to take what is left, costs, guarantors."""
    left = [("chance x what is left to gain", float(record.gain[0]))]
    cost = [("cost", float(record.cost[0]))]
    guarantors = [*cost, ("guarantors' reaction", float(record.guarantor[0]))]
    if record.resumed:
        return compared(left, ">", guarantors)
    reason = int(record.reason[0])
    if reason == EXHAUSTION:
        spent = record.gain[0] >= record.cost[0]
        return "its reserves are spent" if spent else compared(left, "<", cost)
    if reason == GUARANTOR:
        return compared(left, "<", guarantors)
    return "all it aimed at is taken"


def why_broken(record: Breach) -> str:
    """What walking out of an agreement gains its party, against what it costs."""
    if record.cause == "losses":
        suffered = [("deaths of a week blamed on the other", float(record.gain[0]))]
        return compared(suffered, ">", [("what it bears", float(record.cost[0]))])
    going_on, keeping = float(record.gain[0]), float(record.cost[0])
    sign = ">" if going_on > keeping else "<="
    return compared([("going on without it", going_on)], sign, [("keeping it", keeping)])


def why_fired(record: Climb, meaning: str) -> str:
    """What a rule means, and which of its comparisons held; the rung itself is told already."""
    held = [reason.replace("_", " ") for reason in record.why if not reason.startswith("rung ")]
    conditions = f": {'; '.join(held)}" if held else ""
    return f"{meaning.rstrip('.')}. [{record.rule}{conditions}]"


def compared(left: Sequence[Term], sign: str, right: Sequence[Term]) -> str:
    """Two sums and the sign between them, with as many digits as it takes to see that it holds."""
    totals = sum(value for _, value in left), sum(value for _, value in right)
    digits = _digits(totals)
    return f"{_sum(left, digits)} {sign} {_sum(right, digits)}"


def _digits(values: Iterable[float]) -> int:
    """The digits after the point that tell different neighbours apart."""
    given = list(values)
    for digits in range(LEAST_DIGITS, MOST_DIGITS):
        shown = [f"{value:.{digits}f}" for value in given]
        pairs = zip(given, given[1:], shown, shown[1:], strict=False)
        if all((a == b) == (told == then) for a, b, told, then in pairs):
            return digits
    return MOST_DIGITS


def _sum(terms: Sequence[Term], digits: int) -> str:
    """`0.527 (going on 0.283 + cost at home 0.004 + asked on top 0.240)`; one term without sum."""
    least = 0.5 * 10.0**-digits
    shown = [term for term in terms if abs(term[1]) >= least]
    if not shown:
        return f"{terms[0][0]} {0.0:.{digits}f}"
    total = sum(value for _, value in terms)
    if len(shown) == 1:
        return f"{shown[0][0]} {total:.{digits}f}"
    told = "".join(
        f"{_joint(place, value)}{name} {_size(place, value):.{digits}f}"
        for place, (name, value) in enumerate(shown)
    )
    return f"{total:.{digits}f} ({told})"


def _joint(place: int, value: float) -> str:
    if place == 0:
        return ""
    return " + " if value >= 0.0 else " - "


def _size(place: int, value: float) -> float:
    return value if place == 0 else abs(value)
