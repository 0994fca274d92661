from __future__ import annotations

import os
from collections.abc import Iterator

import fsspec
import pytest


@pytest.fixture
def memory() -> Iterator[str]:
    """The URL of an empty folder that lies in no file system of this machine."""
    system = fsspec.filesystem("memory")
    yield "memory://results/mandate"
    if system.exists("/results"):
        system.rm("/results", recursive=True)


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for the disk takes most of the time, and no test here cuts the power for real."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
