"""The rule language: expressions over the catalogue of names, for rules that are data.

A text is read by `parse` into a frozen tree, found sensible by `check`, compiled once by
`compile_columns` for all runs of a block, and told by `tell` for the story of one run.
"""

from __future__ import annotations

from sim.language.catalogue import (
    CONSTANTS,
    FUNCTIONS,
    NAMES,
    NEVER,
    SCOPES,
    Kind,
    Name,
    Scope,
)
from sim.language.check import check, problems
from sim.language.columns import Categories, Columns, compile_columns
from sim.language.errors import ExpressionError
from sim.language.expression import Expression, names_used, parse
from sim.language.figure import Lookup
from sim.language.reference import Row, rows
from sim.language.story import tell

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "NAMES",
    "NEVER",
    "SCOPES",
    "Categories",
    "Columns",
    "Expression",
    "ExpressionError",
    "Kind",
    "Lookup",
    "Name",
    "Row",
    "Scope",
    "check",
    "compile_columns",
    "names_used",
    "parse",
    "problems",
    "rows",
    "tell",
]
