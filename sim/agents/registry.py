"""Finding the class that decides for an actor, by its word or its import path."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from sim.scenario.problems import Problem, UserError

GROUP = "parley.agents"


def agent_class(word: str, usual: str, default: type) -> type[Any]:
    """The class for a word: the usual one, an entry point, or `module:Class`.

    Raises UserError where nothing of that name is to be found.
    """
    if word == usual:
        return default
    for point in entry_points(group=GROUP):
        if point.name == word:
            found: type[Any] = point.load()
            return found
    module, _, name = word.partition(":")
    if not name:
        known = ", ".join(sorted(point.name for point in entry_points(group=GROUP))) or "none"
        raise UserError(
            [
                Problem(
                    f"agent `{word}` is not installed (installed: {known}); name a class as"
                    " `module:Class`, or leave it out for the usual one",
                    file=word,
                )
            ]
        )
    return _imported(module, name, default)


def _imported(module: str, name: str, default: type) -> type[Any]:
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as trouble:
        message = f"agent `{module}:{name}` cannot be imported: {trouble}"
        raise UserError([Problem(message, file=module)]) from trouble
    if not (isinstance(found, type) and issubclass(found, default)):
        message = f"agent `{module}:{name}` is not a subclass of {default.__name__}"
        raise UserError([Problem(message, file=module)])
    return found
