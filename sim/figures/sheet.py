"""The sheet that every picture is drawn on: size in inches, title, caveat, common style."""

from __future__ import annotations

import calendar
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter
from numpy.typing import NDArray

from sim.analysis.wording import SHIPPED, Words
from sim.store.record import Record

LineStyle = Literal["-", "--", ":"]

FIRST_DAY = date(1970, 1, 1)
WIDTH = 11.0
MARGIN = 0.3
DOTS_PER_INCH = 110

INK = "#222222"
FAINT = "#666666"
BLUE, ORANGE, GREEN, VERMILION, PURPLE, BROWN, PINK, GREY, YELLOW, SKY = (
    "#0173b2", "#de8f05", "#029e73", "#d55e00", "#cc78bc",
    "#ca9161", "#fbafe4", "#949494", "#ece133", "#56b4e9",
)  # fmt: skip

_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "axes.titlesize": 10.5,
    "axes.labelsize": 10.0,
    "axes.titlelocation": "left",
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 9.0,
    "xtick.bottom": True,
    "ytick.left": True,
    "xtick.labelsize": 9.0,
    "ytick.labelsize": 9.0,
    "hatch.linewidth": 0.6,
    # Texts come from scenarios: a dollar is a dollar.
    "text.parse_math": False,
    "date.converter": "concise",
    "svg.hashsalt": "parley",
    "figure.dpi": DOTS_PER_INCH,
}


@contextmanager
def drawn_in_style() -> Iterator[None]:
    """Seaborn's white grid and the house's sizes and colours, for as long as it lasts."""
    with mpl.rc_context():
        sns.set_theme(style="whitegrid", palette="colorblind", rc=_STYLE)
        yield


def save_picture(figure: Figure, folder: Path, name: str) -> None:
    """Write a picture into a folder, as PNG and as SVG; to be called while drawn in style."""
    figure.savefig(folder / f"{name}.png")
    # Without a date the same results give the same bytes.
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})


class Captioned(Protocol):
    """What a picture is of, as far as its foot tells."""

    @property
    def caveat(self) -> str:
        """The line that every picture carries."""


class Timeline(Protocol):
    """The days that a time axis shows."""

    @property
    def start(self) -> date:
        """The first day."""

    @property
    def days(self) -> int:
        """How many there are."""


@dataclass
class Sheet:
    """A picture `WIDTH` inches wide, filled from the top; `below` is where the next thing goes."""

    about: Captioned
    title: str
    subtitle: str
    height: float
    width: float = WIDTH
    figure: Figure = field(init=False)
    below: float = field(init=False)

    def __post_init__(self) -> None:
        self.figure = Figure(figsize=(self.width, self.height), dpi=DOTS_PER_INCH)
        self.text(self.title, MARGIN, 0.22, size=13.5, weight="bold", va="top")
        self.text(self.subtitle, MARGIN, 0.52, size=10, colour=FAINT, va="top")
        self.text(self.about.caveat, MARGIN, self.height - 0.12, size=9, colour=FAINT)
        self.below = HEAD

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place given in inches from the upper left corner."""
        bottom = self.height - top - height
        place = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        return self.figure.add_axes(place)

    def text(
        self,
        words: str,
        left: float,
        top: float,
        size: float = 9.0,
        colour: str = INK,
        weight: str = "normal",
        va: str = "bottom",
    ) -> None:
        """Text whose upper (`va="top"`) or lower left corner lies at a place in inches."""
        self.figure.text(
            left / self.width,
            1.0 - top / self.height,
            words,
            size=size,
            color=colour,
            weight=weight,
            ha="left",
            va=va,
        )


HEAD = 0.95
"""Inches that title and subtitle take."""
LONGEST_SUBTITLE = 130
FOOT = 0.45
"""Inches that the caveat takes."""


def subtitle_of(record: Record, what: str) -> str:
    """The scenario's title and what is shown, shortened to one line."""
    return titled(record.scenario.title, what)


def titled(title: str, what: str) -> str:
    """A title and what is shown, shortened to one line."""
    short = shortened(title, LONGEST_SUBTITLE - len(what))
    return f"{short} {what}" if short[-1:] in ("…", "?", "!", ".") else f"{short}. {what}"


def shortened(words: str, longest: int) -> str:
    """Text on one line of at most `longest` characters, cut at a word."""
    return textwrap.shorten(" ".join(words.split()), longest, placeholder=" …")


def day_number(day: date) -> float:
    """A day on Matplotlib's axis of dates, which counts from 1970."""
    return float(day.toordinal() - FIRST_DAY.toordinal())


def day_numbers(time: Timeline) -> NDArray[np.float64]:
    """The days on Matplotlib's axis of dates."""
    return day_number(time.start) + np.arange(time.days, dtype=np.float64)


class MonthNames(Formatter):
    """Dates as another formatter writes them, the months named with the words of a catalogue."""

    def __init__(self, dates: Formatter, words: Words) -> None:
        self._dates = dates
        names = list(calendar.month_abbr)[1:]
        self._own = {name: words(f"drawn_month_{place}") for place, name in enumerate(names, 1)}
        self._name = re.compile("|".join(re.escape(name) for name in names))

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The label of one tick."""
        return self._named(self._dates(x, pos))

    def format_ticks(self, values: list[float]) -> list[str]:
        """The labels of all ticks."""
        return [self._named(label) for label in self._dates.format_ticks(values)]

    def get_offset(self) -> str:
        """What all ticks have in common."""
        return self._named(self._dates.get_offset())

    def _named(self, label: str) -> str:
        return self._name.sub(lambda found: self._own[found[0]], label)


def date_axis(axes: Axes, time: Timeline, labelled: bool = True, words: Words = SHIPPED) -> None:
    """An axis of dates from the first to the last day."""
    days = day_numbers(time)
    axes.set_xlim(days[0] - 0.5, days[-1] + 0.5)
    axes.xaxis_date()
    axes.xaxis.set_major_formatter(MonthNames(axes.xaxis.get_major_formatter(), words))
    axes.tick_params(axis="x", labelbottom=labelled)
    axes.xaxis.get_offset_text().set_visible(labelled)
    axes.xaxis.get_offset_text().set_fontsize(9)
