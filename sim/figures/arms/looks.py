"""How arms look: each with a colour, a marker, a line and a hatch, so that grey suffices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from matplotlib.lines import Line2D

from sim.analysis.wording import Words
from sim.figures.events import wrapped
from sim.figures.sheet import (
    BLUE,
    BROWN,
    GREEN,
    INK,
    MARGIN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    Sheet,
)

if TYPE_CHECKING:
    from sim.figures.arms.subject import ArmShown

Dashes = Literal["-", "--", "-.", ":"] | tuple[float, tuple[float, ...]]

COLOURS = (INK, BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BROWN)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
LINES: tuple[Dashes, ...] = (
    "-", "--", "-.", ":", (0, (7, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (9, 2, 2, 2)),
)  # fmt: skip
KEY_CHARACTERS, KEY_LINE, KEY_GAP = 66, 0.165, 0.05
"""Letters in a line of a key, inches of a line, and between entries."""


@dataclass(frozen=True)
class Look:
    """What an arm is told by; the eighth arm on, markers and colours pair up anew."""

    colour: str
    marker: str
    line: Dashes


def look_at(place: int) -> Look:
    """The look of the arm at a place, the baseline's being 0."""
    turn, number = divmod(place, len(COLOURS))
    return Look(
        COLOURS[number],
        MARKERS[(number + 3 * turn) % len(MARKERS)],
        LINES[(number + turn) % len(LINES)],
    )


def named(words: Words, arm: ArmShown, longest: int) -> str:
    """An arm with the number of its runs, its title shortened to `longest` letters."""
    short = wrapped(arm.title, longest, 1)
    name = short[0] if short else arm.name
    if arm.is_baseline:
        name = words("drawn_the_baseline", arm=name)
    return words("drawn_with_runs", arm=name, runs=f"{arm.runs:,}")


def key_rows(words: Words, arms: Sequence[ArmShown]) -> float:
    """Inches that the key to the arms takes."""
    left, right = _columns(arms)
    tallest = max(sum(_height(words, arm) for arm in column) for column in (left, right))
    return tallest + 0.15


def draw_arms_key(
    sheet: Sheet, words: Words, arms: Sequence[ArmShown], top: float, lines: bool = False
) -> None:
    """The key to the arms in two columns, with the runs of each."""
    half = (sheet.width - 2 * MARGIN) / 2
    for number, column in enumerate(_columns(arms)):
        left, below = MARGIN + number * (half + 0.1), top
        for arm in column:
            _sign(sheet, arm, left, below + 0.085, lines)
            for line in _lines(words, arm):
                sheet.text(line, left + (0.6 if lines else 0.28), below, size=9, va="top")
                below += KEY_LINE
            below += KEY_GAP


def _sign(sheet: Sheet, arm: ArmShown, left: float, middle: float, lines: bool) -> None:
    places = [left, left + 0.25, left + 0.5] if lines else [left + 0.1]
    sheet.figure.add_artist(
        Line2D(
            [place / sheet.width for place in places],
            [1.0 - middle / sheet.height] * len(places),
            color=arm.look.colour,
            marker=arm.look.marker,
            markevery=[len(places) // 2],
            markersize=6.5,
            linestyle=arm.look.line if lines else "none",
            linewidth=1.6,
        )
    )


def _columns(arms: Sequence[ArmShown]) -> tuple[list[ArmShown], list[ArmShown]]:
    middle = (len(arms) + 1) // 2
    return list(arms[:middle]), list(arms[middle:])


def _lines(words: Words, arm: ArmShown) -> tuple[str, ...]:
    return wrapped(named(words, arm, KEY_CHARACTERS * 2 - 40), KEY_CHARACTERS)


def _height(words: Words, arm: ArmShown) -> float:
    return KEY_LINE * len(_lines(words, arm)) + KEY_GAP
