"""The statistics that patterns are tested by; importing this registers their words."""

from sim.analysis.patterns.statistics import (
    commitment,
    differences,
    levels,
    mediated,
    ordered,
    products,
    survival,
)

__all__ = ["commitment", "differences", "levels", "mediated", "ordered", "products", "survival"]
