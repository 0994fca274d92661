"""`parley schema`: the JSON Schema of scenarios or of experiments, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def schema(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")
    ] = None,
    experiment: Annotated[
        bool, typer.Option("--experiment", help="The schema of experiments, not of scenarios.")
    ] = False,
) -> None:
    """Write the JSON Schema that lets an editor complete and check scenarios or experiments."""
    from sim.cli.written import EXPERIMENT_SCHEMA, SCENARIO_SCHEMA, write_own

    text = _text(experiment)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_own(out, text, EXPERIMENT_SCHEMA if experiment else SCENARIO_SCHEMA)
    typer.echo(f"wrote {out}")


def _text(experiment: bool) -> str:
    if experiment:
        from sim.experiment.editor import render_experiment_schema

        return render_experiment_schema()
    from sim.scenario.editor import render_schema

    return render_schema()
