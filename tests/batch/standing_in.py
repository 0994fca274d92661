"""Put the stand-in in the place of the real model."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from tests.batch.stand_in import StandIn, bytes_per_run


def stand_in_for_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on `sim.model` is the stand-in."""
    module = ModuleType("sim.model")
    vars(module).update(MediationModel=StandIn, bytes_per_run=bytes_per_run)
    monkeypatch.setitem(sys.modules, "sim.model", module)
