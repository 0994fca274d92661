"""The arguments and options that verbs share, and what is wrong with what they were given."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.archive.writer import Existing as Word
    from sim.scenario.case import Case

FORMATS = ("table", "json", "csv")
EXISTING: tuple[Word, ...] = ("continue", "overwrite", "refuse")
LARGEST_SEED = 2**63 - 1
MOST_WORKERS = 1_024


def whole(option: str) -> Callable[[str | int], int]:
    """What reads the whole number that an option takes; UserError for anything else."""

    def read(given: str | int) -> int:
        try:
            return int(given)
        except ValueError:
            message = "expected a whole number in digits, such as 8"
            shown = given if str(given).strip() else "''"
            raise UserError(Problem(message, f"{option} {shown}")) from None

    return read


ScenarioFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="Scenario file.", show_default=False)
]
Results = Annotated[
    str,
    typer.Argument(
        metavar="RESULTS", help="Folder or URL that a sweep filled.", show_default=False
    ),
]
SeveralResults = Annotated[
    list[str],
    typer.Argument(
        metavar="RESULTS...",
        help="Folder or URL that a sweep filled; several are held against the first.",
        show_default=False,
    ),
]
ONLY_THESE = "Only these outcomes [default: those the experiment asks for]."
Outcomes = Annotated[list[str] | None, typer.Option("--outcomes", metavar="NAMES", help=ONLY_THESE)]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="CONDITION",
        help="Only runs that meet it, such as scenario=NAME, cell<10 or deaths>=100; may be"
        " repeated.",
    ),
]
Catalogue = Annotated[
    Path | None,
    typer.Option("--words", metavar="FILE", help="A translated catalogue of all words shown."),
]
Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="What to print: table, json or csv.")
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="S", parser=whole("--seed"), help="Seed of all luck.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated."),
]
Parameters = Annotated[
    str | None,
    typer.Option(
        "--parameters",
        metavar="WHICH",
        help="Behavioural numbers: rulebook, posterior (each run draws its own), or a folder"
        " of `parley calibrate` [default: posterior].",
    ),
]
OutFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for the results [default: in results/]."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        parser=whole("--workers"),
        help="Processes [default: one a processor].",
    ),
]
ExistingRuns = Annotated[
    str,
    typer.Option("--existing", metavar="WHAT", help="Runs there: continue, overwrite or refuse."),
]
NoPlots = Annotated[bool, typer.Option("--no-plots", help="Draw no pictures.")]


def refuse(problems: Iterable[Problem]) -> None:
    """Raise UserError with all these problems, if there are any."""
    wrong = list(problems)
    if wrong:
        raise UserError(wrong)


def bad_format(shown: str) -> Iterator[Problem]:
    """What is wrong with `--format`."""
    if shown not in FORMATS:
        message = f"a format is {listed(FORMATS, last='or')}"
        yield Problem(message, f"--format {shown}", hint=did_you_mean(shown, FORMATS))


def bad_seed(seed: int | None) -> Iterator[Problem]:
    """What is wrong with `--seed`."""
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        yield Problem(f"a seed is 0 to 2^63 - 1, which is {LARGEST_SEED:,}", f"--seed {seed}")


def bad_workers(workers: int | None) -> Iterator[Problem]:
    """What is wrong with `--workers`."""
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        yield Problem(f"workers are 1 to {MOST_WORKERS:,}", f"--workers {workers}")


def bad_existing(word: str) -> Iterator[Problem]:
    """What is wrong with `--existing`."""
    if word not in EXISTING:
        message = f"it is {listed(EXISTING, last='or')}"
        yield Problem(message, f"--existing {word}", hint=did_you_mean(word, EXISTING))


def bad_until(until: str | None) -> Iterator[Problem]:
    """What is wrong with `--until` by itself."""
    try:
        if until is not None:
            date.fromisoformat(until)
    except ValueError:
        yield Problem("expected a date such as 2014-08-10", f"--until {until}")


def last_day(case: Case, until: str | None) -> date | None:
    """The day that `--until` names; UserError if the period of the scenario does not have it."""
    if until is None:
        return None
    last, period = date.fromisoformat(until), case.scenario.period
    if not period.start <= last <= period.end:
        message = f"the period of this scenario is {period.start} to {period.end}"
        raise UserError(Problem(message, f"--until {until}"))
    return last


def existing_word(word: str) -> Word:
    """The word for what becomes of results that are there, which was checked before."""
    return next(known for known in EXISTING if known == word)


def number_of_workers(workers: int | None) -> int:
    """As many processes as asked for, else one for each processor that this one may use."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
