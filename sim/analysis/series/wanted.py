"""Which rows of a table of events are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sim.analysis.series.columns import Header
from sim.analysis.series.complaints import refusal
from sim.analysis.series.csv_text import Row
from sim.scenario.problems import listed, nearest


class Wanted:
    """Which rows are wanted: those with one of the values asked for in each column."""

    def __init__(self, header: Header, only: Sequence[str], file: str) -> None:
        self._wanted: dict[int, set[str]] = defaultdict(set)
        self._seen: dict[int, set[str]] = defaultdict(set)
        self._names = header.names
        self._only = only
        for text in only:
            column, sign, value = text.partition("=")
            key = column.strip().lower()
            if not sign or not key:
                message = "expected COLUMN=VALUE, such as country=Azerbaijan"
                raise refusal(f"--only {text}", message)
            place = header.places.get(header.layout.aliases.get(key, key))
            if place is None and key in header.names:
                place = header.names.index(key)
            if place is None:
                near = nearest(key, header.names)
                hint = f"did you mean `{near}`?" if near else None
                raise refusal(f"--only {text}", f"`{file}` has no column `{key}`", hint)
            self._wanted[place].add(value.strip())

    def keeps(self, row: Row) -> bool:
        kept = True
        for place, values in self._wanted.items():
            cell = row.cells[place].strip()
            if len(self._seen[place]) < 1_000:
                self._seen[place].add(cell)
            kept &= cell in values
        return kept

    def refuse_nothing(self) -> None:
        """Raise UserError if rows were asked for and none had the values."""
        for place, values in self._wanted.items():
            missing = sorted(values - self._seen[place])
            if missing:
                near = nearest(missing[0], self._seen[place])
                some = f"it has {listed(sorted(self._seen[place]), most=6)}"
                hint = f"did you mean `{near}`?" if near else some
                message = f"no row has `{missing[0]}` in `{self._names[place]}`"
                raise refusal(f"--only {self._names[place]}={missing[0]}", message, hint)
        if self._only:
            raise refusal(f"--only {self._only[0]}", "no row has all of these values together")
