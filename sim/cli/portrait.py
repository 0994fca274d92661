"""A case in words: what kind of model, the day, who acts, where, when, by which rules."""

from __future__ import annotations

import importlib
import importlib.util

from rich.console import Console

from sim.cli.grounds import tell_evidence
from sim.cli.tables import heading, number, paragraph, span, table
from sim.scenario.case import Case
from sim.scenario.defaults import read_rulebooks
from sim.scenario.schema import Agreement, Event, Meeting, Offensive, Rule

KIND = (
    "A stylised model, for exploring and teaching: it shows what follows from stated assumptions,"
    " with chance, and is not a forecast."
)


def tell_case(console: Console, case: Case) -> None:
    """Everything about a case, section by section."""
    scenario = case.scenario
    paragraph(console, scenario.title)
    period = scenario.period
    days = (period.end - period.start).days + 1
    paragraph(console, f"{period.start} to {period.end}, {days:,} days")
    console.print()
    paragraph(console, scenario.summary)
    console.print()
    paragraph(console, KIND)
    _tell_day(console)
    _tell_issues(console, case)
    _tell_parties(console, case)
    _tell_mediators(console, case)
    _tell_missions(console, case)
    _tell_fronts(console, case)
    _tell_agreements(console, case)
    _tell_agendas(console, case)
    _tell_timeline(console, case)
    _tell_rules(console, case)
    _tell_behaviour(console, case)
    tell_evidence(console, case)


def _tell_day(console: Console) -> None:
    """The schedule, if the model is there to say it."""
    if importlib.util.find_spec("sim.model") is None:
        return
    schedule = getattr(importlib.import_module("sim.model"), "SCHEDULE", ())
    if schedule:
        heading(console, "A day, in order")
        rows = [(str(place), name, text) for place, (name, text) in enumerate(schedule, start=1)]
        table(console, ("", "step", "what happens"), rows, narrow=(0, 1), right=(0,))


def _tell_issues(console: Console, case: Case) -> None:
    heading(console, "What is negotiated")
    rows = [
        (name, issue.name, issue.low, issue.high, number(issue.status_quo))
        for name, issue in case.scenario.issues.items()
    ]
    table(console, ("issue", "about", "0 means", "1 means", "now"), rows, narrow=(0,), right=(4,))


def _tell_parties(console: Console, case: Case) -> None:
    scenario = case.scenario
    heading(console, "Parties")
    for name, party in scenario.parties.items():
        said = [
            f"capability {number(party.capability)}",
            f"stance {party.stance}",
            "has an army" if party.army else "has no army",
            "at the table" if party.at_the_table else "not at the table",
        ]
        if party.principal is not None:
            followed = number(party.compliance)
            said.append(f"backed by {party.principal}, which it follows to {followed}")
        if party.public.ratifies:
            said.append(f"a public that must ratify by {number(party.public.quota)}")
        if party.agent != "party":
            said.append(f"decided for by {party.agent}")
        paragraph(console, f"{party.name} ({name}): {', '.join(said)}", first="  ", rest="    ")
    heading(console, "What they want (and how much it weighs, in brackets)")
    rows = []
    for issue in scenario.issues:
        cells = []
        for party in scenario.parties.values():
            line = party.red_lines.get(issue)
            bound = f", not past {number(line.bound)}" if line is not None else ""
            weight = number(party.saliences[issue])
            cells.append(f"{number(party.positions[issue])} ({weight}){bound}")
        rows.append((issue, *cells))
    table(console, ("issue", *scenario.parties), rows, narrow=(0,))


def _tell_mediators(console: Console, case: Case) -> None:
    scenario = case.scenario
    if scenario.mediators or scenario.formats:
        heading(console, "Mediators and formats")
    rows = [
        (
            name,
            mediator.name,
            ", ".join(mediator.instruments),
            f"{number(mediator.attention)} / {number(mediator.credibility)}",
            ", ".join(f"{party} {number(share)}" for party, share in mediator.leverage.items()),
        )
        for name, mediator in scenario.mediators.items()
    ]
    columns = ("mediator", "who", "instruments", "attention / credibility", "leverage")
    table(console, columns, rows, narrow=(0,))
    for name, form in scenario.formats.items():
        members = ", ".join(form.members)
        text = f"{form.name} ({name}): {members}; cohesion {number(form.cohesion)}"
        paragraph(console, text, first="  ", rest="    ")


def _tell_missions(console: Console, case: Case) -> None:
    missions = case.scenario.peacekeepers
    if not missions:
        return
    heading(console, "Peacekeepers and observers")
    for name, mission in missions.items():
        said = [
            f"{number(mission.strength)} {mission.kind} on the front {mission.front}",
            "may " + ", ".join(task.replace("_", " ") for task in mission.tasks),
            f"clarity of mandate {number(mission.clarity)}",
        ]
        if mission.sponsor is not None:
            said.append(f"sponsored by {mission.sponsor}")
        if mission.deployed is not None:
            said.append(f"deployed on {mission.deployed}")
        texts = case.scenario.agendas_deploying(name)
        if texts:
            said.append(f"deployed by what is signed on the agenda {', '.join(texts)}")
        elif mission.after is not None:
            said.append(f"deployed after an agreement: {mission.after}")
        if mission.expires is not None:
            said.append(f"mandate until {mission.expires}")
        paragraph(console, f"{mission.name} ({name}): {', '.join(said)}", first="  ", rest="    ")


def _tell_fronts(console: Console, case: Case) -> None:
    heading(console, "Fronts")
    for name, front in case.scenario.fronts.items():
        between = " and ".join(front.between)
        text = f"{front.name} ({name}), between {between}, begins at the rung `{front.rung}`"
        paragraph(console, text, first="  ", rest="    ")
        rows = [
            (
                sector.name,
                number(sector.length),
                number(sector.distance),
                number(sector.snipers),
                number(sector.civilians),
                _holders(sector.garrisoned_by, sector.commanded_by),
            )
            for sector in front.sectors.values()
        ]
        columns = ("sector", "km", "m apart", "snipers", "civilians", "held by (commanded by)")
        table(console, columns, rows, right=(1, 2, 3, 4))


def _holders(garrisons: tuple[str, str], commanders: tuple[str, str]) -> str:
    return " / ".join(
        garrison if garrison == commander else f"{garrison} ({commander})"
        for garrison, commander in zip(garrisons, commanders, strict=True)
    )


def _tell_agreements(console: Console, case: Case) -> None:
    agreements = case.scenario.agreements
    if not agreements:
        return
    heading(console, "Agreements in force")
    for name, agreement in agreements.items():
        paragraph(console, f"{name}: {_agreement(agreement)}", first="  ", rest="    ")


def _agreement(agreement: Agreement) -> str:
    said = [
        f"{agreement.kind} of {agreement.signed}",
        f"signed by {', '.join(agreement.signatories)}",
    ]
    if agreement.bound:
        said.append(f"binding {', '.join(agreement.bound)} too")
    said.append("with a joint body" if agreement.mechanism else "without a joint body")
    return "; ".join(said)


def _tell_agendas(console: Console, case: Case) -> None:
    agendas = case.scenario.agendas
    if not agendas:
        return
    heading(console, "Agendas")
    rows = [
        (
            name,
            agenda.approach.replace("_", " "),
            ", ".join(agenda.kinds) + (f", until {agenda.deadline}" if agenda.deadline else ""),
            ", ".join(agenda.issues) or "all issues",
            ", ".join(agenda.aside),
        )
        for name, agenda in agendas.items()
    ]
    table(
        console, ("agenda", "approach", "aims at", "on the table", "set aside"), rows, narrow=(0,)
    )


def _tell_timeline(console: Console, case: Case) -> None:
    timeline = case.scenario.timeline
    if not timeline:
        return
    heading(console, "Timeline: inputs, not predictions")
    rows = []
    for entry in sorted(timeline, key=lambda entry: entry.date):
        rows.append((entry.date.isoformat(), *_dated(entry), entry.confidence))
    table(console, ("day", "kind", "what", "evidence"), rows, narrow=(0, 1))


def _dated(entry: Event | Meeting | Offensive) -> tuple[str, str]:
    if isinstance(entry, Meeting):
        guests = ", ".join(entry.participants)
        return "meeting", f"{entry.meeting} (host {entry.host}; {guests}; agenda {entry.agenda})"
    if isinstance(entry, Offensive):
        goals = ", ".join(entry.objectives)
        return "offensive", f"{entry.offensive} ({entry.scale}, by {entry.by}, at {goals})"
    changes = []
    for effect in entry.effects:
        way = next(way for way in ("set", "add", "scale") if getattr(effect, way) is not None)
        sign = {"set": "=", "add": "+", "scale": "x"}[way]
        lasts = f" for {number(effect.days)} days" if effect.days is not None else ""
        amount = number(getattr(effect, way))
        if sign == "+" and amount.startswith("-"):
            sign, amount = "-", amount[1:]
        changes.append(f"{effect.on} {sign} {amount}{lasts}")
    return "event", entry.event + (f" ({'; '.join(changes)})" if changes else "")


def _tell_rules(console: Console, case: Case) -> None:
    heading(console, "Rules of escalation and stance")
    for name, rule in case.rules.items():
        own = " (this scenario's)" if name in case.scenario.rules else ""
        paragraph(console, f"{name}{own}, for each {_applies(rule)}", first="  ", rest="    ")
        said = {
            "when": rule.when,
            "chance": f"{rule.chance} a day",
            "then": _consequence(rule),
            "why": rule.why,
            "source": _cited(case, rule),
        }
        for label, text in said.items():
            paragraph(console, text, first=f"    {label:<8}")


def _applies(rule: Rule) -> str:
    said = {"front": "front", "side": "side of each front", "party": "party"}[rule.applies_to]
    return f"{said}: {', '.join(rule.who)}" if rule.who else said


def _consequence(rule: Rule) -> str:
    said = rule.effect.model_dump(exclude_none=True, exclude_defaults=True)
    parts = []
    for key, value in said.items():
        words = key.replace("_", " ")
        parts.append(words if value is True else f"{words} {value}")
    return ", ".join(parts)


def _cited(case: Case, rule: Rule) -> str:
    if rule.source is None:
        return "none given"
    source = case.scenario.sources.get(rule.source)
    return rule.source if source is None else source.title


def _tell_behaviour(console: Console, case: Case) -> None:
    heading(console, "Behaviour parameters, shared by all scenarios")
    parameters = read_rulebooks().parameters
    rows = []
    for name, quantity in case.behaviour.items():
        own = " *" if name in case.scenario.behaviour else ""
        parameter = parameters.get(name)
        unit = "" if parameter is None else parameter.unit
        rows.append((name + own, number(quantity), span(quantity), unit, quantity.confidence))
    table(
        console, ("parameter", "value", "range", "unit", "evidence"), rows, narrow=(0,), right=(1,)
    )
    if case.scenario.behaviour:
        paragraph(console, "* changed by this scenario")
    off = [name for name, on in case.mechanisms.items() if not on]
    paragraph(
        console, f"Mechanisms: {len(case.mechanisms)}; switched off: {', '.join(off) or 'none'}."
    )
