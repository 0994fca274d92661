"""Finding the class that decides for an actor, by its word or its import path."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from sim.scenario.problems import Problem, UserError, did_you_mean

GROUP = "parley.agents"
PLACE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
"""How the place of a class is written: `module:Class`."""


def agent_class(word: str, usual: str, default: type) -> type[Any]:
    """The class for a word: the usual one, an entry point, or `module:Class`.

    Raises UserError where nothing of that name is to be found, or where it is of another kind.
    """
    if word == usual:
        return default
    installed = {point.name: point.value for point in entry_points(group=GROUP)}
    place = installed.get(word, word)
    module, _, name = place.partition(":")
    if not PLACE.fullmatch(place):
        known = ", ".join(sorted(installed)) or "none"
        message = f"agent `{word}` is not installed (installed: {known})"
        hint = "name a class as `module:Class`, or leave it out for the usual one"
        raise UserError(Problem(message, file=word, hint=did_you_mean(word, installed) or hint))
    return _imported(module, name, default)


def _imported(module: str, name: str, default: type) -> type[Any]:
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, SyntaxError) as trouble:
        message = (
            f"agent `{module}:{name}` cannot be imported: {trouble};"
            " name its folder with `--agents FOLDER`"
        )
        raise UserError(Problem(message, file=module)) from trouble
    if not (isinstance(found, type) and issubclass(found, default)):
        message = f"agent `{module}:{name}` is not a subclass of {default.__name__}"
        raise UserError(Problem(message, file=module))
    return found
