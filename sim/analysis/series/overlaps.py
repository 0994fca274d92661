"""Whether an event stands in a table twice: the same row, the same id, or the same month."""

from __future__ import annotations

from datetime import date

from sim.analysis.series.complaints import Complaints

Row = tuple[int, int, int, str]


class Overlaps:
    """The rows seen so far, with their lines."""

    def __init__(self, complaints: Complaints) -> None:
        self._complaints = complaints
        self._ids: dict[str, int] = {}
        self._rows: dict[Row, int] = {}
        self._days: dict[str, dict[int, int]] = {}
        self._months: dict[str, list[tuple[int, int, int]]] = {}

    def new_id(self, known: str, line: int) -> bool:
        """Whether no event before has this id; complains otherwise."""
        before = self._ids.setdefault(known, line)
        if before != line:
            message = f"the event `{known}` stands already in line {before}"
            self._complaints.add(line, message, "keep one of the two")
        return before == line

    def new_row(self, row: Row, line: int) -> bool:
        """Whether no row before says just the same; complains otherwise."""
        before = self._rows.setdefault(row, line)
        if before != line:
            hint = "leave it out; or, if these are two events, give rows an `id` or add them up"
            self._complaints.add(line, f"the same row stands already in line {before}", hint)
        return before == line

    def free(self, first: int, last: int, side: str, month: bool, line: int) -> bool:
        """Whether no total of a month covers the same days of a side; complains otherwise.

        `month` says that this row is such a total itself.
        """
        here = (first, last)
        for start, end, before in self._months.get(side, []):
            if first <= end and last >= start:
                return self._complain(here, (start, end), before, line)
        days = self._days.setdefault(side, {})
        if month:
            inside = [day for day in days if first <= day <= last]
            if inside:
                day = min(inside)
                return self._complain(here, (day, day), days[day], line)
            self._months.setdefault(side, []).append((first, last, line))
        for day in () if month else {first, last}:
            days.setdefault(day, line)
        return True

    def _complain(
        self, here: tuple[int, int], there: tuple[int, int], before: int, line: int
    ) -> bool:
        message = f"{_said(here)} overlaps {_said(there)} in line {before}, for the same side"
        hint = "deaths would count twice: keep the total, or the events within it"
        self._complaints.add(line, message, hint)
        return False


def _said(span: tuple[int, int]) -> str:
    first, last = (date.fromordinal(day).isoformat() for day in span)
    return first if first == last else f"{first} to {last}"
