"""From a case to its named solutions, and how far simulated agreements lie from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.solve.answer import HIGH, LOW, Agreed, Party, Solution, Solved, Spread, Zone
from sim.analysis.solve.morning import FRONT, Alternatives, alternatives, gains
from sim.analysis.solve.named import THEORIES, Positions, Theory, crossings, reach_of
from sim.analysis.solve.talks import Heard, talk
from sim.bargaining import packages, spatial_utility, zone_share
from sim.batch.blocks import blocks
from sim.batch.plan import Plan
from sim.scenario.case import Case
from sim.world.layout import Layout
from sim.world.world import World

if TYPE_CHECKING:
    from sim.model import MediationModel

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

CLOUD = 4_096
"""Packages that the plain zone is measured and drawn with."""
MEASURED = 256
"""Packages that the model's own zone is measured with."""
PATH = 401
"""Places at which the path of efficient packages is drawn."""


def _unheard(_: int) -> None:
    """Nobody is listening."""


def solve(plan: Plan, heard: Heard = _unheard) -> Solved:
    """The named solutions of a case, with what going on is worth on the first morning of its runs.

    The runs of the plan are then lived through for the agreements that they sign; `heard` hears the
    run-days. The two sides of the first front are the principal pair.
    """
    case = plan.case
    mornings = [model.world for model in _models(plan)]
    layout = mornings[0].layout
    who, known = _positions(mornings[0]), _alternatives(mornings)
    least = np.median(known.perceived, axis=0)
    named = [_named(theory, who, least, known.perceived) for theory in THEORIES]
    objective, perceived = (_inside(mornings, named, beliefs) for beliefs in (False, True))
    del mornings
    kinds, signed = _talks(plan, heard)
    cloud = who.frontier.payoffs(packages(CLOUD, len(layout.issues)))
    return Solved(
        case=case,
        seed=plan.seed,
        runs=plan.runs,
        parameters=plan.parameters,
        days=layout.days,
        front=layout.fronts[FRONT],
        sides=who.sides,
        parties=_parties(layout, who, known),
        zone=Zone(
            plain=float(zone_share(cloud, least)),
            objective=Spread.of(objective[:, len(named) :].mean(axis=1)),
            perceived=Spread.of(perceived[:, len(named) :].mean(axis=1)),
        ),
        solutions=tuple(
            _solution(case, who, one, objective[:, place], perceived[:, place], signed)
            for place, one in enumerate(named)
        ),
        signed=signed,
        kinds=kinds,
        cloud=cloud,
        path=who.frontier.payoffs(who.frontier.at(np.linspace(0.0, 1.0, PATH))),
    )


@dataclass(frozen=True)
class _Named:
    """A theory's package at the medians, those of the runs that have one, and how many do."""

    theory: Theory
    text: Floats | None
    by_run: Floats
    exists: float


def _models(plan: Plan) -> Iterator[MediationModel]:
    """The model of each block of runs, on its first morning."""
    from sim.model import MediationModel

    for block in blocks(plan.runs, plan.width()):
        model = plan.build(block)
        assert isinstance(model, MediationModel)
        yield model


def _positions(world: World) -> Positions:
    layout, parties = world.layout, world.parties
    first, second = (int(party) for party in layout.sides[FRONT])
    camps = [
        sum(float(parties.capability[0, one]) for one in layout.camp(p)) for p in (first, second)
    ]
    return Positions(
        ideals=parties.position[0].copy(),
        saliences=parties.salience[0].copy(),
        power=parties.capability[0].copy(),
        sides=(first, second),
        weights=(camps[0] / sum(camps), camps[1] / sum(camps)),
        reach=np.array([reach_of(layout.case, layout.parties[party]) for party in (first, second)]),
    )


def _parties(layout: Layout, who: Positions, known: Alternatives) -> tuple[Party, ...]:
    issues = layout.scenario.issues.values()
    status_quo = np.array([issue.status_quo.value for issue in issues])
    now = spatial_utility(status_quo, who.ideals, who.saliences)
    found = []
    for index, (key, entry) in enumerate(layout.scenario.parties.items()):
        side = who.sides.index(index) if index in who.sides else None
        camp = layout.camp(index) if side is not None else (index,)
        found.append(
            Party(
                key=key,
                name=entry.name,
                power=float(sum(who.power[one] for one in camp)),
                status_quo=float(now[index]),
                going_on=None if side is None else Spread.of(known.perceived[:, side]),
                known=None if side is None else Spread.of(known.true[:, side]),
            )
        )
    return tuple(found)


def _alternatives(mornings: Sequence[World]) -> Alternatives:
    found = [alternatives(world) for world in mornings]
    perceived = np.concatenate([one.perceived for one in found])
    return Alternatives(perceived, np.concatenate([one.true for one in found]))


def _named(theory: Theory, who: Positions, least: Floats, each: Floats) -> _Named:
    text = theory.solve(who, least)
    if theory.alone:
        return _Named(theory, text, text[None], 1.0)
    by_run = theory.solve(who, each)
    there = ~np.isnan(by_run).any(axis=-1)
    known = None if np.isnan(text).any() else text
    return _Named(theory, known, by_run[there], float(there.mean()))


def _inside(mornings: Sequence[World], named: Sequence[_Named], perceived: bool) -> Truths:
    """Whether both sides would rather have a package than go on, `(run, package)`.

    The packages are those named, then as many as the zone is measured with; one that does not
    exist is stood in for by the first of these.
    """
    grid = packages(MEASURED, len(mornings[0].layout.issues))
    texts = np.array([grid[0] if one.text is None else one.text for one in named])
    asked = np.concatenate([texts, grid])
    return np.concatenate(
        [(gains(world, asked, perceived) >= 0.0).all(axis=-1) for world in mornings]
    )


def _talks(plan: Plan, heard: Heard) -> tuple[dict[str, int], tuple[Agreed, ...]]:
    """How many agreements of each kind the runs sign, and those with terms, run by run."""
    kinds: Counter[str] = Counter()
    found = [one for model in _models(plan) for one in talk(model, kinds, heard)]
    return dict(kinds), tuple(sorted(found, key=lambda one: (one.run, one.day)))


def _solution(
    case: Case,
    who: Positions,
    named: _Named,
    objective: Truths,
    perceived: Truths,
    signed: tuple[Agreed, ...],
) -> Solution:
    text, by_run = named.text, named.by_run
    low, high = np.quantile(by_run, (LOW, HIGH), axis=0) if len(by_run) else (None, None)
    apart = None
    if text is not None and signed:
        apart = Spread.of(np.array([np.abs(one.package - text).mean() for one in signed]))
    return Solution(
        key=named.theory.key,
        name=named.theory.name,
        source=named.theory.source,
        package=text,
        low=low,
        high=high,
        exists=named.exists,
        payoffs=None if text is None else spatial_utility(text, who.ideals, who.saliences),
        crossed=() if text is None else crossings(case, text),
        objective=np.nan if text is None else float(objective.mean()),
        perceived=np.nan if text is None else float(perceived.mean()),
        apart=apart,
    )
