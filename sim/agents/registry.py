"""Finding the class that decides for an actor, by its word or its import path."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from sim.agents.mediator import Mediator
from sim.agents.mission import Mission
from sim.agents.party import Party
from sim.scenario.case import Case
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


def check_agents(case: Case) -> None:
    """Raise UserError with every class that a scenario names and that cannot be had."""
    scenario = case.scenario
    wrong: list[Problem] = []
    named = (
        (scenario.parties.values(), "party", Party),
        (scenario.mediators.values(), "mediator", Mediator),
        (scenario.peacekeepers.values(), "mission", Mission),
    )
    for entries, usual, default in named:
        for word in dict.fromkeys(entry.agent for entry in entries):
            try:
                agent_class(word, usual, default)
            except UserError as error:
                wrong.extend(error.problems)
    if wrong:
        raise UserError(wrong)


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
