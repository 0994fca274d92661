"""The story of one run: dated lines of what happened and the inequality that decided it."""

from sim.chronicle.chronicle import Chronicle

__all__ = ["Chronicle"]
