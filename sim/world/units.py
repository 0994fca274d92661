"""The units that rates and shares of the rulebook are stated in, and how near is nothing."""

from __future__ import annotations

DAYS_A_WEEK = 7.0
DAYS_A_MONTH = 30.4
"""Of the calendar, on average: lengths and rates in months are counted by it."""
DAYS_A_YEAR = 365.0
LAST_MONTH = 30
"""Days over which the losses and incidents of the past month are counted, once in as many days."""

BOTH_SIDES_OF_100_KM = 200.0
"""Kilometres of trenches, counted once for each side, that incidents a day are stated for."""
PEOPLE_WITHIN_REACH = 10_000.0
"""Civilians that shares of civilian dead are stated for."""
DEATHS_PRICED = 100.0
"""Deaths a year that the cost of violence is stated for."""
DEATHS_TOLD = 1_000.0
"""Deaths that what fighting tells of the other side is stated for."""

MIDDLE = 0.5
"""Middle of a share, about which effects of the rulebook are stated: fresh and spent reserves,
balanced and one-sided media."""

SLIGHT = 1e-9
"""Divides in place of nothing, where the quotient is not used or is nothing itself."""
