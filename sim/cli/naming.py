"""The names that rules may read, told as a table."""

from __future__ import annotations

from rich.console import Console

from sim.cli.tables import heading, paragraph, table
from sim.language.catalogue import CONSTANTS, FUNCTIONS, NAMES, SCOPES
from sim.scenario.case import Case
from sim.scenario.defaults import read_rulebooks


def tell_names(console: Console, case: Case | None) -> None:
    """Every name of the rule language, with its unit and meaning; with a case, its words too."""
    heading(console, "Names that rules may read")
    paragraph(console, "Numbers in brackets are whole days, 1 to 366.")
    for scopes in dict.fromkeys(name.scopes for name in NAMES.values()):
        console.print()
        said = " or ".join(f"`{scope}` ({SCOPES[scope]})" for scope in scopes)
        paragraph(console, f"In rules that apply to {said}:")
        rows = [
            (name.example, name.unit, name.meaning)
            for name in NAMES.values()
            if name.scopes == scopes
        ]
        table(console, ("name", "unit", "meaning"), rows, narrow=(0,))
    heading(console, "Rungs, to compare with `rung`")
    paragraph(console, ", ".join(f"{name} = {value}" for name, value in CONSTANTS.items()))
    heading(console, "Functions and signs")
    table(
        console,
        ("function", "meaning"),
        [(name, meaning) for name, (_, _, meaning) in FUNCTIONS.items()],
        narrow=(0,),
    )
    paragraph(
        console, "+  -  *  /  **    <  <=  >  >=  ==  !=    and  or  not    true  false    ( )"
    )
    heading(console, "Behaviour parameters, which rules may read as well")
    parameters = read_rulebooks().parameters
    rows_of = [(one.name, one.unit, one.meaning) for one in parameters.values()]
    table(console, ("name", "unit", "meaning"), rows_of, narrow=(0,))
    if case is None:
        return
    heading(console, f"Words of {case.name}")
    ids = [entry.id for entry in case.scenario.timeline if entry.id is not None]
    paragraph(console, "stances: " + ", ".join(f"'{name}'" for name in case.stances))
    paragraph(console, "events: " + (", ".join(f"'{name}'" for name in ids) or "none has an id"))
