"""Law 3, at the source: luck is private, and a pure function of who asks, when and in which run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.luck import LARGEST_SEED, Luck, digest, spread

RUN_IDS = st.lists(
    st.one_of(st.integers(0, 40), st.integers(0, 2**62)), min_size=1, max_size=12
).map(lambda ids: np.array(ids, dtype=np.int64))


def luck(runs: object = (0, 1, 2), seed: int = 7, day: int = 3, future: int = 0) -> Luck:
    made = Luck(seed, np.array(runs, dtype=np.int64), future)
    made.begin(day)
    return made


@given(RUN_IDS, st.integers(1, 9), st.integers(0, 400))
def test_a_run_draws_the_same_alone_and_in_any_block(
    runs: np.ndarray, columns: int, day: int
) -> None:
    together = luck(runs, day=day).uniforms("somebody", columns)
    for row, run in enumerate(runs):
        alone = luck([run], day=day).uniforms("somebody", columns)
        assert np.array_equal(together[row], alone[0])


@given(RUN_IDS, st.data())
def test_drawing_for_some_rows_gives_what_all_would_have_got(
    runs: np.ndarray, data: st.DataObject
) -> None:
    rows = np.array(data.draw(st.lists(st.integers(0, len(runs) - 1), max_size=6)), dtype=np.int64)
    everybody = luck(runs).uniforms("somebody", 5)
    some = luck(runs).uniforms("somebody", 5, rows)
    assert np.array_equal(everybody[rows], some)


def test_a_few_rows_of_a_wide_block_draw_the_same() -> None:
    runs = np.arange(1_000)
    rows = np.array([3, 3, 700, 12])
    assert np.array_equal(luck(runs).uniform("x")[rows], luck(runs).uniform("x", rows))
    assert luck(runs).uniform("x", rows[:0]).shape == (0,)


def test_fewer_columns_are_the_first_of_more() -> None:
    assert np.array_equal(luck().uniforms("x", 11)[:, :3], luck().uniforms("x", 3))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_daily_luck_does_not_depend_on_the_days_before(days: list[int]) -> None:
    used = Luck(7, np.arange(3))
    for day in days:
        used.begin(day)
        fresh = luck(day=day)
        assert np.array_equal(used.daily("front"), fresh.daily("front"))
        assert np.array_equal(used.dailies(["a", "b"])[:, 1], fresh.daily("b"))


def test_company_changes_nothing() -> None:
    quiet, busy = luck(), luck()
    for other in ("a new mediator", "a new sector", "a recorder"):
        busy.uniforms(other, 9)
        busy.daily(f"{other}, daily")
    assert np.array_equal(quiet.uniform("north"), busy.uniform("north"))
    assert np.array_equal(quiet.dailies(["s0", "s1"]), busy.dailies(["s0", "new", "s1"])[:, [0, 2]])


@pytest.mark.parametrize(
    "other",
    [
        luck(seed=8).uniform("north"),
        luck(day=4).uniform("north"),
        luck(future=1).uniform("north"),
        luck([5, 6, 7]).uniform("north"),
        luck().uniform("South"),
        luck().uniforms("north", 2)[:, 1],
    ],
    ids=["seed", "day", "future", "run", "asker", "column"],
)
def test_everything_it_depends_on_matters(other: np.ndarray) -> None:
    assert not (luck().uniform("north") == other).any()


def test_neighbouring_runs_days_and_columns_are_independent() -> None:
    block = np.stack([luck(np.arange(400), day=day).uniforms("x", 6) for day in range(20)])
    assert block.min() >= 0.0
    assert block.max() < 1.0
    assert abs(block.mean() - 0.5) < 0.005
    for axis in range(3):
        ahead, behind = np.moveaxis(block, axis, 0)[1:], np.moveaxis(block, axis, 0)[:-1]
        assert abs(np.corrcoef(ahead.ravel(), behind.ravel())[0, 1]) < 0.02


def test_the_first_and_the_last_seed_differ() -> None:
    first, last = luck(seed=0).uniforms("x", 9), luck(seed=LARGEST_SEED).uniforms("x", 9)
    assert LARGEST_SEED == 2**63 - 1
    assert not (first == last).any()


@pytest.mark.parametrize("seed", [-1, 2**63, 2**64])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 2"):
        luck(seed=seed)


def test_large_seeds_give_streams_of_their_own() -> None:
    """As floats, seeds this close would be one and the same."""
    drawn = {float(luck([0], seed=LARGEST_SEED - n).uniform("x")[0]) for n in range(64)}
    assert len(drawn) == 64


def test_asking_twice_a_day_under_one_name_is_an_error() -> None:
    asked = luck()
    asked.uniform("north")
    with pytest.raises(LookupError, match="'north' asked for luck twice on day 3"):
        asked.uniforms("north", 2)
    asked.begin(4)
    asked.uniform("north")


def test_draws_are_the_published_generator_keyed_by_seed_and_name() -> None:
    """Philox 4x64 with key (seed, digest of the name), counter (run, chunk, day, future)."""
    key = np.array([7, digest("north")], dtype=np.uint64)
    counter = np.array([2, 1, 3, 0], dtype=np.uint64)
    expected = np.random.Generator(np.random.Philox(key=key, counter=counter)).random(4)
    assert np.array_equal(luck().uniforms("north", 8)[2, 4:], expected)


def test_draws_are_portable() -> None:
    """These numbers may never change: a seed is a promise."""
    assert digest("north") == 0x558C2946077F0AD4
    assert luck([431]).uniform("north")[0] == 0.9746442328865431


def test_many_numbers_out_of_one_are_uniform_and_their_own() -> None:
    one = luck(np.arange(40_000)).uniform("x")
    one = one[one < 0.5]  # as when only those below a chance are used
    many = spread(one, 8)
    assert many.shape == (len(one), 8)
    assert many.min() >= 0.0
    assert many.max() < 1.0
    assert np.abs(many.mean(axis=0) - 0.5).max() < 0.01
    together = np.concatenate([one[:, None], many], axis=1)
    assert np.abs(np.corrcoef(together.T) - np.eye(9)).max() < 0.035
    assert np.array_equal(spread(one[[5]], 8)[0], many[5])
