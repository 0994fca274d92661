"""What a YAML parser's complaint means, in words for someone who has never met the parser."""

from __future__ import annotations

import yaml

_MEANINGS: tuple[tuple[str, str, str | None], ...] = (
    (
        "character '\\t'",
        "a tab stands here; YAML is indented with spaces only",
        "replace each tab by spaces",
    ),
    (
        "mapping values are not allowed",
        "this colon comes unexpectedly",
        "text that contains `: ` needs quotes around it; or this line is indented too far",
    ),
    (
        "could not find expected ':'",
        "the line above or this one is a key without its colon",
        "write `key: value`; or check the indentation",
    ),
    (
        "unexpected end of stream",
        "a quotation mark that was opened is never closed",
        "close it; an apostrophe at the start of text needs the whole text in double quotes",
    ),
    (
        "expected ',' or ']'",
        "a list in square brackets is not closed, or lacks a comma",
        "write `[one, two]`",
    ),
    (
        "expected ',' or '}'",
        "a block in curly brackets is not closed, or lacks a comma",
        "write `{value: 0.3, confidence: assumed}`",
    ),
    (
        "unknown escape character",
        "a backslash in double quotes means something special here",
        "use single quotes",
    ),
    (
        "document start",
        "nothing can follow here",
        "check the indentation and the quotes of the lines above",
    ),
    (
        "expected <block end>",
        "this does not fit the lines above it",
        "entries of one block begin in the same column; text that contains quotes, or begins with"
        " `-`, `[` or `{`, needs quotes around the whole",
    ),
    (
        "that cannot start any token",
        "text cannot begin with this character",
        "put the whole text in quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a list entry (`- `) cannot stand here",
        "begin it on a line of its own, under its key",
    ),
    ("special characters are not allowed", "a control character stands here", "delete it"),
    ("control characters are not allowed", "a control character stands here", "delete it"),
)


def say(error: yaml.YAMLError, text: str) -> tuple[int, int, str, str | None]:
    """Line and column (from 1), message and hint for a text that the parser refused."""
    line, column = _place(error, text)
    raw = " ".join(str(error).split())
    complaint = str(getattr(error, "problem", None) or getattr(error, "reason", None) or raw)
    for sign, message, hint in _MEANINGS:
        if sign in complaint:
            return line, column, message + _opened(error), hint
    return line, column, f"this cannot be read as YAML ({complaint})", None


def _place(error: yaml.YAMLError, text: str) -> tuple[int, int]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return mark.line + 1, mark.column + 1
    position = getattr(error, "position", None)
    before = text[:position] if isinstance(position, int) else ""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _opened(error: yaml.YAMLError) -> str:
    context = getattr(error, "context", None)
    mark = getattr(error, "context_mark", None)
    scanning = ("quoted scalar", "flow sequence", "flow mapping")
    if mark is None or not any(word in str(context) for word in scanning):
        return ""
    return f" (opened in line {mark.line + 1})"
