"""Reading an experiment: its arms, its files, what makes it the same, and other processes."""

from __future__ import annotations

import multiprocessing
import pickle
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.experiment import Experiment
from sim.experiment.load import is_experiment, load_experiment
from sim.scenario.load import load
from sim.scenario.problems import UserError
from tests.experiment.files import HEAD, LEVERS, VALLEY, VARIED, folder, loaded, written

FULL = f"""source: The envoy's office, 2029
runs: 12
seed: 7
until: 2030-06-30
outcomes: [deaths, trust, documented.deaths_in_spring]
bands: none
{LEVERS}{VARIED}design: {{kind: sobol, points: 8}}
"""


def test_everything_that_a_file_says(tmp_path: Path) -> None:
    experiment = loaded(tmp_path, FULL)
    assert experiment.name == "envoy"
    assert experiment.path == tmp_path / "experiments" / "envoy.yaml"
    assert experiment.title == "Would an attentive envoy have helped?"
    assert experiment.question == "What if the envoy had more attention to give?"
    assert experiment.source == "The envoy's office, 2029"
    assert (experiment.runs, experiment.seed, experiment.bands) == (12, 7, "none")
    assert str(experiment.until) == "2030-06-30"
    assert experiment.scenarios == ("valley",)
    assert [(arm.name, arm.title) for arm in experiment.arms] == [
        ("as-it-is", "As it is"),
        ("attentive", "An attentive envoy"),
        ("alone", "Alone"),
    ]
    assert experiment.baseline == "as-it-is"
    assert experiment.outcomes == (
        "deaths",
        "trust.norland",
        "trust.southmark",
        "documented.deaths_in_spring",
    )
    assert experiment.rows == 8 * 3 * 12
    assert [given.path.name for given in experiment.inputs] == ["envoy.yaml", "valley.yaml"]
    assert experiment.inputs[1].text == VALLEY
    assert experiment.warnings == ()


def test_what_holds_where_a_file_says_nothing(tmp_path: Path) -> None:
    experiment = loaded(tmp_path)
    assert [arm.name for arm in experiment.arms] == [experiment.baseline] == ["as-it-is"]
    assert (experiment.runs, experiment.seed, experiment.until) == (100, 0, None)
    assert experiment.bands == "arm"
    assert "deaths" in experiment.outcomes
    assert experiment.rows == 200 * 100


def test_arms_are_variants_of_the_scenario(tmp_path: Path) -> None:
    experiment = loaded(tmp_path, FULL)
    variant = "extends: valley.yaml\nmediators: {the_envoy: {attention: 0.9}}\n"
    (tmp_path / "scenarios" / "variant.yaml").write_text(variant, encoding="utf-8")
    extending = load(tmp_path / "scenarios" / "variant.yaml").scenario
    arm = experiment.cases["valley", "attentive"].scenario
    assert arm == extending.model_copy(update={"extends": None})
    plain = load(tmp_path / "scenarios" / "valley.yaml")
    assert experiment.cases["valley", "as-it-is"].scenario == plain.scenario
    alone = experiment.cases["valley", "alone"]
    assert alone.scenario.peacekeepers == {}
    assert alone.settings == ("peacekeepers=null", "agendas.first_steps.deploys=null")


def test_a_lever_may_take_away_a_rule_of_the_rulebook(tmp_path: Path) -> None:
    own = VALLEY + "rules: {decay: {chance: 0.5}}\n"
    levers = "levers: {cold: {changes: {rules: {warming: null}}}}\n"
    experiment = loaded(tmp_path, levers, valley=own)
    rules = experiment.cases["valley", "cold"].rules
    assert "warming" not in rules
    assert rules["decay"].chance == "0.5"


def test_runs_and_seed_from_outside(tmp_path: Path) -> None:
    file = written(tmp_path, HEAD + "runs: 5\nseed: 1\n")
    experiment = load_experiment(str(file), runs=50, seed=2**63 - 1)
    assert (experiment.runs, experiment.seed) == (50, 2**63 - 1)
    with pytest.raises(UserError) as caught:
        load_experiment(file, runs=0, seed=-1)
    assert [problem.file for problem in caught.value.problems] == ["--runs 0", "--seed -1"]


@pytest.mark.parametrize(
    ("place", "scenario"),
    [
        ("experiments", "valley"),
        ("experiments/patterns", "valley"),
        ("experiments", "../scenarios/valley.yaml"),
        ("scenarios", "valley"),
        ("elsewhere/far/away", "../../../scenarios/valley"),
    ],
)
def test_where_scenarios_are_found(place: str, scenario: str, tmp_path: Path) -> None:
    file = folder(tmp_path) / place / "one.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD.replace("[valley]", f"[{scenario}]"), encoding="utf-8")
    experiment = load_experiment(file)
    assert experiment.scenarios == ("valley",)
    assert experiment.inputs[1].path == tmp_path / "scenarios" / "valley.yaml"


def test_the_nearest_scenario_is_taken(tmp_path: Path) -> None:
    file = written(tmp_path, HEAD)
    near = VALLEY.replace("title: The", "title: Another")
    (file.parent / "valley.yaml").write_text(near, encoding="utf-8")
    case = load_experiment(file).cases["valley", "as-it-is"]
    assert case.scenario.title.startswith("Another")


def test_which_files_are_experiments(tmp_path: Path) -> None:
    assert is_experiment(written(tmp_path, HEAD))
    assert is_experiment(written(tmp_path, "question: Why?\n"))
    assert not is_experiment(tmp_path / "scenarios" / "valley.yaml")
    assert not is_experiment(tmp_path / "nowhere.yaml")
    assert not is_experiment(written(tmp_path, "question: [\n"))


def same(tmp_path: Path, change: Callable[[str], str], **scenarios: str) -> bool:
    """Whether an experiment asks the same of the model after a change of its text."""
    before = loaded(tmp_path, FULL).canonical()
    after = load_experiment(written(tmp_path, change(HEAD + FULL), **scenarios)).canonical()
    return before == after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("runs: 12", "runs: 500"),
        ("title: Would", "title: Could"),
        ("question: What", "# a comment\nquestion: Say, what"),
        ("outcomes: [deaths, ", "outcomes: [wounded, "),
        ("title: An attentive envoy", "title: An envoy with time"),
        ("baseline: true", "why: for comparison"),
    ],
)
def test_what_does_not_make_another_experiment(old: str, new: str, tmp_path: Path) -> None:
    assert old in HEAD + FULL
    assert same(tmp_path, lambda text: text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seed: 7", "seed: 8"),
        ("attention: 0.9", "attention: 0.8"),
        ("points: 8", "points: 16"),
        ("[0.1, 0.4]", "[0.1, 0.3]"),
        ("bands: none", "bands: cell"),
        ("until: 2030-06-30", "until: 2030-06-29"),
        ("  attentive:", "  attentiver:"),
        ("triangular", "uniform"),
    ],
)
def test_what_makes_another_experiment(old: str, new: str, tmp_path: Path) -> None:
    assert old in HEAD + FULL
    assert not same(tmp_path, lambda text: text.replace(old, new, 1))


def test_scenarios_belong_to_the_experiment(tmp_path: Path) -> None:
    def unchanged(text: str) -> str:
        return text

    commented = VALLEY + "# a comment\n"
    other_words = VALLEY.replace("note: ", "note: it seems that ")
    other_number = VALLEY.replace("attention: 0.5", "attention: 0.4", 1)
    assert other_words != VALLEY
    assert same(tmp_path, unchanged, valley=commented)
    folder(tmp_path)
    assert same(tmp_path, unchanged, valley=other_words)
    folder(tmp_path)
    assert not same(tmp_path, unchanged, valley=other_number)


def in_another_process(experiment: Experiment) -> tuple[str, np.ndarray, tuple[str, ...], float]:
    """What a worker makes of an experiment whose files are gone."""
    case = experiment.case("valley", "attentive", ("behaviour.war_cost=0.3",))
    return (
        experiment.canonical(),
        experiment.units("valley"),
        case.settings,
        case.scenario.mediators["the_envoy"].attention.value,
    )


def test_an_experiment_travels_to_other_processes(tmp_path: Path) -> None:
    experiment = loaded(tmp_path, FULL)
    experiment.points("valley")
    experiment.case("valley", "attentive", ("behaviour.war_cost=0.2",))
    shutil.rmtree(tmp_path / "scenarios")
    shutil.rmtree(tmp_path / "experiments")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        text, units, settings, attention = pool.apply(in_another_process, (experiment,))
    assert text == experiment.canonical()
    assert np.array_equal(units, experiment.units("valley"))
    assert settings == ("behaviour.war_cost=0.3",)
    assert attention == 0.9


def test_what_was_worked_out_stays_at_home(tmp_path: Path) -> None:
    experiment = loaded(tmp_path, VARIED, "design: {kind: sobol, points: 65536}\n")
    before = len(pickle.dumps(experiment))
    experiment.points("valley")
    experiment.case("valley", "as-it-is", ("behaviour.war_cost=0.2",))
    assert len(pickle.dumps(experiment)) == before < 1_000_000


def test_few_cases_are_kept_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.experiment.experiment.MOST_KEPT", 2)
    experiment = loaded(tmp_path, VARIED)

    def case(cost: float) -> int:
        return id(experiment.case("valley", "as-it-is", (f"behaviour.war_cost={cost}",)))

    first, second = case(0.1), case(0.2)
    assert (case(0.1), case(0.2)) == (first, second)
    kept = experiment.case("valley", "as-it-is", ("behaviour.war_cost=0.2",))
    case(0.3)
    assert experiment.case("valley", "as-it-is", ("behaviour.war_cost=0.2",)) is kept
    assert len(experiment._memory.cases) == 2


def test_what_readers_of_results_are_told(tmp_path: Path) -> None:
    told = loaded(tmp_path, FULL).describe()
    assert told["arms"][1] == {"name": "attentive", "title": "An attentive envoy", "why": None}
    assert told["design"] == {
        "kind": "sobol",
        "points": 8,
        "second_order": False,
        "only": {},
        "common_luck": False,
    }
    assert told["cells"] == {"valley": 8}
    capability = told["factors"]["valley"][0]
    assert capability["path"] == "parties.norland.capability"
    assert (capability["low"], capability["high"]) == (0.8, 1.2)
    assert capability["arms"] == ["as-it-is", "attentive", "alone"]


def test_loading_is_quick(root: Path, tmp_path: Path) -> None:
    scenario = root / "scenarios" / "lachin-2022.yaml"
    text = HEAD.replace("[valley]", f"['{scenario}']") + (
        "levers:\n  as-it-was: {}\n  one: {set: [mediators.russia.attention=0.1]}\n"
        "  two: {changes: {behaviour: {war_cost: 0.2}}}\n"
    )
    file = written(tmp_path, text)
    load(scenario)
    started = time.perf_counter()
    load(scenario)
    alone = time.perf_counter() - started
    started = time.perf_counter()
    experiment = load_experiment(file)
    # A second on an idle machine; measured against one load, so that a busy one does not matter.
    assert time.perf_counter() - started < max(1.0, 8 * alone)
    assert len(experiment.factors("lachin-2022")) > 200
