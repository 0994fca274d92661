"""A JSON Schema of experiment files, from which editors complete keys and mark mistakes."""

from __future__ import annotations

from sim.experiment.schema import ExperimentFile
from sim.scenario.editor import Schema, SchemaWriter, render
from sim.scenario.forms import Record

WHERE = "docs/reference/experiment.schema.json"
"""Where the schema stands in the repository; experiments name it in their first line."""


def experiment_schema() -> Schema:
    """The schema of experiment files; `changes` of a lever is part of a scenario."""
    writer = SchemaWriter()
    whole = writer.record(Record(ExperimentFile), partial=False)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Parley experiment",
        **whole,
        "$defs": dict(sorted(writer.definitions.items())),
    }


def render_experiment_schema() -> str:
    """The schema as the text of a JSON file."""
    return render(experiment_schema())
