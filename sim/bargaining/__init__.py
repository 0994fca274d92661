"""Bargaining theory as pure functions of packages and payoffs."""

from __future__ import annotations

from sim.bargaining.box import packages, spatial_utility
from sim.bargaining.compromise import influence, weighted_mean, weighted_median
from sim.bargaining.frontier import Frontier
from sim.bargaining.payoffs import acceptable, best_in_zone, efficient, zone_share
from sim.bargaining.solutions import egalitarian, kalai_smorodinsky, nash, utilitarian

__all__ = [
    "Frontier",
    "acceptable",
    "best_in_zone",
    "efficient",
    "egalitarian",
    "influence",
    "kalai_smorodinsky",
    "nash",
    "packages",
    "spatial_utility",
    "utilitarian",
    "weighted_mean",
    "weighted_median",
    "zone_share",
]
