"""From what a file says under `uncertainties` to the factors of each scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.experiment.entry import ALL, Entry
from sim.experiment.factor import Factor
from sim.experiment.numbers import HISTORY, Numbers
from sim.experiment.ranges import factor_of
from sim.scenario.findings import Findings
from sim.scenario.places import Path
from sim.scenario.problems import did_you_mean, listed


@dataclass(frozen=True)
class Spread:
    """What varies in a scenario: its factors with the entries that say so, and idle entries.

    `strangers` name nothing there, `barren` ones no number of the evidence that they ask for,
    `settled` ones a number that every arm decides.
    """

    factors: Mapping[str, tuple[Factor, Entry]]
    strangers: tuple[Entry, ...] = ()
    barren: tuple[Entry, ...] = ()
    settled: tuple[Entry, ...] = ()


def spread(entries: Sequence[Entry], numbers: Numbers, findings: Findings) -> Spread:
    """The factors of a scenario, in the order of its numbers; a later entry overrides earlier ones.

    What is wrong with an entry in itself goes to `findings`, one problem an entry.
    """
    wanted: dict[str, Entry] = {}
    strangers: list[Entry] = []
    for entry in entries:
        if entry.path.split(".")[0] == HISTORY:
            if not findings.touch(entry.where):
                hint = "vary what could have been otherwise"
                findings.add(entry.where, "is what happened, and is not varied", hint, key=True)
            continue
        matched = [path for path in numbers.known if entry.names(path)]
        if not matched and entry.exact and not isinstance(entry.how, str):
            matched = [entry.pattern]  # no number of the scenario: perhaps a setting
        if not matched:
            strangers.append(entry)
        wanted.update(dict.fromkeys(matched, entry))
    return _made(wanted, strangers, numbers, findings)


def _made(
    wanted: Mapping[str, Entry], strangers: list[Entry], numbers: Numbers, findings: Findings
) -> Spread:
    factors: dict[str, tuple[Factor, Entry]] = {}
    settled: dict[Path, Entry] = {}
    barren: dict[Path, Entry] = {}
    order = {path: place for place, path in enumerate(numbers.known)}
    for path in sorted(wanted, key=lambda path: order.get(path, len(order))):
        entry, known = wanted[path], numbers.known.get(path)
        quantity = None if known is None else known.quantity
        if not entry.means(quantity):
            barren.setdefault(entry.where, entry)
        elif known is not None and not any(numbers.varies(path)):
            settled.setdefault(entry.where, entry)
        else:
            made = factor_of(path, entry, quantity, findings)
            if made is not None:
                factors[path] = (made, entry)
    used = {entry.where for _, entry in factors.values()}
    return Spread(
        factors,
        tuple(strangers),
        tuple(e for where, e in barren.items() if where not in used and e.how != "none"),
        tuple(e for where, e in settled.items() if where not in used and where not in barren),
    )


def tell_idle(
    found: Mapping[str, Spread],
    known: Mapping[str, Numbers],
    all_known: bool,
    findings: Findings,
) -> None:
    """Tell of entries that vary nothing: a path in some scenario, a pattern in all of them.

    Without `all_known`, other scenarios may have what these lack, and other arms let it vary.
    """

    def nothing(entry: Entry, scenarios: list[str]) -> tuple[str, str | None]:
        paths = [path for scenario in scenarios for path in known[scenario].known]
        section = entry.path.split(".")[0]
        sections = dict.fromkeys([ALL, *(path.split(".")[0] for path in paths)])
        hint = did_you_mean(entry.path, paths) if entry.exact else did_you_mean(section, sections)
        message = f"names no number of {listed(scenarios)}"
        return message, hint if entry.exact or section not in sections else None

    def no_range(entry: Entry, _: list[str]) -> tuple[str, str | None]:
        if entry.how == "stated":
            return "names no number with a stated range", "write the range: [low, high]"
        hint = "`stated` takes documented and inferred ones too; or write [low, high]"
        return "names no number that is assumed and has a range", hint

    def decided(_: Entry, __: list[str]) -> tuple[str, str | None]:
        return "is decided by every arm, so that it cannot vary", "leave it to one of them"

    idle = {
        nothing: {name: one.strangers for name, one in found.items()},
        no_range: {name: one.barren for name, one in found.items()},
        decided: {name: one.settled for name, one in found.items()},
    }
    for wording, entries in idle.items():
        if wording is not decided or all_known:
            _tell(entries, wording, all_known, findings)


def _tell(
    idle: Mapping[str, Sequence[Entry]],
    wording: Callable[[Entry, list[str]], tuple[str, str | None]],
    all_known: bool,
    findings: Findings,
) -> None:
    lines: dict[Path, tuple[Entry, list[str]]] = {}
    for scenario, entries in idle.items():
        for entry in entries:
            if len(entry.where) < 2:  # not a line of its own, but what holds without one
                continue
            lines.setdefault(entry.where, (entry, []))[1].append(scenario)
    for entry, scenarios in lines.values():
        everywhere = all_known and len(scenarios) == len(idle)
        if (entry.exact or everywhere) and not findings.touch(entry.where):
            message, hint = wording(entry, scenarios)
            findings.add(entry.where, message, hint, key=True)
