"""Numbers as people read them: as many digits as they carry, and words where there are none."""

from __future__ import annotations

import math


def number(value: float) -> str:
    """A number with at most three significant digits, whole ones in full; empty if missing."""
    if math.isnan(value):
        return ""
    if value == int(value) or abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def percent(share: float) -> str:
    """A share in per cent; small ones are not rounded to nothing."""
    if math.isnan(share):
        return ""
    if 0.0 < share < 0.005 or 0.995 < share < 1.0:
        return f"{100 * share:.2g}%" if share < 0.5 else f"{min(100 * share, 99.9):.1f}%"
    return f"{100 * share:.0f}%"


def interval(low: float, high: float, between: str = " to ") -> str:
    """Two numbers as the ends of an interval; empty if either is missing."""
    if math.isnan(low) or math.isnan(high):
        return ""
    return f"{number(low)}{between}{number(high)}"


def percent_interval(low: float, high: float, between: str = " to ") -> str:
    """Two shares as the ends of an interval in per cent; empty if either is missing."""
    if math.isnan(low) or math.isnan(high):
        return ""
    digits = 1 if low > 0.99 or high < 0.01 else 0
    return f"{100 * low:.{digits}f}{between}{100 * high:.{digits}f}%"


def ordinal(quantile: float) -> str:
    """A quantile as the percentile it is: `63rd percentile`; empty if missing."""
    if math.isnan(quantile):
        return ""
    rank = round(100 * quantile)
    ending = "th" if 10 <= rank % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending} percentile"
