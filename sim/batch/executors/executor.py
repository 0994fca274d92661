"""Who carries out the jobs of a sweep: the face that all executors share, and what they pass on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

Content = TypeVar("Content")
Result = TypeVar("Result")
Asked = TypeVar("Asked", contravariant=True)
Given = TypeVar("Given", covariant=True)

AHEAD = 2
"""Jobs a worker has at most: the one it carries out and the next."""

MOST_DEATHS = 3
"""Workers that a job may take down with it before it is given up."""

DIED = "WorkerDied"
"""Kind of the failure of a job whose workers died."""


@dataclass(frozen=True)
class Job(Generic[Content]):
    """A piece of work: `key` names it in reports, `content` is what the work is called with."""

    key: str
    content: Content


@dataclass(frozen=True)
class Failure:
    """Why a job has no result: the kind of the exception, its words, where it came from.

    `attempts` counts the workers that took the job up, 1 unless some of them died.
    """

    kind: str
    message: str
    traceback_text: str
    attempts: int = 1


class Work(Protocol[Asked, Given]):
    """What is done with every job; pickled once for every process that does it.

    The result of a content may depend on nothing but the work and the content: jobs come in any
    order, in any process, and a job whose worker died is done again.
    """

    def prepare(self) -> None:
        """Whatever is slow and shared by all jobs: called once in every process, before the first.

        A UserError stops the sweep, for it would meet every job.
        """

    def __call__(self, content: Asked, /) -> Given:
        """The result of a job. An exception fails this job alone."""


@runtime_checkable
class Fingerprinted(Protocol):
    """Work that can tell whether another machine would do the same: compared before it begins."""

    def fingerprint(self) -> str:
        """A digest of all that the results depend on and that machines might not share."""


class Executor(Protocol):
    """Carries out jobs, here or elsewhere; the results are the same, their order is not."""

    @property
    def workers(self) -> int:
        """How many jobs are carried out at a time."""

    def run(
        self,
        jobs: Iterator[Job[Content]],
        work: Work[Content, Result],
        done: Callable[[Job[Content], Result], None],
        failed: Callable[[Job[Content], Failure], None],
    ) -> None:
        """Do the work for every job; `done` and `failed` are called in this thread, in any order.

        Jobs are pulled as room comes free, at most `AHEAD` a worker. What `jobs`, `done` or
        `failed` raise ends the run and leaves no worker behind. So does Ctrl-C or SIGTERM, heard
        only between calls of these three: no more jobs begin, and KeyboardInterrupt is raised.
        Raises UserError where the work cannot be prepared or the workers do not fit.
        """


def given_up(deaths: int) -> Failure:
    """The failure of a job that so many workers died of."""
    times = f"{deaths} times" if deaths > 1 else "once"
    return Failure(DIED, f"the worker died {times} (killed or out of memory?)", "", deaths)


Delivery = Callable[[Job[Any], Any], None]
Complaint = Callable[[Job[Any], Failure], None]
