"""The Python face of experiments: `sweep` one, open what it brought, `compare` its arms."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.compare import compare
from sim.analysis.summarise import summarise
from sim.archive.answers import Answers, open_archive
from sim.archive.place import place_of
from sim.batch.executors.choose import executor_for
from sim.batch.sweep import Sweep, Swept
from sim.experiment.experiment import Experiment
from sim.experiment.load import load_experiment
from sim.scenario.posterior import USUAL, parameters_named

if TYPE_CHECKING:
    from sim.archive.writer import Existing

__all__ = [
    "Answers",
    "compare",
    "conclude",
    "load_experiment",
    "open_results",
    "summarise",
    "sweep",
]

SUMMARY, COMPARISON = "summary.csv", "comparison.csv"


def sweep(
    experiment: Experiment | str | PathLike[str],
    *,
    out: str | PathLike[str] | None = None,
    runs: int | None = None,
    workers: int = 1,
    cluster: str | None = None,
    existing: Existing = "continue",
    parameters: str = USUAL,
) -> Answers:
    """Run an experiment, given as one that was loaded or as the path of its file.

    Results go to `out`, a folder or any fsspec URL, by default `results/<experiment>`; what is
    there already is continued. `runs` (in every cell) take the place of the file's. `parameters` is
    as in `sim.simulate`. More than one of the `workers` are processes of their own, and a script
    that asks for them keeps its calls under `if __name__ == "__main__":`. Raises UserError for
    what is wrong in the file or with the place, and RuntimeError if some runs failed; what
    succeeded is kept.

    >>> answers = sim.sweep("experiments/mandate-clarity.yaml", workers=2)
    >>> sim.compare(answers).effects
    """
    if isinstance(experiment, Experiment):
        if runs is not None:
            raise ValueError("runs are given to `load_experiment`, or with the path of a file")
        asked = experiment
    else:
        asked = load_experiment(experiment, runs=runs)
    asked = replace(asked, posterior=parameters_named(parameters))
    url = fspath(out) if out is not None else str(Path("results") / asked.name)
    swept = Sweep(asked, url, executor_for(workers, cluster), existing).run()
    if swept.failed:
        raise RuntimeError(_failures(swept))
    return open_archive(url)


def open_results(url: str | PathLike[str], *, verify: bool = False) -> Answers:
    """The results of an experiment in a folder or at any fsspec URL; see `open_archive`."""
    return open_archive(url, verify=verify)


def conclude(url: str, plots: bool = True) -> None:
    """Write the tables and pictures of an experiment beside its results.

    `summary.csv` as `parley summarise` has it, `comparison.csv` as `parley compare` if there is
    more than one arm, and the figures. Only where results are in a folder of this machine.
    """
    folder = place_of(url).folder
    if folder is None or not folder.is_dir():
        return
    answers = open_archive(url)
    if not answers.finished:
        return
    summarise(answers).to_csv(folder / SUMMARY, index=False, lineterminator="\n")
    if len(answers.arms) > 1:
        effects = compare(answers).effects
        effects.to_csv(folder / COMPARISON, index=False, lineterminator="\n")
    if plots:
        from sim.figures.arms.study import draw_study

        draw_study(answers, folder / "figures")


def _failures(swept: Swept) -> str:
    first = swept.failed[0]
    return (
        f"{len(swept.failed)} lots of runs failed, the first with {first.kind}: {first.error};"
        " sweeping again tries only these"
    )
