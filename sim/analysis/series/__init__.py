"""Series of events: read from files or from runs, counted, and described by their statistics."""

from sim.analysis.series.clustering import Dispersion, Gaps, dispersion, fano, gaps, memory
from sim.analysis.series.daily import DailySeries, counts_by, whole_periods
from sim.analysis.series.documented import Window, as_documented, documented_entries
from sim.analysis.series.events import LONG_EVENTS, Events
from sim.analysis.series.hawkes import (
    CONSTANT,
    IN_PIECES,
    SMOOTHED,
    Background,
    Excitation,
    Excitations,
    fit_excitation,
    fit_excitations,
)
from sim.analysis.series.load import load_events
from sim.analysis.series.severity import (
    Tail,
    draw_tail,
    exponents_from_one,
    fit_tail,
    goodness_of_fit,
)
from sim.analysis.series.simulated import series_of, simulate_series, trace_series
from sim.analysis.series.statistics import Statistic, statistics_of

__all__ = [
    "CONSTANT",
    "IN_PIECES",
    "LONG_EVENTS",
    "SMOOTHED",
    "Background",
    "DailySeries",
    "Dispersion",
    "Events",
    "Excitation",
    "Excitations",
    "Gaps",
    "Statistic",
    "Tail",
    "Window",
    "as_documented",
    "counts_by",
    "dispersion",
    "documented_entries",
    "draw_tail",
    "exponents_from_one",
    "fano",
    "fit_excitation",
    "fit_excitations",
    "fit_tail",
    "gaps",
    "goodness_of_fit",
    "load_events",
    "memory",
    "series_of",
    "simulate_series",
    "statistics_of",
    "trace_series",
    "whole_periods",
]
