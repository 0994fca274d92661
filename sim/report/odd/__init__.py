"""A description of model, rulebook and scenario after the ODD + D protocol, made from the code."""

from __future__ import annotations

from sim.report.odd.document import odd_of

__all__ = ["odd_of"]
