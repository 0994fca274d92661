"""An arm of an experiment: a lever pulled, as changes laid over a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sim.scenario.places import Block, Node

AS_IT_IS = "as-it-is"
"""The only arm of an experiment that pulls no lever."""


@dataclass(frozen=True)
class Arm:
    """An arm: its name, what it is called, why somebody would decide so, and what it changes.

    `over` is laid over each scenario as a file that extends it would be, and `settings` after it.
    """

    name: str
    title: str
    why: str | None = None
    over: Block | None = None
    settings: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether a scenario stays as it is in this arm."""
        return not self.settings and (self.over is None or not self.over.entries)

    @cached_property
    def named(self) -> frozenset[str]:
        """The paths at which the arm says something."""
        paths = {setting.partition("=")[0].replace(" ", "") for setting in self.settings}
        if self.over is not None:
            paths |= set(_ends(self.over, ""))
        return frozenset(paths)

    def decides(self, path: str) -> bool:
        """Whether the arm gives a number of a scenario another value, or takes it away.

        Changing only the evidence for it does not.
        """
        return any(
            name in {path, f"{path}.value"} or path.startswith(f"{name}.") for name in self.named
        )


def _ends(node: Node, path: str) -> Iterator[str]:
    """The paths of single values and lists; a list is replaced as a whole."""
    if not isinstance(node, Block):
        yield path
        return
    for name, inner in node.entries.items():
        yield from _ends(inner, f"{path}.{name}" if path else name)
