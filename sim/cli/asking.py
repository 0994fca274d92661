"""What the verbs that read results share: opening them, their formats, and how tables look."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from sim.scenario.problems import Problem, UserError, clean

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from sim.archive.answers import Answers
    from sim.report.tables import Table


def opened(results: str) -> Answers:
    """The results in a folder or at a URL; UserError if there are none, or no run is finished."""
    from sim.archive.answers import open_archive

    answers = open_archive(results)
    if answers.finished == 0:
        hint = "`parley sweep` goes on where it was interrupted"
        raise UserError(Problem("no run is finished yet", results, hint=hint))
    return answers


def words(given: Iterable[str] | None) -> list[str] | None:
    """Words of an option that may be repeated, or list several between commas; None if not used."""
    found = [word.strip() for text in given or () for word in text.split(",")]
    return [word for word in found if word] or None


def print_head(console: Console, answers: Answers) -> None:
    """The title of the question, what these numbers are, and how much of it is finished."""
    from rich.text import Text

    from sim.cli.tables import paragraph

    about = answers.experiment
    console.print(Text(clean(str(about.get("title") or about["name"])), style="bold"))
    paragraph(console, f"{caveat_of(answers)}.")


def caveat_of(answers: Answers) -> str:
    """The line that all numbers of these results carry."""
    from sim.store.story import CAVEAT

    runs = f"{answers.finished:,} runs"
    if not answers.complete:
        runs = f"PROVISIONAL: {answers.finished:,} of {answers.expected:,} runs"
    return f"{CAVEAT} · Parley · seed {answers.experiment.get('seed')} · {runs}"


def print_tables(console: Console, tables: Iterable[Table]) -> None:
    """Tables with their headings, without what is dispensable where there is little room."""
    from sim.cli.pages import headed

    for table in tables:
        headed(console, table)


def print_data(
    frame: pd.DataFrame,
    answers: Sequence[Answers],
    shown: str,
    where: Sequence[str] | None = None,
    **more: object,
) -> None:
    """Rows for programs, on the standard output: JSON with what they are about, or CSV.

    Missing numbers are null, or empty. The caveat goes into the data, and to the error stream;
    so do conditions that chose some of the runs.
    """
    from sim.store.story import CAVEAT

    if shown == "csv":
        chosen = {"where": "; ".join(where)} if where else {}
        text = frame.assign(model=CAVEAT, **chosen).to_csv(index=False, lineterminator="\n")
    else:
        document: dict[str, object] = {
            "model": CAVEAT,
            "results": [_about(one) for one in answers],
            **({"where": list(where)} if where else {}),
            **more,
            "rows": [_plain(row) for row in frame.to_dict("records")],
        }
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    typer.echo(text, nl=False)
    for one in answers:
        typer.echo(caveat_of(one), err=True)


def _about(answers: Answers) -> dict[str, object]:
    about = answers.experiment
    told = {key: about.get(key) for key in ("name", "title", "question", "seed", "runs")}
    return {
        "results": answers.url,
        **told,
        "finished": answers.finished,
        "expected": answers.expected,
        "complete": answers.complete,
    }


def _plain(row: Mapping[Any, object]) -> dict[str, object]:
    return {str(key): _value(value) for key, value in row.items()}


def _value(value: object) -> object:
    """A value as JSON has it."""
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    if isinstance(plain, float) and not math.isfinite(plain):
        return None
    return plain if isinstance(plain, str | bool | int | float | None) else None
