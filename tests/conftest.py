"""What holds for every test: no windows, the same generated examples every time."""

from __future__ import annotations

import os
import signal
import threading
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"

# A job in the background is deaf to Ctrl-C, and so would be all that tests start and interrupt.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("parley", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("parley")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds `sim`, `scenarios` and `tests`."""
    return Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the slow tests out, so that each worker begins with its share of them.

    `--dist worksteal` gives every worker a stretch of the list, the last one what is left over.
    """
    workers = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    slow = [item for item in items if item.get_closest_marker("slow")]
    others = iter([item for item in items if not item.get_closest_marker("slow")])
    dealt: list[pytest.Item] = []
    for worker in range(workers):
        share = slow[worker::workers]
        length = (len(items) - len(dealt)) // (workers - worker)
        dealt += [*share, *islice(others, max(0, length - len(share)))]
    items[:] = [*dealt, *others]
