"""Collecting what is wrong with a file, all at once and each thing once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.scenario.places import Leaf, Mark, Node, Path, dotted, find, inside, spot
from sim.scenario.problems import Problem


class Findings:
    """Problems found so far, each tied to the part that it is about; `whole` names all of it."""

    def __init__(self, root: Node, whole: str = "this scenario") -> None:
        self.root = root
        self.whole = whole
        self._found: list[tuple[Path, Problem]] = []
        self._elsewhere: list[Problem] = []

    def add(
        self,
        path: Path,
        message: str,
        hint: str | None = None,
        *,
        key: bool = False,
        offset: int | None = None,
        warning: bool = False,
    ) -> None:
        """Add what is wrong with the part at a path: `message` goes on where its path ends.

        A message that begins with a colon is set off from the path by it.
        `key` points at the key instead of the value, `offset` at a character inside a text.
        """
        name = dotted(path) or self.whole
        mark = self.mark(path, key=key, offset=offset)
        said = name + message if message.startswith(":") else f"{name} {message}"
        self._found.append((path, mark.problem(said, hint, warning)))

    def mark(self, path: Path, *, key: bool = False, offset: int | None = None) -> Mark:
        """Where to point for a path; for a part that is not there, at what should hold it."""
        node, depth = find(self.root, path)
        if depth < len(path):
            return spot(node, at_key=True)
        if offset is not None and isinstance(node, Leaf):
            return inside(node, offset)
        return spot(node, at_key=key)

    def touch(self, path: Path) -> bool:
        """Whether a problem (not a warning) is known at a path, above it, or inside it."""
        return any(
            path[: len(known)] == known[: len(path)]
            for known, problem in self._found
            if not problem.warning
        )

    def take(self, problems: Sequence[Problem]) -> None:
        """Add problems that were located elsewhere; they touch no part."""
        self._elsewhere.extend(problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stops a run."""
        return tuple(problem for problem in self._all() if not problem.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What does not stop a run."""
        return tuple(problem for problem in self._all() if problem.warning)

    def _all(self) -> Iterator[Problem]:
        yield from self._elsewhere
        yield from (problem for _, problem in self._found)
