"""Part III of the description: implementation, initialisation, input data, submodels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.report.odd.equations import equations_of
from sim.report.odd.formula import Equation
from sim.report.odd.markdown import bullets, claim, code, heading, number, plain, table
from sim.report.odd.source import INITIAL, Part, Piece, homes, part_of, parts
from sim.scenario.case import Case
from sim.scenario.defaults import read_rulebooks
from sim.scenario.evidence import Evidence, counts, evidence
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Event, Meeting, Offensive, Rule, Source
from sim.world.parameters import Parameters
from sim.world.tables import StanceTable


def implementation() -> Iterator[str]:
    """Section III.i."""
    yield heading(3, "III.i Implementation details")
    yield (
        "Python with NumPy; agents and model on the Mesa framework (Kazil, Masad & Crooks 2020)."
        " Every array that varies by run is a column of a declared table with the run as its first"
        " axis. Reductions and powers over state are done in a fixed order, so that a run gives"
        " the same bits alone and among a thousand. A scenario is a YAML file, checked as a whole"
        " before anything is run; results carry the inputs, the seed, a digest of the source and"
        " the versions of the libraries."
    )


def initialisation(case: Case) -> Iterator[str]:
    """Section III.ii: how the first morning is laid out, and every number that the scenario"
    " says."""
    yield heading(3, "III.ii Initialisation")
    yield (
        "The tables are filled from the scenario on the morning of the first day; nothing is"
        " calibrated at run time. Runs of one scenario differ at the start only in private values:"
        " each party's cost of war, its taste for each strategic option and its scruple against"
        " signing, standard normal and independent."
    )
    yield from _pieces(part_of(INITIAL), homes(case), case.behaviour)
    numbers = evidence(case)
    said = tuple(one for one in numbers if one.given == "scenario")
    tally = ", ".join(f"{count} {kind}" for kind, count in counts(said).items())
    yield (
        f"This scenario gives {len(said)} numbers: {tally}. They are listed at the end. It leaves"
        f" {sum(one.given == 'default' for one in numbers)} at their defaults."
    )


def input_data(case: Case) -> Iterator[str]:
    """Section III.iii: the timeline, the agreements in force, and the sources."""
    scenario = case.scenario
    yield heading(3, "III.iii Input data")
    yield "Dated inputs; what they lead to is simulated."
    yield (
        table(
            ("date", "what", "kind", "source"),
            [
                (
                    entry.date.isoformat(),
                    plain(_said(entry)),
                    entry.kind,
                    plain(entry.source or ""),
                )
                for entry in sorted(scenario.timeline, key=lambda entry: entry.date)
            ],
        )
        or "None."
    )
    if scenario.sources:
        yield "Sources of the scenario:"
        yield bullets(
            f"{code(key)}: {plain(_document(one))}" for key, one in scenario.sources.items()
        )


def _document(source: Source) -> str:
    return ", ".join(part for part in (source.title, source.publisher, source.date) if part)


def _said(entry: Event | Meeting | Offensive) -> str:
    if isinstance(entry, Event):
        changed = "; ".join(effect.on for effect in entry.effects)
        return f"{entry.event} (changes {changed})" if changed else entry.event
    if isinstance(entry, Meeting):
        return f"{entry.meeting} (host {entry.host}, agenda {entry.agenda})"
    return f"{entry.offensive} ({entry.scale}, by {entry.by})"


def submodels(case: Case) -> Iterator[str]:
    """Section III.iv: every function of the model with its claim, equations and parameters."""
    yield heading(3, "III.iv Submodels")
    yield (
        "By the step of the day that they belong to: what each function claims, with its sources,"
        " in the words of the source code; the main formulas; and the behaviour parameters, each"
        " where it is first read. Formulas are evaluated against the functions by the tests of the"
        " model; below each stands the text that is evaluated."
    )
    at_home = homes(case)
    for step, found in parts().items():
        for part in found:
            yield heading(4, f"{step}: {part.path}")
            yield claim(part.headline)
            yield from _pieces(part, at_home, case.behaviour)
    yield from _rules(case, at_home)
    yield from _stances(case)


def _pieces(
    part: Part, at_home: Mapping[str, str], values: Mapping[str, Quantity]
) -> Iterator[str]:
    """The functions of a part that claim something, each with its equations, then parameters."""
    for piece in part.pieces:
        if piece.claim:
            yield _told(piece)
            yield from (_displayed(equation) for equation in equations_of(piece.path))
    here = {piece.path for piece in part.pieces}
    names = [name for name in Parameters.declared if at_home.get(name) in here]
    if names:
        yield _parameters(names, values)


def _told(piece: Piece) -> str:
    name = code(piece.name) if piece.public else f"{code(piece.name)} (within it)"
    return f"{name}: {claim(piece.claim)}"


def _displayed(equation: Equation) -> str:
    formula = equation.formula
    where = "; ".join(f"{code(name)} {claim(meaning)}" for name, meaning in equation.where.items())
    return f"$$ {formula.latex} $$\n\n{code(formula.text)}, where {where}."


def _parameters(names: list[str], values: Mapping[str, Quantity]) -> str:
    rulebook = read_rulebooks().parameters
    rows = []
    for name in names:
        quantity, parameter = values[name], rulebook[name]
        rows.append(
            (
                code(name),
                number(quantity.value),
                plain(parameter.unit),
                _range(quantity),
                quantity.confidence,
                plain(parameter.meaning),
                plain(quantity.source or ""),
            )
        )
    columns = ("parameter", "value", "unit", "range", "evidence", "meaning", "source")
    return table(columns, rows)


def _range(quantity: Quantity) -> str:
    if quantity.range is None:
        return ""
    return f"{number(quantity.range[0])} to {number(quantity.range[1])}"


def _rules(case: Case, at_home: Mapping[str, str]) -> Iterator[str]:
    yield heading(4, "decisions: rules of escalation and stance")
    yield (
        "Each rule is judged every day for each of its targets: where `when` holds, it fires with"
        " the chance given."
    )
    for name, rule in case.rules.items():
        yield (
            f"{code(name)} ({rule.applies_to}): {plain(rule.why)} Source:"
            f" {plain(rule.source or 'none given')}."
        )
        yield bullets(_clauses(rule))
    names = [name for name in Parameters.declared if at_home.get(name) == "rules"]
    if names:
        yield _parameters(names, case.behaviour)


def _clauses(rule: Rule) -> Iterator[str]:
    yield f"when {code(rule.when)}"
    yield f"chance a day {code(rule.chance)}"
    effect = rule.effect.model_dump(exclude_none=True, exclude_defaults=True)
    yield "then " + ", ".join(
        f"{key.replace('_', ' ')} {code(value)}" for key, value in effect.items()
    )


def _stances(case: Case) -> Iterator[str]:
    yield heading(4, "decisions: stances")
    yield "How a party may carry itself: scalings of a few behaviour parameters."
    traits = tuple(StanceTable.declared)
    yield table(
        ("stance", *traits, "why"),
        [
            (
                code(name),
                *(number(getattr(stance, trait).value) for trait in traits),
                plain(stance.why or ""),
            )
            for name, stance in case.stances.items()
        ],
    )


def numbers(case: Case) -> Iterator[str]:
    """Every number that the scenario says, with its evidence."""
    yield heading(2, "Numbers of the scenario")
    said = [one for one in evidence(case) if one.given == "scenario"]
    yield table(
        ("number", "value", "range", "evidence", "source", "note"),
        [_number_row(one) for one in said],
    )


def _number_row(one: Evidence) -> tuple[str, ...]:
    quantity = one.quantity
    return (
        code(one.path),
        number(quantity.value),
        _range(quantity),
        quantity.confidence,
        plain(quantity.source or ""),
        plain(quantity.note or ""),
    )
