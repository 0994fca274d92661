"""One row a run: the outcomes read off the tables at the end, and those counted in windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import anywhere
from sim.outcomes import AGREEMENT_KINDS, HOLDERS, OUTCOMES, RUNGS
from sim.prospects.trust import trusted
from sim.prospects.utility import utility
from sim.world.layout import INTERIM, Layout
from sim.world.tables import FOREVER
from sim.world.world import World

Floats = NDArray[np.float64]
Column = NDArray[np.generic]
Reader = Callable[[World, int], NDArray[np.generic]]

CATEGORIES = {"best_agreement": AGREEMENT_KINDS, "peak_rung": RUNGS, "held_by": HOLDERS}


def _deaths(world: World, party: int) -> Column:
    if party >= 0:
        return world.parties.dead[:, party].copy()
    found: Column = np.add.reduce(world.parties.dead, axis=1)
    return found


def _agreed(world: World) -> tuple[Floats, NDArray[np.bool_]]:
    """The arrangement that deals signed in the run and standing make, and the issues they settle.

    Other issues are where they stood at the start; of two deals on one issue the later counts.
    """
    table, text = world.agreements, world.issues.outset.copy()
    latest = np.full(text.shape, -1)
    for slot in world.used_slots():
        stands = (table.kind[:, slot] >= INTERIM) & ~table.inherited[:, slot]
        signed = table.signed[:, slot, None]
        here = stands[:, None] & table.settles[:, slot] & (signed >= latest)
        text, latest = np.where(here, table.term[:, slot], text), np.where(here, signed, latest)
    return text, latest >= 0


def _gain(world: World, party: int) -> Column:
    text, settled = _agreed(world)
    brought = utility(world, party, text) - utility(world, party, world.issues.outset)
    return np.where(anywhere(settled), brought, np.nan)


COUNTERS: dict[str, Reader] = {
    "deaths": _deaths,
    "deaths_military": lambda world, party: world.tally.military[:, party].copy(),
    "deaths_civilian": lambda world, party: world.tally.civilian[:, party].copy(),
    "wounded": lambda world, party: world.tally.wounded.copy(),
    "recorded_incidents": lambda world, party: world.tally.incidents.copy(),
    "violations": lambda world, party: world.tally.violations.copy(),
    "fatal_days": lambda world, party: world.tally.fatal_days.copy(),
    "days_at_war": lambda world, party: world.tally.war_days.copy(),
    "operations": lambda world, party: world.tally.operations.copy(),
    "major_war": lambda world, party: world.tally.wars.copy(),
    "displaced": lambda world, party: world.tally.displaced.copy(),
    "meetings_held": lambda world, party: world.tally.held.copy(),
    "meetings_refused": lambda world, party: world.tally.refused.copy(),
    "ratified": lambda world, party: world.tally.ratified.copy(),
    "ceasefires_signed": lambda world, party: world.tally.truces.copy(),
}
"""Counts that only grow: what a window saw is the difference of two readings."""

STATES: dict[str, Reader] = {
    "sectors_changed": lambda world, party: np.add.reduce(
        world.sectors.holder != world.sectors.origin, axis=1
    ),
    "best_agreement": lambda world, party: world.tally.best.copy(),
    "peak_rung": lambda world, party: world.tally.peak_rung.copy(),
    "held_by": lambda world, party: world.tally.held_by.copy(),
    "issues_agreed": lambda world, party: np.add.reduce(_agreed(world)[1], axis=1),
    "gain": _gain,
    "trust": lambda world, party: trusted(world, party, int(world.layout.main_rival[party])),
    "support": lambda world, party: world.parties.support[:, party].copy(),
    "zone_objective": lambda world, party: np.full(world.runs, np.nan),
    "zone_perceived": lambda world, party: np.full(world.runs, np.nan),
}
"""What is read as it stands on the last day of a window."""


@dataclass(frozen=True)
class _Window:
    key: str
    outcome: str
    party: int
    start: int
    end: int


class Windows:
    """The documented outcomes, counted from the first to the last day of each window."""

    def __init__(self, layout: Layout) -> None:
        self.windows = tuple(
            _Window(
                key=key,
                outcome=entry.outcome,
                party=layout.party(entry.party) if entry.party else -1,
                start=layout.day_of(entry.start) if entry.start else 0,
                end=layout.day_of(entry.end) if entry.end else layout.days - 1,
            )
            for key, entry in layout.scenario.documented.items()
        )

    def read(self, world: World) -> None:
        """At the end of a day, open and close the windows that begin tomorrow or end today."""
        for place, window in enumerate(self.windows):
            counter = COUNTERS.get(window.outcome)
            if counter is not None and window.start == world.day + 1:
                world.tally.counted[:, place] = counter(world, window.party)
            if window.end == world.day:
                world.tally.counted[:, place] = self._value(world, place, window)

    def _value(self, world: World, place: int, window: _Window) -> Floats:
        counter = COUNTERS.get(window.outcome)
        if counter is not None:
            now = counter(world, window.party).astype(np.float64)
            within = now - world.tally.counted[:, place]
            return np.minimum(within, 1.0) if window.outcome == "major_war" else within
        state = STATES.get(window.outcome)
        if state is not None:
            return state(world, window.party).astype(np.float64)
        column = _times(world, world.day + 1).get(window.outcome)  # today has been lived through
        return np.full(world.runs, np.nan) if column is None else column.astype(np.float64)

    def columns(self, world: World) -> dict[str, Column]:
        """`documented.KEY` for each documented outcome; missing where the run ended before."""
        found: dict[str, Column] = {}
        for place, window in enumerate(self.windows):
            values = world.tally.counted[:, place].copy()
            if window.end >= world.day:
                values = np.full(world.runs, np.nan)
            names = CATEGORIES.get(window.outcome)
            if names is not None:
                known = np.where(np.isnan(values), 0.0, values).astype(np.int64)
                named = np.array(names)[known]
                found[f"documented.{window.key}"] = np.where(np.isnan(values), "", named)
            else:
                found[f"documented.{window.key}"] = values
        return found


def outcome_row(
    world: World, windows: Windows, objective: Floats, perceived: Floats
) -> dict[str, Column]:
    """Every outcome of the catalogue for every run, in the catalogue's order."""
    times = _times(world, world.day)
    row: dict[str, Column] = {}
    for outcome in OUTCOMES:
        name = outcome.name
        if outcome.per_party:
            reader = COUNTERS.get(name) or STATES[name]
            for party, title in enumerate(world.layout.parties):
                row[f"{name}.{title}"] = reader(world, party)
        elif name in times:
            row[name] = times[name]
        elif name in CATEGORIES:
            row[name] = np.array(CATEGORIES[name])[STATES[name](world, -1).astype(np.int64)]
        elif name == "major_war":
            row[name] = (world.tally.wars > 0).astype(np.float64)
        elif name == "zone_objective":
            row[name] = objective
        elif name == "zone_perceived":
            row[name] = perceived
        else:
            row[name] = (COUNTERS.get(name) or STATES[name])(world, -1)
    return {**row, **windows.columns(world)}


def _times(world: World, horizon: int) -> dict[str, Column]:
    """Times that may be cut off after `horizon` days, and relapses that may not be seen by then."""
    tally = world.tally
    none_yet = tally.first_day < 0
    days = np.where(none_yet, horizon, tally.first_day).astype(np.float64)
    signed = tally.truces > 0
    began = np.minimum(tally.truce_day, horizon)
    over = tally.truce_end != FOREVER
    held = np.where(over, tally.truce_end, horizon) - began
    columns: dict[str, Column] = {
        "days_to_agreement": days,
        "agreement_censored": none_yet.astype(np.float64),
        "ceasefire_days_held": np.where(signed, held, np.nan).astype(np.float64),
        "ceasefire_censored": np.where(signed, (~over).astype(np.float64), np.nan),
    }
    columns.update(_accord(world, horizon))
    for limit in (30, 180, 365, 1825):
        broken = over & (held <= limit)
        seen = signed & (horizon - began >= limit)
        columns[f"relapse_{limit}"] = np.where(seen, broken.astype(np.float64), np.nan)
    return columns


def _accord(world: World, horizon: int) -> dict[str, Column]:
    """How long the first ceasefire or more was kept, and who brokered it."""
    tally = world.tally
    found = (tally.accord_slot >= 0) | (tally.accord_end != FOREVER)
    over = tally.accord_end != FOREVER
    ended = np.where(over, tally.accord_end, horizon)
    held = np.maximum(ended - np.minimum(tally.accord_day, horizon), 0)
    values = (held, ~over, tally.accord_brokered)
    names = ("accord_days_held", "accord_censored", "accord_brokered")
    return {
        name: np.where(found, column.astype(np.float64), np.nan)
        for name, column in zip(names, values, strict=True)
    }
