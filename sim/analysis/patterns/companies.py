"""Which runs of several lots share a block, and how lots are put together from what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from sim.archive.block import FinishedBlock
from sim.batch.blocks import WIDEST_BLOCK
from sim.batch.lots import Lot
from sim.batch.simulation import Lived, Simulation, Strand, finished, live

Place = tuple[str, Lot]
"""The key of an experiment, and a lot of its runs."""


@dataclass(frozen=True)
class Company:
    """Strands that share a block, each with the place that it is of."""

    strands: tuple[tuple[Place, Strand], ...]

    @property
    def rows(self) -> int:
        """How many runs there are."""
        return sum(len(strand.runs) for _, strand in self.strands)

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return ", ".join(f"{key} {lot.scenario} {lot.start}-{lot.stop}" for key, lot in self.places)

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that it has runs of."""
        return tuple(dict.fromkeys(place for place, _ in self.strands))


def companies(
    places: Sequence[Place], simulations: Mapping[str, Simulation], widest: int = WIDEST_BLOCK
) -> list[Company]:
    """Cut lots into strands and let those share a block that can.

    Runs of one strand stay together; with others they are at most `widest`.
    """
    found: list[Company] = []
    open_to: dict[tuple[int, int, str], int] = {}
    for key, lot in places:
        for strand in simulations[key].strands(lot):
            one = Company((((key, lot), strand),))
            seat = open_to.setdefault(strand.likeness, len(found))
            if seat < len(found) and found[seat].rows + one.rows <= widest:
                found[seat] = Company(found[seat].strands + one.strands)
            else:
                open_to[strand.likeness] = len(found)
                found.append(one)
    return found


@dataclass
class Together:
    """The work on several experiments at once: a job is a company."""

    simulations: Mapping[str, Simulation]

    def fingerprint(self) -> str:
        """The arithmetic of this process."""
        return next(iter(self.simulations.values())).fingerprint()

    def prepare(self) -> None:
        """Load what takes long to load, once a process."""
        import_module("sim.model")

    def __call__(self, company: Company) -> list[Lived]:
        return live([(self.simulations[key], strand) for (key, _), strand in company.strands])


@dataclass
class Assembly:
    """Lots of which some strands are done."""

    _parts: dict[Place, list[Lived]] = field(default_factory=dict)

    def add(self, company: Company, found: Sequence[Lived]) -> list[tuple[str, FinishedBlock]]:
        """Take in what a company brought; the lots that are complete with it, by their keys."""
        for (place, _), lived in zip(company.strands, found, strict=True):
            self._parts.setdefault(place, []).append(lived)
        complete = [place for place in company.places if self._is_complete(place)]
        return [(key, finished(lot, self._parts.pop((key, lot)))) for key, lot in complete]

    def _is_complete(self, place: Place) -> bool:
        there = sum(lived.tables["outcomes"].num_rows for lived in self._parts[place])
        return bool(there == place[1].rows)
