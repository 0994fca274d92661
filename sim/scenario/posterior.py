"""Draws of behavioural parameters that a calibration left: each run of an ensemble takes one."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.scenario.case import Case
from sim.scenario.defaults import RULEBOOKS, Parameter, read_rulebooks
from sim.scenario.problems import Problem, UserError, did_you_mean, listed
from sim.scenario.varied import Column, varied

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

RULEBOOK, POSTERIOR = "rulebook", "posterior"
USUAL = POSTERIOR
"""Where the numbers of a run come from if nobody says."""
DRAWS, ABOUT = "posterior.csv", "posterior.json"
MOST_DRAWS = 100_000


@dataclass(frozen=True, eq=False)
class Posterior:
    """Equally likely vectors of behavioural parameters, `values` (draw, parameter).

    Run `r` takes draw `r` modulo their number: the same in every block, arm and replay. Their
    number should be prime, so that no design whose runs are numbered by cell sees only a few.
    """

    names: tuple[str, ...]
    values: Floats
    digest: str
    about: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def draws(self) -> int:
        """How many vectors there are."""
        return len(self.values)

    def columns(self, case: Case, run_ids: Indices) -> dict[str, Column]:
        """The numbers (run,) of these runs, by path; without those that the scenario says itself.

        What a scenario's file, a lever or `--set` says of a parameter wins over the draws, and what
        its rulebook does not know is left out.
        """
        rows = np.asarray(run_ids, dtype=np.int64) % self.draws
        own = case.scenario.behaviour
        return {
            f"behaviour.{name}": np.ascontiguousarray(self.values[rows, place])
            for place, name in enumerate(self.names)
            if name in case.behaviour and name not in own
        }

    def drawn(self, case: Case, run_ids: Indices) -> Case:
        """The case with a column for each calibrated number, good for a block of these runs."""
        return varied(case, self.columns(case, run_ids))

    @property
    def label(self) -> str:
        """How results name it: the word and the beginning of its digest."""
        return f"{POSTERIOR} {self.digest[:16]}"


def parameters_named(word: str, rulebooks: Path = RULEBOOKS) -> Posterior | None:
    """What `--parameters` asks for: None for the rulebook, else draws shipped or in a folder.

    Raises UserError for a word that is neither, and for draws that are missing or do not pass.
    """
    if word == RULEBOOK:
        return None
    if word == POSTERIOR:
        return read_posterior(rulebooks, rulebooks)
    if Path(word).is_dir():
        return read_posterior(Path(word), rulebooks)
    known = (RULEBOOK, POSTERIOR)
    message = f"parameters are {listed(known, last='or')}, or a folder of `parley calibrate`"
    raise UserError(Problem(message, f"--parameters {word}", hint=did_you_mean(word, known)))


def draws_for(
    word: str, scenarios: Sequence[str], rulebooks: Path = RULEBOOKS
) -> tuple[dict[str, Posterior | None], bool]:
    """The draws that each scenario is run with, and whether all were found without it.

    In a folder of `parley calibrate`, `without-SCENARIO` is what was found without that scenario.
    Raises UserError as `parameters_named` does.
    """
    own = {name: Path(word) / f"without-{name}" for name in scenarios}
    apart = {name: folder for name, folder in own.items() if folder.is_dir()}
    found = {name: read_posterior(folder, rulebooks) for name, folder in apart.items()}
    if len(found) == len(own) and own:
        return dict(found), True
    rest = parameters_named(word, rulebooks)
    return {name: found.get(name, rest) for name in scenarios}, False


def shipped(rulebooks: Path = RULEBOOKS) -> bool:
    """Whether draws come with these rulebooks and pass their own check."""
    try:
        read_posterior(rulebooks, rulebooks)
    except UserError:
        return False
    return True


def read_posterior(folder: Path, rulebooks: Path = RULEBOOKS) -> Posterior:
    """The draws in a folder, held against their digest and the limits of the rulebook.

    Raises UserError with everything that is wrong with them.
    """
    place = folder / DRAWS
    try:
        raw, about = place.read_bytes(), json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        rows = [row for row in csv.reader(io.StringIO(raw.decode("utf-8"))) if row]
    except (OSError, ValueError):
        message = f"there is no calibration here: it needs `{DRAWS}` and `{ABOUT}`"
        raise _refused(folder, message, "`parley calibrate --out FOLDER` makes one") from None
    digest = hashlib.sha256(raw).hexdigest()
    if not isinstance(about, dict) or about.get("sha256") != digest:
        message = f"`{DRAWS}` is not the file that `{ABOUT}` speaks of: their digests differ"
        raise _refused(folder, message, "calibrate again, or put back the file as it was")
    if not 2 <= len(rows) <= MOST_DRAWS + 1:
        raise _refused(place, f"there are {len(rows) - 1:,} draws; 1 to {MOST_DRAWS:,} are read")
    names = tuple(rows[0])
    values = _numbers(place, names, rows[1:])
    _check(place, names, values, read_rulebooks(rulebooks).parameters)
    return Posterior(names, values, digest, about)


def draws_text(names: Sequence[str], values: Floats) -> str:
    """Draws as the text of a CSV file, with six digits each."""
    lines = [",".join(names), *(",".join(f"{one:.6g}" for one in row) for row in values.tolist())]
    return "\n".join(lines) + "\n"


def _numbers(place: Path, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Floats:
    wrong = []
    found = np.full((len(rows), len(names)), np.nan)
    for line, row in enumerate(rows, start=2):
        try:
            found[line - 2] = [float(text) for text in row]
        except ValueError:
            message = f"expected {len(names)} numbers, found {len(row)} entries"
            wrong.append(Problem(message, str(place), line))
    if wrong:
        raise UserError(wrong[:5])
    return found


def _check(
    place: Path, names: Sequence[str], values: Floats, known: Mapping[str, Parameter]
) -> None:
    wrong = []
    for column, name in enumerate(names):
        if name not in known:
            message = f"`{name}` is no parameter of the rulebook"
            wrong.append(Problem(message, str(place), 1, hint=did_you_mean(name, known)))
            continue
        low, high = known[name].limits
        if not ((values[:, column] >= low) & (values[:, column] <= high)).all():
            message = f"`{name}` goes beyond its limits, {low:g} to {high:g}"
            wrong.append(Problem(message, str(place), 1))
    if wrong:
        raise UserError(wrong)


def _refused(place: Path, message: str, hint: str | None = None) -> UserError:
    return UserError(Problem(message, str(place), hint=hint))
