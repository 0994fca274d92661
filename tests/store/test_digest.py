"""What a short telling leaves out, and that it says so."""

from __future__ import annotations

from datetime import date

import pytest

from sim.store.digest import LEAST, MOST, digest
from sim.store.story import Story
from sim.world.records import Note

START = date(2014, 6, 1)


def deaths(day: int, weight: int = 1) -> Note:
    return Note(day, "deaths", "", f"{weight} dead on day {day}", "unseen", weight)


def test_a_month_with_room_is_told_in_full() -> None:
    notes = [deaths(day) for day in range(10)]
    assert digest(notes, START).notes == tuple(notes)
    assert digest(notes, START).left_out == 0


def test_a_crowded_month_keeps_the_weightiest_and_counts_the_rest() -> None:
    notes = [deaths(day % 30, weight=2 if day == 77 else 1) for day in range(200)]
    notes.sort(key=lambda note: note.day)
    told = digest(notes, START)
    assert len(told.notes) == MOST // 2 + 1
    assert told.left_out == 200 - MOST // 2
    assert any(note.weight == 2 for note in told.notes)
    assert told.notes[-1].text == f"Besides: {told.left_out} more deadly exchanges of fire"


def test_the_rest_stands_beside_the_toll_of_the_month() -> None:
    toll = Note(29, "toll", "", "June 2014: 100 killed")
    told = digest([*(deaths(29) for _ in range(100)), toll], START)
    rest = f"{100 - MOST // 2} more deadly exchanges of fire"
    assert told.notes[-1].text == f"June 2014: 100 killed; {rest}"
    assert sum(note.kind == "toll" for note in told.notes) == 1


def test_what_decides_is_never_left_out() -> None:
    signed = [Note(5, "signature", "", f"text {number}", "1 >= 0") for number in range(99)]
    told = digest([*signed, *(deaths(6) for _ in range(200))], START)
    assert told.notes[:99] == tuple(signed)


def test_every_month_of_long_years_keeps_something() -> None:
    notes = [deaths(day) for day in range(3650)]
    told = [note for note in digest(notes, START).notes if note.kind == "deaths"]
    assert len(told) == 120 * (LEAST // 2)


@pytest.mark.parametrize("width", [40, 100])
def test_lines_fit_and_begin_with_how_to_read_them(width: int) -> None:
    notes = tuple(deaths(day // 10) for day in range(300))
    lines = list(Story(0, START, notes).lines(width))
    assert max(len(line) for line in lines) <= width
    assert "chronicle.jsonl has everything" in " ".join(lines)
    assert lines[lines.index("") + 1].startswith("2014-06-01  ")
    assert list(Story(0, START, ()).lines(width)) == []
    assert len(Story(0, START, notes).fields()) == 300
