"""Reading a translated catalogue of the page's words, and telling all that is wrong with it."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

from sim.analysis.wording import SHIPPED, Phrases, Words
from sim.scenario.document import Kind, parse_document, read_text, split
from sim.scenario.places import Block, Leaf, Origin, spot
from sim.scenario.problems import Problem, UserError, did_you_mean

CATALOGUE = Kind(
    "catalogue of words",
    ("language", "answer"),
    "copy the one that comes with Parley, sim/analysis/words.yaml, and translate its texts",
)


def words_in(path: Path | None) -> Words:
    """A translated catalogue, or the one that comes with the package where none is named."""
    return SHIPPED if path is None else read_words(path)


def read_words(path: Path) -> Words:
    """A translated catalogue.

    Raises UserError with all that is wrong with it: keys that are missing or unknown, what is
    no text, and places for values that the phrase lacks or does not have.
    """
    name = str(path)
    text = read_text(path, name, CATALOGUE)
    root = parse_document(text, Origin(name, split(text)), CATALOGUE)
    problems = [*_problems(name, root, SHIPPED.phrases)]
    if problems:
        raise UserError(problems)
    return Words({key: _text(node) for key, node in root.entries.items()})


def _problems(name: str, root: Block, known: Phrases) -> Iterator[Problem]:
    missing = [key for key in known if key not in root.entries]
    for key, node in root.entries.items():
        mark = spot(node, at_key=True)
        if key not in known:
            yield mark.problem(f"`{key}` is not a word of the page", did_you_mean(key, missing))
        elif not isinstance(node, Leaf) or not _text(node).strip():
            yield spot(node).problem(f"`{key}` should be a text")
        else:
            yield from (
                spot(node).problem(message, hint)
                for message, hint in _misplaced(key, _text(node), known[key])
            )
    for key in missing:
        hint = f"it is “{known[key]}” in English"
        yield Problem(f"lacks the word `{key}`", name, hint=hint)


def _misplaced(key: str, text: str, original: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the places for values of a phrase."""
    try:
        own = places_of(text)
    except ValueError as error:
        yield f"`{key}` has braces that cannot be read: {error}", "write {{ for one brace"
        return
    wanted = places_of(original)
    for place in sorted(own - wanted):
        hint = f"there are {', '.join(f'{{{one}}}' for one in sorted(wanted))}" if wanted else ""
        yield f"`{key}` has a place {{{place}}} for which there is no value", hint
    for place in sorted(wanted - own):
        yield f"`{key}` lacks the place {{{place}}}", f"it is “{original}” in English"


def places_of(text: str) -> set[str]:
    """The names in braces; ValueError if they are more than names."""
    found = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            raise ValueError(f"{{{name}}} is no plain name")
        found.add(name)
    return found


def _text(node: object) -> str:
    return node.text if isinstance(node, Leaf) else ""
