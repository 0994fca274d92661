"""The kinds of numbers in a scenario file, each with its bounds and unit."""

from __future__ import annotations

from typing import Annotated

from sim.scenario.quantity import Bounds, Quantity

Share = Annotated[Quantity, Bounds(0.0, 1.0, "share")]
Position = Annotated[Quantity, Bounds(0.0, 1.0, "position on the issue")]
Slant = Annotated[Quantity, Bounds(-1.0, 1.0, "-1 against to +1 for")]
Count = Annotated[Quantity, Bounds(0.0, 1e7, "count")]
Days = Annotated[Quantity, Bounds(0.0, 36_525.0, "days")]
Kilometres = Annotated[Quantity, Bounds(0.1, 5_000.0, "km")]
Metres = Annotated[Quantity, Bounds(10.0, 20_000.0, "m")]
Ratio = Annotated[Quantity, Bounds(0.001, 1_000.0, "ratio")]
Growth = Annotated[Quantity, Bounds(-2.0, 2.0, "log change a year")]
Change = Annotated[Quantity, Bounds(-1e6, 1e6, "change")]
