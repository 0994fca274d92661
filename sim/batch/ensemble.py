"""Live through all runs of a plan, block by block, and keep what they brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.batch.bands import (
    DailyRecorder,
    Histograms,
    SectorSums,
    SingleRun,
    bands_frame,
    sectors_frame,
)
from sim.batch.blocks import Block, blocks
from sim.batch.plan import Model, Plan
from sim.batch.trace import BlockTrace
from sim.store.columns import columns_of
from sim.store.outcomes import KeptOutcomes, Outcomes, OutcomeSink
from sim.store.record import Record
from sim.store.story import Story
from sim.store.trace_file import TraceFile

Progress = Callable[[int], None]


def _unheard(_: int) -> None:
    """Nobody is listening."""


@dataclass(frozen=True)
class Keeping:
    """Where results go while they come in; `progress` hears the run-days just lived through."""

    outcomes: OutcomeSink
    trace: TraceFile | None = None
    progress: Progress = _unheard


def run_ensemble(plan: Plan, keeping: Keeping | None = None, width: int | None = None) -> Record:
    """Run a plan; neither `width` (runs a block) nor the order of blocks changes the results."""
    keeping = keeping or Keeping(KeptOutcomes())
    daily: DailyRecorder | None = None
    sums: SectorSums | None = None
    only: Model | None = None
    for block in blocks(plan.runs, width or plan.width(), plan.first_run):
        model = plan.build(block)
        if daily is None or sums is None:
            daily = SingleRun(model.days) if plan.runs == 1 else Histograms(model.days)
            sums = SectorSums(model.days, len(plan.sector_names))
        _live_through(model, block, daily, sums, plan, keeping)
        keeping.outcomes.add(block.first, model.outcomes())
        if plan.runs == 1:
            only = model
        else:
            model.let_go()
    if daily is None or sums is None:
        raise ValueError("a plan has at least one run")
    outcomes = keeping.outcomes.finish()
    start = plan.case.scenario.period.start
    return Record(
        case=plan.case,
        seed=plan.seed,
        runs=plan.runs,
        first_run=plan.first_run,
        days=sums.days,
        columns=columns_of(plan.case.scenario, outcomes),
        outcomes=outcomes,
        bands=bands_frame(daily, start, sums.days),
        sectors=sectors_frame(sums, plan.sector_names, start, plan.runs),
        story=_story(plan, outcomes, only),
        parameters=plan.parameters,
    )


def _live_through(
    model: Model,
    block: Block,
    daily: DailyRecorder,
    sums: SectorSums,
    plan: Plan,
    keeping: Keeping,
) -> None:
    trace = BlockTrace(block.width, model.days) if keeping.trace else None
    for day in range(model.days):
        model.step()
        gauges = model.gauges()
        daily.add(day, gauges)
        sums.add(day, model.sector_incidents)
        if trace is not None:
            trace.add(day, gauges)
        keeping.progress(block.width)
    if trace is not None and keeping.trace is not None:
        keeping.trace.add(block.first, trace.gauges)


def _story(plan: Plan, outcomes: Outcomes, only: Model | None) -> Story:
    """The story of the only run, or of one near the middle of many."""
    start = plan.case.scenario.period.start
    if only is not None:
        return Story(plan.first_run, start, tuple(only.notes))
    run = plan.first_run + _nearest_to_median(outcomes)
    model = plan.build(Block(run, 1))
    for _ in range(model.days):
        model.step()
    return Story(run, start, tuple(model.notes), "its deaths are the closest to the median")


def _nearest_to_median(outcomes: Outcomes) -> int:
    """Position of the run whose deaths are the closest to the median; the first of several."""
    if "deaths" not in outcomes:
        return 0
    deaths = np.asarray(outcomes["deaths"], dtype=np.float64)
    return int(np.argmin(np.abs(deaths - np.median(deaths))))
