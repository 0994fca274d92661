"""An archive opened for reading: what the runs of an experiment brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from os import PathLike
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from sim.archive.block import BANDS, SECTORS, Failure
from sim.archive.contents import is_archive
from sim.archive.failures import read_failures
from sim.archive.frames import cell_frame, names_column, outcome_frame, sums_frame
from sim.archive.holdings import Holdings, look
from sim.archive.place import Place, place_of, telling
from sim.archive.reading import outcome_rows, summed_rows
from sim.archive.spans import Spans
from sim.archive.tables import outcome_schema
from sim.scenario.problems import Problem, UserError, did_you_mean, listed
from sim.store.story import CAVEAT

if TYPE_CHECKING:
    import xarray

ROW = ("scenario", "arm", "cell", "run")
"""The columns that name a row of outcomes."""
TRIES = 4
"""How often an archive that is being written is looked at before it is called damaged."""


def open_archive(url: str | PathLike[str], *, verify: bool = False) -> Answers:
    """Open the results of an experiment: a folder or any fsspec URL.

    Blocks that were never compacted are read too, so a killed sweep can be looked at. What is
    read is checked as it is read; `verify` reads and checks every file at once. Raises UserError
    if there is no archive, it is damaged or holds another's blocks, or its store version cannot
    be read. Another version of the code is no obstacle.
    """
    place = place_of(url)
    with telling(place.url, "cannot be read"):
        holdings = _holdings(place)
        if verify:
            holdings.check_everything()
        return Answers(holdings, tuple(read_failures(place, holdings.done)))


def _holdings(place: Place) -> Holdings:
    """What is there; looked at again if a sweep has put files in their places meanwhile."""
    for tries_left in reversed(range(TRIES)):
        names = place.files()
        try:
            holdings = look(place, names) if is_archive(names) else None
            if holdings is not None:
                holdings.check_sizes()
                return holdings
        except (UserError, FileNotFoundError):
            if not tries_left or place.files() == names:
                raise
        else:
            break
    message = "is no archive of an experiment" if names else "is not there, or empty"
    hint = "name the folder that `parley sweep` wrote, such as `results/<experiment>`"
    raise UserError(Problem(message, place.url, hint=hint))


class Answers:
    """The results of an experiment; columns are read when they are asked for."""

    def __init__(self, holdings: Holdings, failures: tuple[Failure, ...]) -> None:
        self._holdings = holdings
        self._failures = failures

    @property
    def url(self) -> str:
        """Where the archive is."""
        return self._holdings.place.url

    @property
    def experiment(self) -> Mapping[str, object]:
        """Name, title, question, source, seed, runs, scenarios, arms, baseline, design ..."""
        return self._holdings.about.experiment

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in their order."""
        return self._holdings.about.scenarios

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms, in their order."""
        return self._holdings.about.arms

    @property
    def provenance(self) -> Mapping[str, object]:
        """Everything needed to compute it again."""
        return self._holdings.about.provenance

    @property
    def inputs(self) -> Mapping[str, str]:
        """The texts it was computed from, by file name."""
        return self._holdings.about.inputs

    @cached_property
    def columns(self) -> pd.DataFrame:
        """The outcomes: key, kind and whatever else describes them, one row each."""
        return pd.DataFrame(list(self._holdings.about.columns))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Blocks that failed and have not succeeded since."""
        return self._failures

    @property
    def expected(self) -> int:
        """Rows of outcomes when all runs are done."""
        return sum(self._holdings.progress(name).expected for name in self.scenarios)

    @property
    def finished(self) -> int:
        """Rows of outcomes that are done."""
        return sum(spans.rows for spans in self._holdings.done.values())

    @property
    def complete(self) -> bool:
        """Whether every row that is expected is done."""
        progress = [self._holdings.progress(name) for name in self.scenarios]
        return not any(one.spans.missing(one.expected) for one in progress)

    def spans(self, scenario: str) -> Spans:
        """The running indices of a scenario's rows that are done."""
        return self._holdings.done[self._one_of("scenario", scenario, self.scenarios)]

    def outcomes(
        self,
        columns: Sequence[str] | None = None,
        scenario: str | None = None,
        arm: str | None = None,
    ) -> pd.DataFrame:
        """scenario, arm, cell, run and the asked columns (all by default), in that order of rows.

        scenario and arm are categories; counts Int64, truths boolean, words categories (ordered
        if their order is known), all others float64; missing is NA (NaN in floats). Raises
        UserError for a column, scenario or arm that is not there.
        """
        about = self._holdings.about
        known = [field.name for field in about.fields]
        asked = known if columns is None else [name for name in columns if name not in ROW]
        for name in asked:
            self._one_of("outcome", name, known)
        schema = pa.schema([outcome_schema(about).field(name) for name in ("cell", "run", *asked)])
        scenarios = self._chosen("scenario", scenario, self.scenarios)
        arms = self._chosen("arm", arm, self.arms)
        with telling(self.url, "cannot be read"):
            parts = [
                (name, *part)
                for name in scenarios
                for part in outcome_rows(self._holdings, schema, name, arms)
            ]
        table = pa.concat_tables([schema.empty_table(), *(rows for _, _, rows in parts)])
        counts = [rows.num_rows for _, _, rows in parts]
        frame = outcome_frame(table.select(asked), self._categories)
        names = [name for name, _, _ in parts]
        frame.insert(0, "scenario", names_column(names, counts, about.scenarios))
        frame.insert(1, "arm", names_column([arm for _, arm, _ in parts], counts, about.arms))
        frame.insert(2, "cell", table["cell"].to_numpy())
        frame.insert(3, "run", table["run"].to_numpy())
        return frame

    def cells(self, scenario: str) -> pd.DataFrame:
        """The points of the design: cell, and one column a factor."""
        name = self._one_of("scenario", scenario, self.scenarios)
        return cell_frame(self._holdings.about.cells[name])

    def bands(self, scenario: str | None = None, arm: str | None = None) -> pd.DataFrame:
        """Daily histograms: scenario, arm, cell, gauge, party, day, bin, value, count.

        cell is NA where cells were merged, party where a gauge has none. Bins without a count
        have no row.
        """
        return self._sums(BANDS, scenario, arm)

    def sectors(self, scenario: str | None = None, arm: str | None = None) -> pd.DataFrame:
        """Incidents added up over runs: scenario, arm, cell, front, sector, day, total."""
        return self._sums(SECTORS, scenario, arm)

    def to_xarray(
        self, columns: Sequence[str] | None = None, scenario: str | None = None
    ) -> xarray.Dataset:
        """The outcomes of one scenario over arm, cell and draw; UserError without xarray.

        `draw` counts the runs of a cell from 0; `run` (cell, draw) are their ids. What is missing
        is NaN, or empty in words; without `scenario` there must be only one.
        """
        try:
            from sim.archive.labelled import dataset
        except ImportError as problem:
            hint = "install `parley-sim[notebook]`"
            raise UserError(Problem("xarray is not installed", self.url, hint=hint)) from problem
        if scenario is None and len(self.scenarios) > 1:
            hint = f"choose one of {listed(self.scenarios, 'or')}"
            raise UserError(Problem("has several scenarios", self.url, hint=hint))
        name = self.scenarios[0] if scenario is None else scenario
        return dataset(self, name, columns)

    def _repr_html_(self) -> str:
        title = escape(str(self.experiment.get("title") or self.experiment["name"]))
        question = escape(str(self.experiment.get("question") or ""))
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{self._holdings.about.points(name):,}</td>"
            f"<td>{spans.rows:,} of {self._holdings.progress(name).expected:,}</td></tr>"
            for name, spans in self._holdings.done.items()
        )
        arms = escape(", ".join(self.arms))
        head = "<tr><th>scenario</th><th>points</th><th>rows</th></tr>"
        failed = f"<p>{len(self.failures):,} blocks failed.</p>" if self.failures else ""
        return (
            f"<h4>{title}</h4><p>{question}</p><table>{head}{rows}</table>"
            f"<p>Arms: {arms}. {len(self._holdings.about.fields):,} outcomes.</p>{failed}"
            f"<p>{escape(CAVEAT)}</p>"
        )

    @cached_property
    def _categories(self) -> dict[str, list[str]]:
        found = {}
        for column in self._holdings.about.columns:
            words = column.get("categories")
            if column["kind"] == "category" and isinstance(words, list):
                found[str(column["key"])] = [str(word) for word in words]
        return found

    def _sums(self, kind: str, scenario: str | None, arm: str | None) -> pd.DataFrame:
        scenarios = self._chosen("scenario", scenario, self.scenarios)
        arms = self._chosen("arm", arm, self.arms)
        with telling(self.url, "cannot be read"):
            parts = [summed_rows(self._holdings, kind, name, arms) for name in scenarios]
        frame = sums_frame(pa.concat_tables(parts), self.arms)
        counts = [part.num_rows for part in parts]
        frame.insert(0, "scenario", names_column(scenarios, counts, self.scenarios))
        return frame

    def _chosen(self, what: str, name: str | None, known: Sequence[str]) -> Sequence[str]:
        return known if name is None else [self._one_of(what, name, known)]

    def _one_of(self, what: str, name: str, known: Sequence[str]) -> str:
        if name in known:
            return name
        hint = did_you_mean(name, known) or f"there are {listed(known)}"
        raise UserError(Problem(f"has no {what} `{name}`", self.url, hint=hint))
