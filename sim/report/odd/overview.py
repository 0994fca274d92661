"""Part I of the description: purpose and patterns, entities and scales, the order of the day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sim.report.odd.day import calls, schedule
from sim.report.odd.markdown import bullets, claim, code, heading, number, plain, table
from sim.report.odd.source import piece_of
from sim.scenario.case import Case
from sim.world.layout import Layout
from sim.world.table import Declared
from sim.world.world import TABLES

PURPOSE = (
    "The model serves to explore and to teach what follows from stated assumptions about mediation"
    " in an armed conflict: how talks, violence along a line of contact, publics, mediators and"
    " peacekeepers act on each other, and by which mechanism one arrangement does better than"
    " another with the same luck. It is stylised and is no forecast: shares of runs are not"
    " probabilities of anything in the world, and a war or a truce that stands in a scenario's"
    " timeline is an input.",
    "It is made for people who know a conflict and not necessarily programming: analysts, teachers,"
    " students of mediation. It gives no operational military advice.",
)
PATTERNS: tuple[tuple[str, str, str], ...] = (
    (
        "style-reversal",
        "Manipulation brings the most agreements, facilitation the most lasting ones",
        "Beardsley, Quinn, Biswas & Wilkenfeld 2006",
    ),
    (
        "crossing-survival",
        "Mediated peace survives better at first, and no better once leverage has faded",
        "Beardsley 2008",
    ),
    (
        "selection-paradox",
        "Mediators choose hard cases, so that mediated deals last less long unless assigned by lot",
        "Gartner & Bercovitch 2006",
    ),
    (
        "style-intensity",
        "Directive mediation works in intense disputes, procedural mediation in mild ones",
        "Bercovitch & Gartner 2006",
    ),
    (
        "empty-messages",
        "Carrying messages of no precision has no effect; the effect grows with precision",
        "Fey & Ramsay 2010",
    ),
    ("too-many-cooks", "An inverted U in the number of mediators", "Boehmelt 2012"),
    (
        "ripeness",
        "Intensity raises acceptance of talks only where neither side expects to win",
        "Ruhe 2015",
    ),
    (
        "commitment",
        "War is flat in the speed at which power shifts, then rises sharply",
        "Powell 2006",
    ),
    (
        "ceasefire-design",
        "Definitive ceasefires break less than those with a mechanism, and these less than bare"
        " ones",
        "Clayton & Sticher 2021",
    ),
    (
        "troops-not-observers",
        "Armed presence lowers deaths, observers alone do not",
        "Hultman, Kathman & Shannon 2014",
    ),
    (
        "self-excitation",
        "Recorded incidents excite each other, without that being written down",
        "Lewis, Mohler, Brantingham & Bertozzi 2012",
    ),
    ("severity-tail", "Deaths a day fall off as a power", "Bohorquez et al. 2009"),
)
"""What the model is held against: key, regularity, source."""

AXES = {
    "party": "parties",
    "other": "parties, as others see them",
    "issue": "issues",
    "option": "strategic options",
    "stance": "stances",
    "mediator": "mediators",
    "colleague": "mediators, as others see them",
    "instrument": "instruments of mediators",
    "format": "formats of several mediators",
    "host": "hosts of talks: mediators, then formats",
    "agenda": "agendas of talks",
    "mission": "missions of peacekeepers or observers",
    "front": "fronts",
    "side": "the two sides of a front",
    "sector": "sectors of all fronts",
    "slot": "places for agreements",
    "measure": "confidence-building measures",
    "window": "days of running totals",
    "effect": "columns that dated events change",
    "documented": "documented outcomes",
}
"""What the axes of state variables count."""


def purpose_and_patterns(case: Case) -> Iterator[str]:
    """Section I.i."""
    yield heading(3, "I.i Purpose and patterns")
    yield from PURPOSE
    yield (
        "**Patterns.** The mechanisms, not the answers, are built in; the following regularities of"
        " the literature are what the model as a whole is held against (pattern-oriented modelling:"
        " Grimm et al. 2005)."
    )
    rows = [(code(key), plain(text), plain(source)) for key, text, source in PATTERNS]
    yield table(("pattern", "regularity", "source"), rows)
    facts = case.scenario.documented
    if facts:
        yield "**Documented outcomes of this scenario**, which its runs are compared with:"
        yield table(
            ("outcome", "what is documented", "source"),
            [(code(fact.outcome), plain(fact.text), plain(fact.source)) for fact in facts.values()],
        )


def entities_and_scales(case: Case) -> Iterator[str]:
    """Section I.ii: every table of the state, its columns with axes, unit, bounds and meaning."""
    layout = Layout(case)
    yield heading(3, "I.ii Entities, state variables, and scales")
    yield (
        "Entities that are few and have a character are agents (parties, mediators, missions);"
        " what is many and alike (sectors, issues, agreements) are columns of tables. Every state"
        " variable carries, before the axes named here, a leading axis of runs, so that the same"
        " code lives through one run or a thousand."
    )
    yield from _scales(case, layout)
    used = {axis for kind in TABLES.values() for one in kind.declared.values() for axis in one.axes}
    yield "**Axes** and how many entries they have in this scenario:"
    yield table(
        ("axis", "entries", "of"),
        [
            (code(axis), str(layout.sizes[axis]), plain(AXES.get(axis, axis)))
            for axis in layout.sizes
            if axis in used
        ],
    )
    for name, kind in TABLES.items():
        if name == "parameters":
            continue
        yield heading(4, f"{name.capitalize()}")
        yield plain((kind.__doc__ or "").strip())
        yield table(
            ("variable", "by", "unit", "bounds", "meaning"),
            [_column(column, entry) for column, entry in kind.declared.items()],
        )
    yield (
        "Behaviour parameters are held as columns too, so that they may vary between runs; they are"
        " listed with the submodels that read them (III.iv)."
    )


def _column(name: str, entry: Declared) -> tuple[str, ...]:
    by = " × ".join(entry.axes) or "run alone"
    return code(name), by, plain(entry.unit), _bounds(entry), plain(entry.meaning)


def _bounds(entry: Declared) -> str:
    if entry.dtype == "bool":
        return "yes, no"
    low, high = (
        "−∞" if end == -float("inf") else "∞" if end == float("inf") else number(end)
        for end in (entry.low, entry.high)
    )
    return f"{low} to {high}"


def _scales(case: Case, layout: Layout) -> Iterator[str]:
    period = case.scenario.period
    lines = [
        f"Time: steps of a day, {layout.days:,} of them, {period.start} to {period.end}.",
        "Space: fronts cut into sectors; sectors of one front lie in a row, and only neighbours and"
        " shared missions and orders connect them.",
    ]
    for name, front in case.scenario.fronts.items():
        length = sum(sector.length.value for sector in front.sectors.values())
        between = " and ".join(code(party) for party in front.between)
        lines.append(
            f"Front {code(name)}, between {between}: {len(front.sectors)} sectors,"
            f" {number(length)} km."
        )
    yield bullets(lines)


def process_overview() -> Iterator[str]:
    """Section I.iii: the schedule, and the calls as the model's source makes them."""
    yield heading(3, "I.iii Process overview and scheduling")
    yield "A day, in order:"
    yield table(
        ("", "step", "what happens"),
        [
            (str(place), code(name), plain(text))
            for place, (name, text) in enumerate(schedule(), start=1)
        ],
    )
    yield (
        "All decisions of a day are taken on the same morning's world; state variables are updated"
        " at once where a function changes them. As the source has it, each function in the order"
        " in which it is called:"
    )
    for method, made in groupby(calls(), lambda call: call.method):
        yield f"**{plain(method.strip('_'))}**"
        yield "\n".join(
            f"{place}. {code(call.name)} ({call.cadence}): {claim(piece_of(call.path).headline)}"
            for place, call in enumerate(made, start=1)
        )
