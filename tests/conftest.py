"""What holds for every test: no windows, the same generated examples every time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"

settings.register_profile("parley", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("parley")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds `sim`, `scenarios` and `tests`."""
    return Path(__file__).resolve().parent.parent
