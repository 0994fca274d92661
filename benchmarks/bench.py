"""Measure the engine: one episode at several widths, against a plain twin and against the floor.

What is compared is timed in turns: every round lives through the first days of the episode (105,
five strategic periods, unless told otherwise) with each contestant, in an order that rotates, and
a ratio is the median over rounds of the ratio within a round, so that what else the machine does
in the meantime falls on all alike. Before that each warms up for three weeks.

- *engine, N runs*: `MediationModel.step` for a block of N runs, all mechanisms.
- *front alone*: the same with only those mechanisms switched on that the twin has too, more or
  less: garrisons, missions that watch and stand between, rules of escalation.
- *recorded*: the same at the default width, as `parley run` computes it, with daily bands.
- *twin*: the front alone in plain Mesa, one object a sector, one run (`twin.py`).
- *floor*: NumPy draws as many uniforms and takes as many exponentials as the engine does at 1,024
  runs, and does nothing else; with Philox, which the engine needs so that a run does not depend
  on its neighbours, and with NumPy's default generator. `calls.py` counts how many that are.
- *calls*: what a day asks of NumPy at one run, counted by `calls.py`.
- *memory*: the peak of what Python and NumPy allocate (`tracemalloc`), by width and by horizon.

Neither comparison is like with like. The floor remembers nothing and decides nothing; what the
engine does beyond it is arithmetic on what is remembered, in NumPy calls that each read and write
memory. There is no twin with all mechanisms, so the engine as a whole does several times the work
of the twin; the front alone is the closest there is, and it still keeps the books of everybody. The
aims, four times the floor and two hundred times the twin, are reached by neither.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from sim.batch.ensemble import run_ensemble
from sim.batch.plan import Plan
from sim.model import MediationModel, bytes_per_run
from sim.scenario.case import Case
from sim.scenario.load import load
from twin import TwinModel

HERE = Path(__file__).resolve().parent
EPISODE = HERE.parent / "scenarios" / "sochi-2014.yaml"
WIDTHS = (1, 64, 512, 1_024)
LONG_DAYS, SHORT_DAYS = 200, 50
WARM_UP_DAYS = 21
OF_THE_TWIN = frozenset({"retaliation", "attribution", "peacekeepers", "escalation"})
"""Mechanisms that the twin has as well."""
FEWEST_ROUNDS, MOST_ROUNDS = 3, 15


@dataclass(frozen=True)
class Contestant:
    """Something that lives through run-days: made ready for some days, it gives a way to go."""

    name: str
    runs: int
    ready: Callable[[int], Callable[[], None]]

    def seconds(self, days: int) -> float:
        """Seconds that a run-day takes, getting ready left out."""
        go = self.ready(days)
        start = time.perf_counter()
        go()
        return (time.perf_counter() - start) / (days * self.runs)


def stepping(model: MediationModel | TwinModel, days: int) -> Callable[[], None]:
    """A way to live through some days."""

    def go() -> None:
        for _ in range(days):
            model.step()

    return go


def engine(case: Case, runs: int) -> Contestant:
    """The model at one width."""
    return Contestant(
        f"engine, {runs:,} run{'s' * (runs > 1)}",
        runs,
        lambda days: stepping(MediationModel(case, runs=runs, seed=1), days),
    )


def front_alone(path: Path, case: Case, runs: int) -> Contestant:
    """The model with hardly more mechanisms than the twin has."""
    off = [f"mechanisms.{name}=false" for name in case.mechanisms if name not in OF_THE_TWIN]
    return replace(engine(load(path, off), runs), name=f"front alone, {runs:,} runs")


def recorded(case: Case, runs: int) -> Contestant:
    """An ensemble as the command computes it, at the default width, with one run told again."""

    def ready(days: int) -> Callable[[], None]:
        plan = Plan(case, runs=runs, seed=1, until=last_day(case, days))

        def go() -> None:
            run_ensemble(plan)

        return go

    return Contestant(f"recorded, {runs:,} runs", runs, ready)


def twin(case: Case) -> Contestant:
    """The plain twin of the front."""
    return Contestant("twin, 1 run", 1, lambda days: stepping(TwinModel(case, seed=1), days))


def floor(
    name: str,
    bits: type[np.random.Philox | np.random.PCG64],
    uniforms: float,
    exponentials: float,
    runs: int,
) -> Contestant:
    """Drawing and taking exponentials, a day at a time, into arrays that are there already."""

    def ready(days: int) -> Callable[[], None]:
        generator = np.random.Generator(bits(1))
        drawn = np.empty(round(uniforms * runs))
        given = generator.random(round(exponentials * runs))
        taken = np.empty_like(given)

        def go() -> None:
            for _ in range(days):
                generator.random(out=drawn)
                np.exp(given, out=taken)

        return go

    return Contestant(f"floor, {name}", runs, ready)


def last_day(case: Case, days: int) -> date:
    """The date on which so many days are over."""
    return case.scenario.period.start + timedelta(days=days - 1)


def in_turns(
    contestants: Sequence[Contestant], days: int, seconds: float
) -> dict[str, list[float]]:
    """Seconds a run-day of each contestant in each round."""
    for one in contestants:
        one.seconds(min(WARM_UP_DAYS, days))
    took: dict[str, list[float]] = {one.name: [] for one in contestants}
    begun = time.perf_counter()
    for number in range(MOST_ROUNDS):
        if number >= FEWEST_ROUNDS and time.perf_counter() - begun > seconds:
            break
        turn = number % len(contestants)
        for one in [*contestants[turn:], *contestants[:turn]]:
            took[one.name].append(one.seconds(days))
    return took


def counted(scenario: Path, runs: int, days: int) -> dict[str, Any]:
    """What `calls.py` counts, in a Python of its own."""
    command = [sys.executable, str(HERE / "calls.py"), str(scenario)]
    command += ["--runs", str(runs), "--days", str(days)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def peak(case: Case, runs: int, days: int) -> float:
    """Peak megabytes allocated while a block is built and lives through some days."""
    tracemalloc.start()
    model = MediationModel(case, runs=runs, seed=1, until=last_day(case, days))
    for _ in range(model.days):
        model.step()
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest / 1e6


def ratio(took: dict[str, list[float]], over: str, under: str) -> float:
    """Median over the rounds of one contestant's time over another's."""
    return median(a / b for a, b in zip(took[over], took[under], strict=True))


def report(case: Case, path: Path, days: int, seconds: float) -> None:
    """Measure and print."""
    period = case.scenario.period
    whole = (period.end - period.start).days + 1
    days = min(days, whole)
    width = Plan(case).width()
    alone, block = counted(path, 1, days), counted(path, 1_024, days)
    uniforms, exponentials = block["asked"], block["transcendental"]
    contestants = [engine(case, runs) for runs in sorted({*WIDTHS, width})]
    contestants += [front_alone(path, case, 1_024), recorded(case, 1_024), twin(case)]
    contestants += [
        floor("Philox", np.random.Philox, uniforms, exponentials, 1_024),
        floor("default generator", np.random.PCG64, uniforms, exponentials, 1_024),
    ]
    took = in_turns(contestants, days, seconds)
    heading(case, path, days, width)
    table(took)
    calls(alone, block)
    memory(case, whole, width)
    verdict(took, alone)


def table(took: dict[str, list[float]]) -> None:
    """What a run-day costs."""
    rounds = len(took["twin, 1 run"])
    print(f"| over {rounds} rounds | us a run-day | lowest | twin / it | it / floor |")
    print("|---|---:|---:|---:|---:|")
    for name, times in took.items():
        print(
            f"| {name} | {1e6 * median(times):.3g} | {1e6 * min(times):.3g}"
            f" | {ratio(took, 'twin, 1 run', name):.3g}"
            f" | {ratio(took, name, 'floor, Philox'):.3g} |"
        )


def heading(case: Case, path: Path, days: int, width: int) -> None:
    """What is measured, and on what."""
    scenario = case.scenario
    sectors = sum(len(front.sectors) for front in scenario.fronts.values())
    state = bytes_per_run(case)
    print(f"# Benchmark: {path.stem}\n")
    print(
        f"{days} days, {len(scenario.parties)} parties, {sectors} sectors;"
        f" Python {sys.version.split()[0]}, NumPy {np.__version__}.\n"
        f"State of a run: {state:,} bytes; default block: {width:,} runs,"
        f" {width * state / 1e6:.1f} MB.\n"
    )


def calls(alone: dict[str, Any], block: dict[str, Any]) -> None:
    """What a day asks of NumPy."""
    print(
        f"\nNumPy calls a day at 1 run: mean {alone['mean']:.0f}, median {alone['median']:.0f},"
        f" most {alone['most']}."
        f"\nA run-day at 1,024 runs asks for {block['asked']:.1f} uniforms"
        f" ({block['drawn']:.1f} drawn) and {block['transcendental']:.1f} exponentials,"
        " logarithms and powers.\n"
    )
    print("| most calls a day at 1 run | calls |\n|---|---:|")
    for name, number in alone["callers"]:
        print(f"| {name} | {number:.1f} |")


def memory(case: Case, days: int, width: int) -> None:
    """How memory grows with the block, and that it does not with the horizon."""
    long, short = min(LONG_DAYS, days), min(SHORT_DAYS, days)
    print(f"\n| peak MB | {short} days | {long} days |\n|---|---:|---:|")
    for runs in sorted({64, 1_024, width}):
        peaks = [peak(case, runs, horizon) for horizon in (short, long)]
        print(f"| {runs:,} runs | {peaks[0]:.1f} | {peaks[1]:.1f} |")


def verdict(took: dict[str, list[float]], alone: dict[str, Any]) -> None:
    """The aims, and what was reached."""
    rows = (
        ("1,024 runs over the floor", ratio(took, "engine, 1,024 runs", "floor, Philox"), "<= 4"),
        (
            "front alone over the floor",
            ratio(took, "front alone, 1,024 runs", "floor, Philox"),
            "<= 4",
        ),
        (
            "twin over the front alone",
            ratio(took, "twin, 1 run", "front alone, 1,024 runs"),
            ">= 200",
        ),
        ("twin over 1,024 runs", ratio(took, "twin, 1 run", "engine, 1,024 runs"), ">= 200"),
        ("1 run over the twin", ratio(took, "engine, 1 run", "twin, 1 run"), "<= 1"),
        ("NumPy calls a day at 1 run", alone["mean"], "< 800"),
    )
    print("\n| aim | wanted | measured |\n|---|---:|---:|")
    for name, number, wanted in rows:
        print(f"| {name} | {wanted} | {number:.3g} |")


def main() -> None:
    """Read the arguments, measure, print, and write the table where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenario", nargs="?", type=Path, default=EPISODE)
    parser.add_argument("--days", type=int, default=105, help="days of the episode lived through")
    parser.add_argument("--seconds", type=float, default=45.0, help="time for the rounds")
    parser.add_argument("--out", type=Path, help="write the tables to a file too")
    given = parser.parse_args()
    written = io.StringIO()
    with redirect_stdout(written):
        report(load(given.scenario), given.scenario, given.days, given.seconds)
    print(written.getvalue(), end="")
    if given.out is not None:
        given.out.write_text(written.getvalue(), "utf-8")


if __name__ == "__main__":
    main()
