"""Sweeps for tests that kill them: forked from a process that has everything imported already.

Reads folders from its standard input, a line each; for each it forks a child that sweeps into
the folder, and tells the child's number and then what became of it.
"""

from __future__ import annotations

import os
import sys
import time

from sim.archive.writer import ArchiveWriter
from tests.archive.stand_in import IDENTITY, SCENARIOS, about_of, block_of

RUNS = (9, 14)
"""How many runs are asked for, first and then."""
WIDTH = 11


def sweep(folder: str) -> None:
    """Everything that is missing, compacted now and then."""
    for runs in RUNS:
        about = about_of(runs)
        with ArchiveWriter.open(folder, IDENTITY, about) as writer:
            for scenario in SCENARIOS:
                for first, end in writer.missing(scenario):
                    for number, start in enumerate(range(first, end, WIDTH)):
                        stop = min(start + WIDTH, end)
                        writer.publish(block_of(about, scenario, start, stop))
                        if number % 4 == 3:
                            writer.compact()
            writer.compact()


def outlive() -> None:
    """A worker that goes on for a while after whoever started it was killed."""
    if os.fork() == 0:
        for pipe in (0, 1, 2):
            os.close(pipe)
        time.sleep(5)
        os._exit(0)


def main() -> None:
    """Serve one folder after the other until the input ends."""
    print("ready", flush=True)
    for line in sys.stdin:
        folder, _, task = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            if task == "hold":
                with ArchiveWriter.open(folder, IDENTITY, about_of(RUNS[0])):
                    outlive()
                    print("held", flush=True)
                    time.sleep(60)
            sweep(folder)
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
