"""Dates of a scenario: the period, and whether everything dated lies where it should."""

from __future__ import annotations

from datetime import date

from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.places import Path
from sim.scenario.schema import Meeting, Period

LONGEST_YEARS = 20


def check_calendar(draft: Draft, findings: Findings) -> None:
    """The period runs forwards and not too long; what is dated lies inside or before it."""
    period = draft.period
    if period is None:
        return
    if period.end < period.start:
        message = f"is {period.end}, before the start, {period.start}"
        findings.add(("period", "end"), message, "exchange the two, or correct one")
        return
    if _years(period.start, LONGEST_YEARS) <= period.end:
        message = f"is {period.end}, more than {LONGEST_YEARS} years after the start"
        findings.add(("period", "end"), message, f"a run lasts at most {LONGEST_YEARS} years")
        return
    for place, entry in draft.timeline.items():
        _within(entry.date, period, ("timeline", place, "date"), findings)
    _check_deadlines(draft, period, findings)
    _check_missions(draft, period, findings)
    _check_agreements(draft, period, findings)
    _check_documented(draft, period, findings)


def _years(day: date, years: int) -> date:
    """The day some years later; 29 February counts as 1 March."""
    if day.year + years > date.max.year:
        return date.max
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def _within(day: date, period: Period, path: Path, findings: Findings) -> bool:
    if period.start <= day <= period.end:
        return True
    message = f"is {day}, outside the period, {period.start} to {period.end}"
    findings.add(path, message, "move it, leave it out, or change the period")
    return False


def _check_deadlines(draft: Draft, period: Period, findings: Findings) -> None:
    """Talks have time until their deadline: the first dated meeting does not come after it."""
    for name, agenda in draft.agendas.items():
        path: Path = ("agendas", name, "deadline")
        if agenda.deadline is None or not _within(agenda.deadline, period, path, findings):
            continue
        dated = [
            (entry.date, place)
            for place, entry in draft.timeline.items()
            if isinstance(entry, Meeting) and entry.agenda == name
        ]
        first = min((day for day, _ in dated), default=agenda.deadline)
        if agenda.deadline < first:
            message = f"is {agenda.deadline}, before the first meeting on it, {first}"
            findings.add(path, message, "nothing would ever be negotiated: move one of them")
            continue
        for day, place in dated:
            if agenda.deadline < day:
                message = f": the deadline of `{name}`, {agenda.deadline}, is over on {day}"
                hint = "there is nothing to sign at this meeting; name another agenda if there is"
                findings.add(("timeline", place, "agenda"), message, hint, warning=True)


def _check_missions(draft: Draft, period: Period, findings: Findings) -> None:
    for name, mission in draft.peacekeepers.items():
        path: Path = ("peacekeepers", name)
        arrived = mission.deployed or period.start
        if mission.deployed is not None and mission.deployed < period.start:
            message = f"is {mission.deployed}, before the period begins, {period.start}"
            hint = f"write {period.start} for a mission that is there already"
            findings.add((*path, "deployed"), message, hint)
        elif mission.deployed is not None:
            _within(mission.deployed, period, (*path, "deployed"), findings)
        if mission.expires is not None and mission.expires < arrived:
            what = "it is deployed" if mission.deployed else "the period begins"
            message = f"is {mission.expires}, before {what}, {arrived}"
            findings.add((*path, "expires"), message)


def _check_agreements(draft: Draft, period: Period, findings: Findings) -> None:
    for name, agreement in draft.agreements.items():
        if agreement.signed >= period.start:
            findings.add(
                ("agreements", name, "signed"),
                f"is {agreement.signed}, not before the period begins, {period.start}",
                "what is signed later must come out of the talks, or of a meeting in the timeline",
            )
        if agreement.effective is not None and agreement.effective < agreement.signed:
            message = f"is {agreement.effective}, before it was signed, {agreement.signed}"
            findings.add(("agreements", name, "effective"), message)


def _check_documented(draft: Draft, period: Period, findings: Findings) -> None:
    for name, fact in draft.documented.items():
        path: Path = ("documented", name)
        sound = [
            _within(day, period, (*path, key), findings)
            for key, day in (("start", fact.start), ("end", fact.end))
            if day is not None
        ]
        start, end = fact.start or period.start, fact.end or period.end
        if all(sound) and end < start:
            findings.add((*path, "end"), f"is {end}, before its start, {start}")
