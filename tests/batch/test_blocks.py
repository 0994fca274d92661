from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.batch.blocks import WIDEST_BLOCK, block_width, blocks


@given(st.integers(1, 5_000), st.integers(1, 1_500), st.integers(0, 10**6))
def test_blocks_cover_every_run_once_in_order(runs: int, width: int, first: int) -> None:
    covered = [
        run
        for block in blocks(runs, width, first)
        for run in range(block.first, block.first + block.width)
    ]
    assert covered == list(range(first, first + runs))


def test_blocks_are_as_wide_as_asked_but_the_last() -> None:
    assert [block.width for block in blocks(10, 4)] == [4, 4, 2]


@pytest.mark.parametrize(
    ("bytes_per_run", "width"),
    [(1, WIDEST_BLOCK), (1_000, WIDEST_BLOCK), (100_000, 320), (10**9, 1)],
)
def test_the_width_follows_the_bytes(bytes_per_run: int, width: int) -> None:
    assert block_width(bytes_per_run, comfortable=32_000_000) == width


@pytest.mark.parametrize("sizes", [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_sizes_below_one_are_refused(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="from 1"):
        block_width(*sizes)


@pytest.mark.parametrize("asked", [(0, 1, 0), (1, 0, 0), (1, 1, -1)])
def test_no_runs_are_refused(asked: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="begin at"):
        list(blocks(*asked))
