"""One job after the other, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.batch.executors.attempt import attempted, hand_over
from sim.batch.executors.executor import Content, Failure, Job, Result, Work
from sim.batch.executors.interrupts import Interrupts


@dataclass(frozen=True)
class Serial:
    """Does everything itself. Ctrl-C ends the job at hand, which is done again another time."""

    @property
    def workers(self) -> int:
        """Always 1."""
        return 1

    def run(
        self,
        jobs: Iterator[Job[Content]],
        work: Work[Content, Result],
        done: Callable[[Job[Content], Result], None],
        failed: Callable[[Job[Content], Failure], None],
    ) -> None:
        """Do the work for every job, in their order."""
        with Interrupts() as interrupts:
            for number, job in enumerate(jobs):
                with interrupts.listening():
                    if number == 0:
                        work.prepare()
                    outcome = attempted(work, job.content)
                hand_over(job, outcome, done, failed)
