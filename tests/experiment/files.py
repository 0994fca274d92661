"""A folder with a scenario and an experiment, for tests of reading experiments."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sim.experiment.experiment import Experiment
from sim.experiment.load import load_experiment

VALLEY = (
    resources.files("sim.cli").joinpath("template.yaml").read_text("utf-8").replace("SCHEMA", "x")
)
HEAD = """title: Would an attentive envoy have helped?
question: What if the envoy had more attention to give?
scenarios: [valley]
"""
LEVERS = """levers:
  as-it-is: {baseline: true}
  attentive:
    title: An attentive envoy
    changes: {mediators: {the_envoy: {attention: 0.9}}}
  alone:
    set: [peacekeepers=null, agendas.first_steps.deploys=null]
"""
VARIED = """uncertainties:
  behaviour.war_cost: [0.1, 0.4]
  parties.norland.capability: {low: 0.8, high: 1.2, distribution: triangular}
"""


def folder(tmp_path: Path, **scenarios: str) -> Path:
    """A folder with `scenarios/` (the valley, and others by name) and an empty `experiments/`."""
    (tmp_path / "scenarios").mkdir(exist_ok=True)
    (tmp_path / "experiments").mkdir(exist_ok=True)
    for name, text in {"valley": VALLEY, **scenarios}.items():
        (tmp_path / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def written(tmp_path: Path, text: str, name: str = "envoy", **scenarios: str) -> Path:
    """The file of an experiment beside the scenarios that it asks."""
    file = folder(tmp_path, **scenarios) / "experiments" / f"{name}.yaml"
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def loaded(tmp_path: Path, *parts: str, **scenarios: str) -> Experiment:
    """The experiment of a text that begins with a title, a question and a scenario."""
    return load_experiment(written(tmp_path, HEAD + "".join(parts), **scenarios))
