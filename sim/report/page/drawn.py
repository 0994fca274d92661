"""The pictures of the page, as many and as fine as its size allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.figures.arms.study import Picture, pictures
from sim.figures.arms.subject import Study

LARGEST = 3_300_000
"""Bytes that all pictures may take; in the page a third is added to them."""


@dataclass(frozen=True)
class Drawn:
    """A picture as it goes into the page; empty if it would make the page too large."""

    picture: Picture
    format: str
    content: bytes


def drawn_pictures(studies: Sequence[Study], largest: int = LARGEST) -> list[list[Drawn]]:
    """The pictures of each study.

    They are SVG; where all are too large together the largest become PNG, and if that is not
    enough the largest are left out.
    """
    own = [
        [Drawn(picture, "svg", picture.svg()) for picture in pictures(study)] for study in studies
    ]
    order = sorted(
        ((study, place) for study, some in enumerate(own) for place in range(len(some))),
        key=lambda where: -len(own[where[0]][where[1]].content),
    )
    for study, place in order:
        if _size(own) <= largest:
            return own
        picture = own[study][place].picture
        as_png = picture.png()
        if len(as_png) < len(own[study][place].content):
            own[study][place] = Drawn(picture, "png", as_png)
    while _size(own) > largest:
        study, place = max(
            ((study, place) for study, some in enumerate(own) for place in range(len(some))),
            key=lambda where: len(own[where[0]][where[1]].content),
        )
        own[study][place] = Drawn(own[study][place].picture, "", b"")
    return own


def _size(drawn: Sequence[Sequence[Drawn]]) -> int:
    return sum(len(one.content) for some in drawn for one in some)
