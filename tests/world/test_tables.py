"""Declared tables, and the world that holds them: one generic function for each thing."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import MediationModel
from sim.world.table import Table, declare
from sim.world.tables import FOREVER
from sim.world.world import World, bytes_per_run
from tests.laws.compare import differences, lived
from tests.laws.situations import case_of, plain
from tests.laws.test_neighbours import under_attack

SIZES = {"party": 3, "window": 5}


class Small(Table):
    support = declare("party", unit="share", meaning="Support.", low=0, high=1, start=0.5)
    dead = declare("party", "window", unit="deaths", meaning="Ring.", low=0, dtype="int64")
    known = declare(unit="share", meaning="Perhaps.", low=0, high=1, missing=True)


def test_columns_are_as_declared() -> None:
    table = Small(4, SIZES)
    assert {name: values.shape for name, _, values in table.columns()} == {
        "support": (4, 3),
        "dead": (4, 3, 5),
        "known": (4,),
    }
    assert table.dead.dtype == np.int64
    assert (table.support == 0.5).all()
    assert Small.bytes_per_run(SIZES) == 8 * (3 + 15 + 1)


def test_taken_runs_are_copies_in_the_order_asked_for() -> None:
    table = Small(4, SIZES)
    table.support[:, 0] = [0.1, 0.2, 0.3, 0.4]
    some = table.taken(np.array([2, 0, 2]))
    assert some.support[:, 0].tolist() == [0.3, 0.1, 0.3]
    some.support[:] = 0.0
    assert table.support[2, 0] == 0.3


def test_tables_of_two_blocks_are_joined_run_after_run() -> None:
    one, other = Small(2, SIZES), Small(1, SIZES)
    other.support[:] = 0.9
    assert one.joined(other).support[:, 0].tolist() == [0.5, 0.5, 0.9]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("support", 1.5, "Small.support spans 0.5 to 1.5, declared 0 to 1 share"),
        ("support", -0.1, "Small.support spans -0.1 to 0.5, declared 0 to 1 share"),
        ("dead", -1, "Small.dead spans -1 to 0, declared 0 to inf deaths"),
        ("known", 2.0, "Small.known spans 0 to 2, declared 0 to 1 share"),
    ],
)
def test_a_breach_is_told_in_words(column: str, value: float, said: str) -> None:
    table = Small(2, SIZES)
    assert table.breaches() == []
    getattr(table, column)[1] = value
    assert table.breaches() == [said]


def test_only_what_may_be_missing_is_forgiven_for_it() -> None:
    table = Small(2, SIZES)
    table.known[:] = np.nan
    assert table.breaches() == []
    table.support[0] = np.nan
    assert len(table.breaches()) == 1


def world(runs: int = 5, days: int = 30) -> World:
    return lived(case_of(under_attack(60)), range(runs), days).world


def test_what_is_taken_out_and_put_back_unchanged_changes_nothing() -> None:
    whole, untouched = world(), world()
    rows = np.array([3, 1])
    everything = {name: table.declared for name, table in whole.tables().items()}
    whole.put(rows, whole.taken(rows), everything)
    assert differences(whole, range(5), untouched, range(5)) == []


def test_only_the_runs_and_tables_named_are_put_back() -> None:
    whole, untouched = world(), world()
    rows = np.array([3, 1])
    some = whole.taken(rows)
    some.talks.text[:] = 0.25
    some.parties.support[:] = 0.125
    whole.put(rows, some, {"talks": ["text"]})
    assert (whole.talks.text[rows] == 0.25).all()
    assert differences(whole, [0, 2, 4], untouched, [0, 2, 4]) == []
    assert differences(whole, [3], untouched, [3]) == ["talks.text"]


def test_taken_runs_keep_their_luck_and_their_day() -> None:
    whole = world()
    some = whole.taken(np.array([4, 2]))
    assert some.day == whole.day
    assert some.run_ids.tolist() == [4, 2]
    whole.luck.begin(whole.day)
    drawn = whole.luck.uniform("somebody new")
    assert some.luck.uniform("somebody new").tolist() == [drawn[4], drawn[2]]


def test_slots_in_use_follow_the_agreements() -> None:
    model = MediationModel(case_of(plain()), runs=2)
    assert model.world.used_slots() == ()
    model.world.agreements.kind[1, 3] = 2
    model.world.slots_changed()
    assert model.world.used_slots() == (3,)
    assert model.world.taken(np.array([0])).used_slots() == ()


def test_memory_of_a_run_is_that_of_its_tables() -> None:
    one = world(runs=1, days=0)
    held = sum(values.nbytes for table in one.tables().values() for _, _, values in table.columns())
    assert bytes_per_run(one.layout) == held


def test_every_column_says_what_it_means() -> None:
    for name, table in world(1, 0).tables().items():
        for column, entry, _ in table.columns():
            assert entry.unit, column
            assert entry.meaning or name == "parameters", column
            assert entry.low <= entry.start <= entry.high or entry.start == FOREVER, column
