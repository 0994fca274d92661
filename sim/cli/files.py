"""Files that are named and not there, and those that may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.scenario.problems import Problem, listed

YAML = (".yaml", ".yml")
USUAL_FOLDERS = (Path("scenarios"), Path("experiments"))
CLOSE = 0.8
"""Likeness of two names, of 1, from which one may be a slip of the other."""
FEWEST_LETTERS = 3
"""Letters that a part of a name has at least to stand for the whole."""
MOST_MEANT = 3


def missing(files: Iterable[Path], endings: tuple[str, ...] = YAML) -> Iterator[Problem]:
    """A problem for each file that is not there, with the names that are close to its own."""
    for file in files:
        try:
            there = file.exists() or file.is_symlink()
        except (OSError, ValueError):
            continue  # whoever reads it says what is wrong
        if not there:
            yield Problem("there is no such file", str(file), hint=_hint(file, endings))


def _hint(file: Path, endings: tuple[str, ...]) -> str | None:
    if not file.parent.is_dir():
        return f"there is no folder `{file.parent}` either"
    beside = _files(file.parent, endings)
    meant = _close(file, beside)
    if not meant and file.parent == Path():
        meant = _close(file, [one for folder in USUAL_FOLDERS for one in _files(folder, endings)])
    if meant:
        return f"did you mean {listed(map(str, meant), last='or')}?"
    return f"in `{file.parent}` there are {listed(one.name for one in beside)}" if beside else None


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.suffix in endings and one.is_file())
    except OSError:
        return []


def _close(file: Path, known: Iterable[Path]) -> list[Path]:
    """The files whose name is nearly the one given, else those of which it is a part."""
    word, by_name = _stem(file), {one: _stem(one) for one in known}
    slips = difflib.get_close_matches(word, list(by_name.values()), MOST_MEANT, CLOSE)
    if slips:
        return [one for one, name in by_name.items() if name in slips]
    parts = [one for one, name in by_name.items() if word in name]
    return parts if len(word) >= FEWEST_LETTERS and len(parts) <= MOST_MEANT else []


def _stem(file: Path) -> str:
    name = file.stem if file.suffix in YAML else file.name
    return name.lower().replace("_", "-").replace(" ", "-")
