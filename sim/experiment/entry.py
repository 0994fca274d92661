"""A line under `uncertainties`: which numbers it names, and how they vary."""

from __future__ import annotations

from dataclasses import dataclass

from sim.experiment.numbers import in_tables
from sim.experiment.schema import Stated, Uncertainty
from sim.scenario.places import Path
from sim.scenario.quantity import Quantity

ALL = "all"
ANY = "*"
How = Stated | tuple[float, float] | Uncertainty


@dataclass(frozen=True)
class Entry:
    """A path or pattern, how what it names varies, and where the file says so.

    `spots` says where each level stands, if not in the list of levels of the entry.
    """

    pattern: str
    how: How
    where: Path
    spots: tuple[Path, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether it names one thing and not several by a pattern."""
        return self.pattern != ALL and ANY not in self.pattern

    @property
    def path(self) -> str:
        """The path of a number without the `.value` that `--set` also takes."""
        return self.pattern.removesuffix(".value")

    def names(self, path: str) -> bool:
        """Whether it names a number; only one that names its section reaches beyond the tables."""
        if not matches(ANY if self.pattern == ALL else self.path, path):
            return False
        return in_tables(path) or self.pattern.startswith(path.split(".")[0] + ".")

    def means(self, quantity: Quantity | None) -> bool:
        """Whether a number that it names is to vary."""
        if self.how == "none":
            return False
        if not isinstance(self.how, str):
            return True
        if quantity is None or quantity.range is None or quantity.range[0] == quantity.range[1]:
            return False
        return self.how == "stated" or quantity.confidence == "assumed"

    def spot(self, inner: Path) -> Path:
        """Where a part of the entry stands in the file."""
        if self.spots and inner[:1] == ("levels",):
            return self.spots[int(inner[1])]
        return (*self.where, *inner)


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern whose every `*` stands for any text, dots included."""
    first, *others = pattern.split(ANY)
    if not others:
        return pattern == path
    if not path.startswith(first):
        return False
    begin, end = len(first), len(path) - len(others[-1])
    for part in others[:-1]:
        found = path.find(part, begin, end)
        if found < 0:
            return False
        begin = found + len(part)
    return begin <= end and path.endswith(others[-1])
