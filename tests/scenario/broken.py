"""Broken scenarios and what must be said of them; most are in `broken.txt` beside this file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

VALLEY = (
    resources.files("sim.cli").joinpath("template.yaml").read_text("utf-8").replace("SCHEMA", "x")
)
CARET = "«"
"""Stands in a replacement where the problem must point."""
RULE = """rules:
  a_rule:
    applies_to: side
    when: losses(30) > tolerance
    chance: 0.1
    effect: {raise_rung: 1}
    why: To try it.

"""


@dataclass(frozen=True)
class Broken:
    """A sound text with `old` replaced by `new`; `says` must stand in the message."""

    name: str
    old: str
    new: str
    says: str
    sound: str = VALLEY

    @property
    def text(self) -> str:
        return self._marked().replace(CARET, "")

    @property
    def place(self) -> tuple[int, int]:
        before = self._marked().partition(CARET)[0]
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    def _marked(self) -> str:
        assert self.old in self.sound, f"{self.old!r} is not in the text"
        assert self.new.count(CARET) == 1, f"{self.name} needs one caret"
        return self.sound.replace(self.old, self.new, 1)


def _written() -> Iterator[Broken]:
    text = (Path(__file__).parent / "broken.txt").read_text("utf-8")
    for block in text.split("\n\n")[1:]:
        head, *lines = block.strip("\n").split("\n")
        kind, _, name = head.partition(": ")
        old = "\n".join(line[2:] for line in lines if line.startswith("-"))
        new = "\n".join(line[2:] for line in lines if line.startswith("+"))
        (says,) = (line[2:] for line in lines if line.startswith("="))
        with_rule = VALLEY.replace("period:", RULE + "period:", 1)
        yield Broken(name, old, new, says, with_rule if kind == "rule" else VALLEY)


TITLE = "title: The Arda valley"
BROKEN = (
    *_written(),
    Broken("long title", TITLE, "title: «" + "long " * 500, "2,000 is the most"),
    Broken("many digits", "attention: 0.5", "attention: «" + "9" * 400, "must be a finite number"),
    Broken("tab", "    name: Norland", "    name: Norland\n«\tarmy: true", "a tab stands here"),
    Broken("control character", TITLE, "title: The «\x07 valley", "a control character"),
    Broken("nesting", TITLE, "title: " + "[" * 29 + "«[" + "]" * 30, "nested more than 30"),
)
