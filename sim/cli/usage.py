"""What is wrong with a command line itself: its verb, its options, a word too many or too few."""

from __future__ import annotations

import re
from typing import Any

import typer

from sim.scenario.problems import Problem, did_you_mean, nearest

USAGE: type[Exception] = typer.BadParameter.__mro__[1]
"""What is raised for any command line that cannot be read, of which a bad parameter is one kind."""

_EXTRA = re.compile(r"unexpected extra argument\S* \((.*)\)$")


def problem_with_usage(error: Any, verb: str | None = None) -> Problem:
    """What is wrong with a command line, told as everything else is that a user can mend."""
    command = f"parley {verb}" if verb else "parley"
    shows = f"`{command} --help` shows what it takes"
    option, kind = getattr(error, "option_name", None), type(error).__name__
    if kind == "NoSuchOption":
        known = {name.lstrip("-"): name for name in _options(error)}
        near = nearest(str(option).lstrip("-"), known)
        hint = shows if near is None else f"did you mean `{known[near]}`?"
        return Problem(f"is no option of `{command}`", str(option), hint=hint)
    if kind == "BadOptionUsage":
        bare = "does not take" in str(error)
        return Problem("takes no value" if bare else "needs a value", str(option), hint=shows)
    if kind == "MissingParameter":
        return Problem(f"{_name(error)} is missing", command, hint=shows)
    extra = _EXTRA.search(error.format_message())
    if extra:
        return Problem(f"there is no place for `{extra[1]}`", command, hint=shows)
    return Problem(error.format_message(), command, hint=shows)


def no_such_verb(word: str, known: list[str]) -> Problem:
    """What is wrong with a first word that is no verb."""
    near = did_you_mean(word, known)
    return Problem(f"`{word}` is no command", "parley", hint=near or "`parley --help` lists them")


def _options(error: Any) -> list[str]:
    """The options of the verb, as they are typed."""
    if error.ctx is None:
        return []
    return [name for one in error.ctx.command.params for name in one.opts if name.startswith("-")]


def _name(error: Any) -> str:
    """What a verb's help calls the argument or option that is missing."""
    return str(error.param.metavar or error.param.opts[0]).rstrip(".")
