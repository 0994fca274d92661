"""An attempt at a job: a result, or what went wrong, as something that can be passed on."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace
from multiprocessing.reduction import ForkingPickler
from types import TracebackType
from typing import Any

from sim.batch.executors.executor import Complaint, Delivery, Failure, Job, Work
from sim.scenario.problems import Problem, UserError


@dataclass(frozen=True)
class Success:
    """The result of a job."""

    result: Any


Outcome = Success | Failure


@dataclass(frozen=True)
class Unprepared:
    """The work could not be prepared: problems that the user can mend, or a failure."""

    problems: tuple[Problem, ...]
    failure: Failure

    def error(self) -> Exception:
        """What the driver raises in place of the worker's exception."""
        if self.problems:
            return UserError(self.problems)
        found = RuntimeError(
            f"the work could not be prepared: {self.failure.kind}: {self.failure.message}"
        )
        found.add_note(self.failure.traceback_text)
        return found


class Attempt:
    """Catches every error inside `with`, so that a failure is a result; Ctrl-C passes through."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def __enter__(self) -> Attempt:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        # SystemExit is an error too: a job has no business ending a worker.
        if isinstance(error, Exception | SystemExit):
            self.error = error
        return self.error is not None

    @property
    def failure(self) -> Failure:
        """What went wrong; ValueError if nothing did."""
        if self.error is None:
            raise ValueError("nothing went wrong")
        return failure_of(self.error)

    @property
    def unprepared(self) -> Unprepared:
        """What went wrong with preparing; ValueError if nothing did."""
        problems = self.error.problems if isinstance(self.error, UserError) else ()
        return Unprepared(problems, self.failure)


def failure_of(error: BaseException) -> Failure:
    """The failure that an exception amounts to."""
    kind = type(error).__name__
    return Failure(kind, str(error) or kind, "".join(traceback.format_exception(error)))


def attempted(work: Work[Any, Any], content: object) -> Outcome:
    """The result of the work for a content, or why there is none."""
    with Attempt() as attempt:
        return Success(work(content))
    return attempt.failure


def packed(answer: object) -> bytes:
    """An answer as it travels to the driver; if it cannot be pickled, the failure to do so."""
    with Attempt() as packing:
        return bytes(ForkingPickler.dumps(answer))
    return bytes(ForkingPickler.dumps(packing.failure))


def hand_over(
    job: Job[Any], outcome: Outcome, done: Delivery, failed: Complaint, deaths: int = 0
) -> None:
    """Tell the driver how a job went, after so many workers died of it."""
    if isinstance(outcome, Success):
        done(job, outcome.result)
    else:
        failed(job, replace(outcome, attempts=deaths + 1))
