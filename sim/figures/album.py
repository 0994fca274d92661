"""All pictures of a record, each as PNG and as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sim.figures.bargaining import bargaining_map
from sim.figures.distributions import distributions
from sim.figures.fan import fan_chart
from sim.figures.front import front_map
from sim.figures.shares import outcome_shares
from sim.figures.sheet import drawn_in_style, save_picture
from sim.store.findings import Finding
from sim.store.record import Record


def pictures(record: Record, findings: Sequence[Finding]) -> Iterator[tuple[str, Figure]]:
    """Every picture with the name it is saved under."""
    yield "fan", fan_chart(record)
    yield "front", front_map(record)
    yield "bargaining", bargaining_map(record)
    yield "shares", outcome_shares(record, findings)
    yield "distributions", distributions(record)


def draw_all(record: Record, findings: Sequence[Finding], folder: Path) -> None:
    """Draw all pictures into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    with drawn_in_style():
        for name, figure in pictures(record, findings):
            save_picture(figure, folder, name)
