"""Several processes on this machine, watched over: who dies is replaced, its jobs done again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sim.batch.executors.attempt import Attempt, Outcome, Unprepared, hand_over
from sim.batch.executors.crew import Crew, Flight, Member
from sim.batch.executors.executor import (
    AHEAD,
    MOST_DEATHS,
    Complaint,
    Content,
    Delivery,
    Failure,
    Job,
    Result,
    Work,
    given_up,
)
from sim.batch.executors.interrupts import Interrupts
from sim.batch.executors.worker import Prepared
from sim.scenario.problems import Problem, UserError

GRACE = 3.0
"""Seconds that jobs under way have to finish after Ctrl-C; a second Ctrl-C ends them."""


@dataclass(frozen=True)
class Pool:
    """Up to `workers` processes, one thread each, that live as long as there are jobs.

    A worker that is killed costs the job it was at a try; after `MOST_DEATHS` it has failed. The
    jobs that waited behind it are none the worse. When the driver dies, so do the workers.
    """

    workers: int

    def run(
        self,
        jobs: Iterator[Job[Content]],
        work: Work[Content, Result],
        done: Callable[[Job[Content], Result], None],
        failed: Callable[[Job[Content], Failure], None],
    ) -> None:
        """Do the work for every job; after Ctrl-C, jobs under way have `GRACE` seconds left."""
        with Interrupts() as interrupts:
            shift = _Shift(Crew(work), jobs, done, failed, interrupts)
            finished = False
            try:
                shift.complete(self.workers)
                finished = True
            except KeyboardInterrupt:
                shift.wind_up(GRACE)
                raise
            finally:
                shift.crew.dismiss(at_once=not finished)


class _Shift:
    """One run of a crew: the jobs that wait, and what happens when a worker is heard."""

    def __init__(
        self,
        crew: Crew,
        jobs: Iterator[Job[Any]],
        done: Delivery,
        failed: Complaint,
        interrupts: Interrupts,
    ) -> None:
        self.crew = crew
        self._jobs = jobs
        self._waiting: deque[Flight] = deque()
        self._done, self._failed = done, failed
        self._interrupts = interrupts
        self._stillborn = 0

    def complete(self, workers: int) -> None:
        """Carry out all jobs."""
        self._pull(workers)
        self.crew.hire(len(self._waiting))
        while self._waiting or any(member.flights for member in self.crew.members):
            with self._interrupts.listening():
                heard = self.crew.heard()
            for member in heard:
                self._hear(member)
            self._distribute()

    def wind_up(self, grace: float) -> None:
        """Wait a little for the jobs under way, and for none that has not begun."""
        last = monotonic() + grace
        idle = [member for member in self.crew.members if not member.flights]
        while True:
            for member in idle:
                self.crew.bury(member)
            if not self.crew.members:
                return
            with self._interrupts.listening():
                idle = self.crew.heard(max(0.0, last - monotonic()))
            if not idle:
                return
            for member in idle:
                answer = self.crew.receive(member)
                if isinstance(answer, Outcome):
                    self._land(member, answer)

    def _hear(self, member: Member) -> None:
        answer = self.crew.receive(member)
        if answer is None:
            self._mourn(member)
        elif isinstance(answer, Prepared):
            member.prepared = True
            self._stillborn = 0
        elif isinstance(answer, Unprepared):
            raise answer.error()
        else:
            self._land(member, answer)

    def _land(self, member: Member, outcome: Outcome) -> None:
        flight = member.flights.popleft()
        hand_over(flight.job, outcome, self._done, self._failed, flight.deaths)

    def _mourn(self, member: Member) -> None:
        """A worker has died: its jobs go back to the front of the queue."""
        self.crew.bury(member)
        self._stillborn += not member.prepared
        if member.flights:
            member.flights[0].deaths += 1
            self._waiting.extendleft(reversed(member.flights))
        if self._waiting and self._waiting[0].deaths >= MOST_DEATHS:
            flight = self._waiting.popleft()
            self._failed(flight.job, given_up(flight.deaths))
        self._pull(1)
        if self._waiting and self._stillborn < MOST_DEATHS:
            self.crew.hire(1)
        if self._waiting and not self.crew.members:
            raise _none_starts()

    def _distribute(self) -> None:
        """A job for every worker before any has a second, so that few jobs are shared out well."""
        for have in range(AHEAD):
            for member in self.crew.members:
                if not member.prepared or len(member.flights) > have:
                    continue
                empty = sum(not other.flights for other in self.crew.members)
                self._pull(1 if have == 0 else empty + 1)
                if len(self._waiting) > (0 if have == 0 else empty):
                    self._give(member)

    def _give(self, member: Member) -> None:
        """Send a worker the next job that can be sent."""
        while self._waiting:
            flight = self._waiting.popleft()
            with Attempt() as sending:
                self.crew.send(member, flight)
                return
            self._failed(flight.job, sending.failure)
            self._pull(1)

    def _pull(self, wanted: int) -> None:
        """Have so many jobs waiting, if there are so many."""
        while len(self._waiting) < wanted:
            job = next(self._jobs, None)
            if job is None:
                return
            self._waiting.append(Flight(job))


def _none_starts() -> UserError:
    return UserError(
        Problem(
            "workers die while they start (killed or out of memory?)",
            "--workers",
            hint="try fewer workers; a script that sweeps keeps its calls under"
            ' `if __name__ == "__main__":`',
        )
    )
