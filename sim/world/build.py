"""A scenario's numbers written into the tables of a world."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import added, normal
from sim.scenario.case import Case
from sim.scenario.quantity import Quantity
from sim.world.cells import Cells, check_cells
from sim.world.layout import INSTRUMENTS, KINDS, MEASURES, RUNGS, Layout
from sim.world.parameters import Parameters
from sim.world.records import OPTIONS
from sim.world.tables import FOREVER, StanceTable, SwitchTable
from sim.world.world import World

Floats = NDArray[np.float64]

STANCE_TRAITS = tuple(StanceTable.declared)

MEDIATOR_TRAITS = (
    "attention",
    "credibility",
    "precision",
    "skill",
    "initiative",
    "threat",
    "selection",
)


def build(
    layout: Layout, run_ids: NDArray[np.int64], seed: int, future: int = 0, cells: Cells = ()
) -> World:
    """A world on the morning of the first day, its rows those of the cells one after another.

    Without cells all rows are the layout's own case. Raises ValueError where they do not fit.
    """
    world = World(layout, run_ids, seed, future)
    if cells:
        check_cells(layout.case, cells, world.runs)
    first = 0
    for case, runs in cells or ((layout.case, world.runs),):
        write(world, np.arange(first, first + runs), case)
        first += runs
    draw_private_values(world)
    return world


def write(world: World, rows: NDArray[np.int64], case: Case) -> None:
    """Write the numbers of a case into some runs; its structure must be the world's."""
    _write_parameters(world, rows, case)
    _write_switches(world, rows, case)
    _write_issues(world, rows, case)
    _write_parties(world, rows, case)
    _write_mediators(world, rows, case)
    _write_missions(world, rows, case)
    _write_fronts(world, rows, case)
    _write_agreements(world, rows, case)
    world.slots_changed()


def _write_parameters(world: World, rows: NDArray[np.int64], case: Case) -> None:
    for name in Parameters.declared:
        getattr(world.parameters, name)[rows] = case.behaviour[name].value


def _write_switches(world: World, rows: NDArray[np.int64], case: Case) -> None:
    for name in SwitchTable.declared:
        getattr(world.switches, name)[rows] = case.mechanisms[name]


def _write_issues(world: World, rows: NDArray[np.int64], case: Case) -> None:
    for index, issue in enumerate(case.scenario.issues.values()):
        world.issues.status_quo[rows, index] = issue.status_quo.value
        world.issues.outset[rows, index] = issue.status_quo.value
        world.issues.by_force[rows, index] = issue.by_force.value
        world.issues.terrain[rows, index] = issue.terrain.value


def _write_parties(world: World, rows: NDArray[np.int64], case: Case) -> None:
    layout, parties, pairs = world.layout, world.parties, world.pairs
    for index, stance in enumerate(case.stances.values()):
        for trait in STANCE_TRAITS:
            getattr(world.stances, trait)[rows, index] = getattr(stance, trait).value
    evidence = world.parameters.prior_evidence[rows] + 2.0
    prior = world.parameters.prior_trust[rows]
    for index, (_, party) in enumerate(case.scenario.parties.items()):
        parties.capability[rows, index] = party.capability.value
        parties.drift[rows, index] = party.capability_drift.value
        parties.resolve[rows, index] = party.resolve.value
        parties.compliance[rows, index] = party.compliance.value
        for place, issue in enumerate(layout.issues):
            parties.position[rows, index, place] = party.positions[issue].value
            parties.salience[rows, index, place] = party.saliences[issue].value
            parties.bound[rows, index, place] = 1.0 - np.rint(party.positions[issue].value)
            if issue in party.red_lines:
                line = party.red_lines[issue]
                parties.bound[rows, index, place] = line.bound.value
                parties.hardness[rows, index, place] = line.hardness.value
            limit = party.public.red_lines.get(issue)
            if limit is not None:
                parties.public_bound[rows, index, place] = limit.bound.value
                parties.public_hardness[rows, index, place] = limit.hardness.value
        adopt_stance(world, rows, index, layout.stances.index(party.stance))
        for trait in ("support", "propaganda", "preparation", "contact", "quota"):
            getattr(parties, trait)[rows, index] = getattr(party.public, trait).value
        for other, name in enumerate(layout.parties):
            trust = _number(party.trust, name, prior)
            pairs.good[rows, index, other] = np.maximum(trust * evidence - 1.0, 0.0)
            pairs.bad[rows, index, other] = np.maximum((1.0 - trust) * evidence - 1.0, 0.0)
        for place, name in enumerate(layout.mediators):
            trust = _number(party.trust, name, prior)
            good = np.maximum(trust * evidence - 1.0, 0.0)
            world.mediators.good[rows, place, index] = good
            bad = np.maximum((1.0 - trust) * evidence - 1.0, 0.0)
            world.mediators.bad[rows, place, index] = bad


def adopt_stance(
    world: World, rows: NDArray[np.int64], party: int, stance: int | NDArray[np.int64]
) -> None:
    """Let a party carry itself in another way from now on."""
    world.parties.stance[rows, party] = stance
    for trait in STANCE_TRAITS:
        getattr(world.parties, trait)[rows, party] = getattr(world.stances, trait)[rows, stance]


def _write_mediators(world: World, rows: NDArray[np.int64], case: Case) -> None:
    layout, table = world.layout, world.mediators
    neutral = world.parameters.neutral_position[rows]
    usual = world.parameters.usual_affinity[rows]
    for index, mediator in enumerate(case.scenario.mediators.values()):
        for trait in MEDIATOR_TRAITS:
            getattr(table, trait)[rows, index] = getattr(mediator, trait).value
        for place, instrument in enumerate(INSTRUMENTS):
            effort = getattr(mediator.style, instrument).value
            table.effort[rows, index, place] = effort
        for place, party in enumerate(layout.parties):
            table.leverage[rows, index, place] = _number(mediator.leverage, party, 0.0)
            table.bias[rows, index, place] = _number(mediator.bias, party, 0.0)
            table.guarantee[rows, index, place] = _number(mediator.guarantees, party, 0.0)
        for place, issue in enumerate(layout.issues):
            table.position[rows, index, place] = _number(mediator.position, issue, neutral)
        table.partial[rows, index] = float(bool(mediator.position))
        for place, colleague in enumerate(layout.mediators):
            table.affinity[rows, index, place] = _number(mediator.affinity, colleague, usual)
    for index, forum in enumerate(case.scenario.formats.values()):
        world.formats.cohesion[rows, index] = forum.cohesion.value
        world.formats.initiative[rows, index] = forum.initiative.value


def _write_missions(world: World, rows: NDArray[np.int64], case: Case) -> None:
    layout, table = world.layout, world.missions
    for index, (key, mission) in enumerate(case.scenario.peacekeepers.items()):
        table.strength[rows, index] = mission.strength.value
        table.patrols[rows, index] = mission.patrols.value
        table.clarity[rows, index] = mission.clarity.value
        deployed = _day(layout, mission.deployed)
        named = bool(case.scenario.agendas_deploying(key))
        awaited = mission.after is not None or (deployed is None and named)
        here = not awaited and (deployed is None or deployed <= 0)
        table.present[rows, index] = here and world.on("peacekeepers")
        expires = _day(layout, mission.expires)
        table.expires[rows, index] = FOREVER if expires is None else expires
        for place, party in enumerate(layout.parties):
            table.consent[rows, index, place] = _number(mission.consent, party, 1.0)
        front = layout.fronts.index(mission.front)
        sectors = case.scenario.fronts[mission.front].sectors
        whole = added(sector.length.value for sector in sectors.values())
        for offset, (name, sector) in enumerate(sectors.items()):
            place = layout.stretches[front].start + offset
            by_length = sector.length.value / whole
            share = _number(mission.posts, name, 0.0) if mission.posts else by_length
            table.post[rows, index, place] = share
            table.planned[rows, index, place] = share


def _write_fronts(world: World, rows: NDArray[np.int64], case: Case) -> None:
    layout, fronts, sectors = world.layout, world.fronts, world.sectors
    for index, (_, front) in enumerate(case.scenario.fronts.items()):
        fronts.rung[rows, index] = RUNGS.index(front.rung)
        for offset, sector in enumerate(front.sectors.values()):
            place = layout.stretches[index].start + offset
            for trait in ("length", "distance", "snipers", "terrain", "civilians"):
                getattr(sectors, trait)[rows, place] = getattr(sector, trait).value
            holder = layout.side_of(index, sector.held_by) if sector.held_by else 1
            sectors.holder[rows, place] = holder
            sectors.origin[rows, place] = holder
            for position, issue in enumerate(layout.issues):
                sectors.prize[rows, place, position] = _number(sector.prize, issue, 0.0)


def _write_agreements(world: World, rows: NDArray[np.int64], case: Case) -> None:
    layout, table = world.layout, world.agreements
    table.front[rows] = -1
    table.host[rows] = -1
    for slot, agreement in enumerate(case.scenario.agreements.values()):
        table.kind[rows, slot] = KINDS.index(agreement.kind)
        table.front[rows, slot] = layout.fronts.index(agreement.front) if agreement.front else -1
        table.host[rows, slot] = layout.host(agreement.host) if agreement.host else -1
        signed = layout.day_of(agreement.signed)
        table.signed[rows, slot] = signed
        effective = _day(layout, agreement.effective)
        table.in_force[rows, slot] = signed if effective is None else effective
        table.mechanism[rows, slot] = agreement.mechanism
        table.ambiguity[rows, slot] = agreement.ambiguity.value
        table.carried[rows, slot] = 1.0
        table.inherited[rows, slot] = effective is None or effective <= 0
        for place, party in enumerate(layout.parties):
            signatory = party in agreement.signatories
            table.signatory[rows, slot, place] = signatory
            table.bound[rows, slot, place] = signatory or party in agreement.bound
        for place, issue in enumerate(layout.issues):
            if issue in agreement.terms:
                table.term[rows, slot, place] = agreement.terms[issue].value
        for place, measure in enumerate(MEASURES):
            table.measure[rows, slot, place] = measure in agreement.measures


def draw_private_values(world: World) -> None:
    """Draw what only the parties themselves know, once a run (Fearon 1995: private information)."""
    layout, parties = world.layout, world.parties
    for index, name in enumerate(layout.parties):
        drawn = normal(world.luck.uniforms(f"{name} private values", 2 + len(OPTIONS)))
        parties.mood[:, index] = drawn[:, 0]
        parties.scruple[:, index] = drawn[:, 1]
        parties.leaning[:, index, :] = drawn[:, 2:]
        for other in range(len(layout.parties)):
            world.pairs.doubt[:, index, other] = world.parameters.belief_spread


def _number(numbers: Mapping[str, Any], name: str, otherwise: float | Floats) -> float | Floats:
    found: Quantity | None = numbers.get(name)
    return otherwise if found is None else found.value


def _day(layout: Layout, when: date | None) -> int | None:
    return None if when is None else layout.day_of(when)
