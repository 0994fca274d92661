from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.archive.spans import Spans

ranges = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 10)).map(lambda pair: (pair[0], sum(pair))),
    max_size=8,
)


def indices(spans: Spans) -> set[int]:
    return {index for start, stop in spans for index in range(start, stop)}


@given(ranges, st.integers(0, 45))
def test_spans_are_the_set_of_their_indices(
    given_ranges: list[tuple[int, int]], total: int
) -> None:
    spans = Spans.of(given_ranges)
    there = {index for start, stop in given_ranges for index in range(start, stop)}
    assert indices(spans) == there
    assert spans.rows == len(there)
    assert indices(spans.missing(total)) == set(range(total)) - there
    assert spans.end == max(there, default=-1) + 1
    assert Spans.of(reversed(given_ranges)) == spans


@given(ranges, st.integers(0, 30), st.integers(1, 10))
def test_a_range_is_covered_touched_or_neither(
    given_ranges: list[tuple[int, int]], start: int, width: int
) -> None:
    spans = Spans.of(given_ranges)
    there, asked = indices(spans), set(range(start, start + width))
    assert spans.covers(start, start + width) == (asked <= there)
    assert spans.touches(start, start + width) == bool(asked & there)
    assert indices(spans.with_range(start, start + width)) == there | asked


@pytest.mark.parametrize("wrong", [(3, 2), (-1, 2)])
def test_what_is_no_range_is_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="range"):
        Spans.of([wrong])
