"""Terms of an agreement: who has to do what by when, tranche by tranche, and whether it shows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import in_any_run, smallest
from sim.prospects.truces import in_force
from sim.prospects.witnesses import chance_verified
from sim.scenario.schema import Term
from sim.world.layout import EVIDENCE, INTERIM
from sim.world.records import Tranche
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

CLOSE = 1e-9
"""Shares this near are the same."""


def write_terms(world: World, rows: Indices, slots: Indices, terms: Mapping[str, Term]) -> None:
    """Enter the terms of agreements just signed, one a row."""
    table, layout = world.agreements, world.layout
    for place, issue in enumerate(layout.issues):
        said = terms.get(issue, Term())
        giving = _who_gives(world, rows, slots, place)
        due = world.parameters.tranche_time[rows]
        doubt = table.ambiguity[rows, slots]
        at = (rows, slots, place)
        acts = giving if said.obligor is None else layout.party(said.obligor)
        for party in range(len(layout.parties)):
            table.obligor[rows, slots, place, party] = acts == party
        table.due[at] = due if said.due is None else said.due.value
        table.evidence[at] = EVIDENCE.index(said.evidence)
        table.observer[at] = -1 if said.observer is None else layout.missions.index(said.observer)
        table.doubt[at] = doubt if said.ambiguity is None else said.ambiguity.value
        table.done[at] = table.verified[at] = 0.0


def _who_gives(world: World, rows: Indices, slots: Indices, issue: int) -> Indices:
    """The signatory that a term takes furthest from what it wants, against the status quo."""
    term = world.agreements.term[rows, slots, issue]
    now = world.issues.status_quo[rows, issue]
    most, found = np.full(len(rows), -np.inf), np.zeros(len(rows), dtype=np.int64)
    for party in range(len(world.layout.parties)):
        ideal = world.parties.position[rows, party, issue]
        weight = world.parties.salience[rows, party, issue]
        given = weight * (np.abs(term - ideal) - np.abs(now - ideal))
        more = world.agreements.signatory[rows, slots, party] & (given > most)
        most, found = np.where(more, given, most), np.where(more, party, found)
    return found


def carry_out(world: World, days: float) -> list[Tranche]:
    """Tranche by tranche the terms of an agreement are carried out, and found to be.

    An obligor acts at the pace of its due date, from the day of entry into force. The next
    tranche of every term waits until the last one of all terms is verified: not for trust, which
    follows from what is verified.
    """
    told: list[Tranche] = []
    table = world.agreements
    if not in_any_run(table.kind >= INTERIM):
        return told
    for slot in world.used_slots():
        working = in_force(world, slot) & (table.kind[:, slot] >= INTERIM)
        working &= ~table.inherited[:, slot] & (table.carried[:, slot] < 1.0)
        if in_any_run(working):
            gone = np.minimum(days, world.day - table.in_force[:, slot])
            gone = np.where(working, gone, 0.0)
            _perform(world, slot, working, gone)
            told += _verify(world, slot, working, gone)
    return told


def _perform(world: World, slot: int, working: Truths, days: Floats) -> None:
    """Let obligors do what is due, no further than one tranche beyond what is verified."""
    table, issues = world.agreements, world.issues
    disposed = table.settles[:, slot] & working[:, None]
    seen = smallest(np.where(table.settles[:, slot], table.verified[:, slot], 1.0))
    tranches = world.parameters.tranches
    allowed = (np.floor(seen * tranches + CLOSE) + 1.0) / tranches
    if not world.on("verification"):
        allowed = np.ones(world.runs)
    before = table.done[:, slot]
    pace = np.minimum(days[:, None] / np.maximum(table.due[:, slot], CLOSE), 1.0)
    most = np.minimum(allowed, 1.0)[:, None]
    after = np.where(disposed, np.maximum(np.minimum(before + pace, most), before), before)
    left = np.where(disposed, (after - before) / np.maximum(1.0 - before, CLOSE), 0.0)
    moved = issues.status_quo + left * (table.term[:, slot] - issues.status_quo)
    issues.status_quo[:] = np.clip(moved, 0.0, 1.0)
    table.done[:, slot] = after
    done = smallest(np.where(table.settles[:, slot], after, 1.0))
    table.carried[:, slot] = np.where(working, done, table.carried[:, slot])


def _verify(world: World, slot: int, working: Truths, days: Floats) -> list[Tranche]:
    """Find out what was done; what a text leaves open may be disputed, which is no cheating."""
    table, told = world.agreements, []
    if not world.on("verification"):
        done, seen = table.done[:, slot], table.verified[:, slot]
        table.verified[:, slot] = np.where(working[:, None], done, seen)
        return []
    issues = len(world.layout.issues)
    drawn = world.luck.uniforms(f"what is seen of agreement {slot}", 2 * issues)
    tranches = world.parameters.tranches
    for issue in range(issues):
        done, seen = table.done[:, slot, issue], table.verified[:, slot, issue]
        whole = np.floor(done * tranches + CLOSE) / tranches
        whole = np.where(done >= 1.0, 1.0, whole)
        open_one = working & table.settles[:, slot, issue] & (whole > seen + CLOSE)
        if not in_any_run(open_one):
            continue
        found = open_one & (drawn[:, issue] < chance_verified(world, slot, issue, days))
        disputed = found & (drawn[:, issues + issue] < table.doubt[:, slot, issue])
        verified = found & ~disputed
        table.verified[:, slot, issue] = np.where(verified, whole, seen)
        obligor = np.argmax(table.obligor[:, slot, issue], axis=1)
        _credit(world, slot, obligor, verified)
        told.append(Tranche(slot, issue, obligor, verified, disputed, whole))
    return told


def _credit(world: World, slot: int, obligor: Indices, verified: Truths) -> None:
    """Verified conduct is an act of good faith in the eyes of the other signatories."""
    if not world.on("trust"):
        return
    rows = np.flatnonzero(verified)
    for party in range(len(world.layout.parties)):
        watching = rows[world.agreements.signatory[rows, slot, party] & (obligor[rows] != party)]
        np.add.at(world.pairs.good, (watching, party, obligor[watching]), 1.0)
