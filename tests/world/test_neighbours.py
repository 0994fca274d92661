"""Neighbours: the sectors beside a sector, on its own front only."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.load import load
from sim.world.layout import Layout

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_a_front_ends_where_the_next_begins() -> None:
    layout = Layout(load(SCENARIOS / "sochi-2014.yaml"))
    before, behind = (column.tolist() for column in layout.neighbours)
    assert len(layout.stretches) > 1
    for stretch in layout.stretches:
        places = list(range(stretch.start, stretch.stop))
        assert before[stretch] == [places[0], *places[:-1]]
        assert behind[stretch] == [*places[1:], places[-1]]
