"""All pictures of an experiment: which kinds there are, which apply, and their files."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from sim.analysis.asked import name_of
from sim.analysis.wording import SHIPPED, Words
from sim.figures.arms import distributions, fan, forest, front, heat, shares, survival, tornado
from sim.figures.arms.subject import Study, Subject
from sim.figures.sheet import drawn_in_style
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.archive.answers import Answers


@dataclass(frozen=True)
class Kind:
    """A kind of picture: what draws it, and what says why there is nothing to draw."""

    draw: Callable[[Subject], Figure]
    why_not: Callable[[Subject], str]


KINDS: Mapping[str, Kind] = {
    "forest": Kind(forest.forest, forest.why_not),
    "shares": Kind(shares.outcome_shares, shares.why_not),
    "distributions": Kind(distributions.distributions, distributions.why_not),
    "fan": Kind(fan.fan_charts, fan.why_not),
    "survival": Kind(survival.survival, survival.why_not),
    "tornado": Kind(tornado.tornado, tornado.why_not),
    "heat": Kind(heat.heat_map, heat.why_not),
    "front": Kind(front.front_maps, front.why_not),
}
"""The kinds of pictures, in the order in which they are shown."""


@dataclass(frozen=True)
class Picture:
    """A picture that was drawn, with the name of its file without an ending."""

    kind: str
    scenario: str
    name: str
    figure: Figure

    def png(self) -> bytes:
        """It as a PNG."""
        return self._saved("png", {})

    def svg(self) -> bytes:
        """It as an SVG, without a date, so that the same results give the same bytes."""
        return self._saved("svg", {"Date": None})

    def _saved(self, format_of_file: str, metadata: dict[str, str | None]) -> bytes:
        held = io.BytesIO()
        with drawn_in_style():
            self.figure.savefig(held, format=format_of_file, metadata=metadata)
        return held.getvalue()


def pictures(study: Study, kinds: Sequence[str] | None = None) -> Iterator[Picture]:
    """The pictures of an experiment, by default all that make sense for it, scenario by scenario.

    Raises UserError for unknown kinds, and for a kind that is asked for but applies to no
    scenario, with the reason.
    """
    chosen = [*KINDS] if kinds is None else list(dict.fromkeys(kinds))
    refuse_unknown_kinds(chosen)
    subjects = [*study.subjects()]
    reasons = {kind: [_why_not(kind, one) for one in subjects] for kind in chosen}
    if kinds is not None:
        _refuse_impossible(study, reasons)
    for place, subject in enumerate(subjects):
        for kind in chosen:
            if reasons[kind][place]:
                continue
            with drawn_in_style():
                figure = KINDS[kind].draw(subject)
            name = kind if len(subjects) == 1 else f"{kind}-{subject.scenario}"
            yield Picture(kind, subject.scenario, name, figure)


def draw_study(
    answers: Answers,
    folder: Path,
    kinds: Sequence[str] | None = None,
    outcomes: Sequence[str] | None = None,
    words: Words = SHIPPED,
) -> list[Path]:
    """Draw an experiment into a folder, each picture as PNG and as SVG, and name the files.

    By default all kinds that make sense for it, one file a scenario where there are several;
    then pictures of these kinds from an earlier time go. Each file is put in place whole. `words`
    are those that come with the package unless given.
    Raises UserError for unknown kinds and outcomes, for kinds that do not apply, and if the
    folder cannot be written.
    """
    written: list[Path] = []
    try:
        for picture in pictures(Study(answers, outcomes, words), kinds):
            folder.mkdir(parents=True, exist_ok=True)
            for ending, content in (("png", picture.png()), ("svg", picture.svg())):
                path = folder / f"{picture.name}.{ending}"
                put(path, content)
                written.append(path)
        if kinds is None and outcomes is None:
            _remove_earlier(folder, written)
    except OSError as problem:
        message = f"cannot write `{folder}`: {problem.strerror or problem}"
        raise UserError(Problem(message, "--out")) from problem
    return written


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.draft-{os.getpid()}")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def refuse_unknown_kinds(kinds: Sequence[str]) -> None:
    """Raise UserError with every kind that there is not."""
    wrong = [
        Problem(
            f"there is no kind of picture `{kind}`",
            f"--kind {kind}",
            hint=did_you_mean(kind, KINDS) or f"there are {listed(KINDS)}",
        )
        for kind in kinds
        if kind not in KINDS
    ]
    if wrong:
        raise UserError(wrong)


def _why_not(kind: str, subject: Subject) -> str:
    return KINDS[kind].why_not(subject) if subject.arms else "no run is finished"


def _refuse_impossible(study: Study, reasons: Mapping[str, Sequence[str]]) -> None:
    wrong = []
    for kind, said in reasons.items():
        if all(said):
            why = "; ".join(dict.fromkeys(said))
            message = f"{name_of(study.answers)} has nothing for it to show: {why}"
            wrong.append(Problem(message, f"--kind {kind}"))
    if wrong:
        raise UserError(wrong)


def _remove_earlier(folder: Path, written: Sequence[Path]) -> None:
    """Remove what an earlier drawing left of kinds or scenarios that are no longer there."""
    for ending in ("png", "svg"):
        for kind in KINDS:
            for path in (folder / f"{kind}.{ending}", *folder.glob(f"{kind}-*.{ending}")):
                if path not in written:
                    path.unlink(missing_ok=True)
