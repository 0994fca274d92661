"""Each mistake in an experiment gives one message, in the right place, that says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.load import load_experiment
from sim.scenario.problems import Problem, UserError
from tests.experiment.files import VALLEY, written
from tests.scenario.broken import CARET, Broken
from tests.scenario.test_broken import JARGON

SOUND = """title: Would an attentive envoy have helped?
question: What if the envoy had more attention to give?
scenarios: [valley]
runs: 20
seed: 1
until: 2030-06-30
levers:
  as-it-is: {baseline: true}
  attentive:
    title: An attentive envoy
    changes:
      mediators: {the_envoy: {attention: 0.9}}
  alone:
    set: [peacekeepers=null, agendas.first_steps.deploys=null]
uncertainties:
  behaviour.war_cost: [0.1, 0.4]
  parties.norland.capability: {low: 0.8, high: 1.2, distribution: triangular, mode: 1.0}
  behaviour.retal*: stated
design: {kind: latin-hypercube, points: 10}
outcomes: [deaths, trust.norland]
"""


def broken(name: str, old: str, new: str, says: str) -> Broken:
    return Broken(name, old, new, says, SOUND)


POINTS = "design: {kind: latin-hypercube, points: 10}"
COST = "behaviour.war_cost: [0.1, 0.4]"
CAPABILITY = (
    "parties.norland.capability: {low: 0.8, high: 1.2, distribution: triangular, mode: 1.0}"
)
STANCE = "parties.norland.stance"
CHANGES = "mediators: {the_envoy: {attention: 0.9}}"
ALL = SOUND[SOUND.index("uncertainties") : SOUND.index("outcomes")]
BROKEN = (
    broken("unknown key", "title: Would", "«titel: Would", "did you mean `title`?"),
    broken(
        "no question", SOUND[: SOUND.index("scen")], "«", "lacks the keys `title` and `question`"
    ),
    broken("no such scenario", "[valley]", "[«valey]", "did you mean `valley`?"),
    broken("scenario twice", "[valley]", "[valley, «valley.yaml]", "is named twice"),
    broken("no scenarios", "[valley]", "«[]", "is an empty list; it needs at least 1"),
    broken("no runs", "runs: 20", "runs: «0", "outside 1 to"),
    broken("half a run", "runs: 20", "runs: «2.5", "must be a whole number"),
    broken("seed", "seed: 1", "seed: «-1", "outside 0 to"),
    broken("until", "2030-06-30", "«2031-06-30", "outside the period of `valley`"),
    broken("two baselines", "    title: An", "    «baseline: true\n    title: An", "`as-it-is` is"),
    broken("baseline", "baseline: true", "baseline: «maybe", "must be `true` or `false`"),
    broken("lever's key", "    changes:", "    «change:", "did you mean `changes`?"),
    broken("lever's name", "  alone:", "  «All Alone:", "cannot be used here"),
    broken("nothing changed", CHANGES, "«- x", "must be a block with keys of a scenario"),
    broken("extends", CHANGES, "«extends: other.yaml", "cannot be changed by a lever"),
    broken("a number out of bounds", "0.9}", "«9}", "attention is 9, outside 0 to 1 (share)"),
    broken("a part that is not there", "the_envoy", "«the_envy", "did you mean `the_envoy`?"),
    broken(
        "a key that is not there", "attention: 0.9", "«atention: 0.9", "did you mean `attention`?"
    ),
    broken("nothing to remove", CHANGES, "mediators: {«nobody: null}", "nothing of that name"),
    broken("setting's key", "agendas.first", "«agenda.first", "did you mean `agendas`?"),
    broken("setting's entry", "first_steps", "«first_stps", "did you mean `first_steps`?"),
    broken("setting's value", "deploys=null", "deploys=«nobody", "`nobody` is not a mission"),
    broken("no setting", "peacekeepers=null", "«peacekeepers", "needs `=` and a value"),
    broken("in quotes", "peacekeepers=null", "'«peacekeeper=null'", "did you mean `peacekeepers`?"),
    broken("a number that is not there", "war_cost", "«war_cots", "did you mean `war_cost`?"),
    broken("a section that is not there", COST, "«behavior.war_cost: [0, 1]", "`behaviour`?"),
    broken("backwards", COST, "«behaviour.war_cost: [0.4, 0.1]", "runs from 0.4 to 0.1"),
    broken("one end", "[0.1, 0.4]", "«[0.1]", "must be a list of two, but has 1"),
    broken("how", "[0.1, 0.4]", "«asumed", "did you mean `assumed`?"),
    broken("below bounds", "low: 0.8", "low: «-0.8", "is -0.8, outside 0.001 to 1000 (ratio)"),
    broken("above bounds", CAPABILITY, "parties.norland.capability: [1, «2000]", "outside 0.001"),
    broken("mode", "mode: 1.0", "mode: «1.3", "is 1.3, outside 0.8 to 1.2"),
    broken("law", "distribution: triangular", "distribution: «triangle", "did you mean `tri"),
    broken(
        "another law's word", "distribution: triangular, mode: ", "mode: «", "`distribution: tri"
    ),
    broken(
        "normal", CAPABILITY, "«parties.norland.capability: {distribution: normal}", "lacks `sd`"
    ),
    broken("stance", COST, f"{STANCE}: {{levels: [guarded, «bold]}}", "`bold` is not a stance"),
    broken("levels", COST, f"{STANCE}: {{levels: [guarded, «guarded]}}", "names guarded twice"),
    broken("truth", COST, "parties.norland.«armi: {levels: [true]}", "did you mean `army`?"),
    broken("pattern", "behaviour.retal*", "«party.*", "names no number of `valley`"),
    broken("no ranges", "behaviour.retal*", "«parties.*.trust.*", "no number with a stated range"),
    broken("history", COST, "«documented.deaths_in_spring.value: [1, 9]", "is what happened"),
    broken("points", "points: 10", "points: «0", "is 0, below 1"),
    broken("design", "latin-hypercube", "«latin-square", "must be one of `none`, `grid`"),
    broken("design's key", "points: 10", "«point: 10", "did you mean `points`?"),
    broken("another design's key", "points: 10", "«steps: 10", "takes `points` and `only`"),
    broken("points of a hypercube", "points: 10", "«points: [{a: 1}]", "`kind: list`"),
    broken("grid", POINTS, "«design: {kind: grid}", "lacks `steps`"),
    broken("morris", POINTS, "design: {kind: morris, levels: «5}", "even number of levels"),
    broken("only what varies", "10}", "10, only: {«behaviour.rally: [0, 1]}}", "names no number"),
    broken("none left", "10}", "10, «only: {behaviour.war_cost: [0.5, 1]}}", "leaves no point"),
    broken("only backwards", "10}", "10, only: {behaviour.war_cost: «[1, 0]}}", "write [0, 1]"),
    broken(
        "list and ranges",
        ALL,
        "«uncertainties: assumed\ndesign: {kind: list, points: [{behaviour.rally: 0.1}]}\n",
        "the points of a list name what they change",
    ),
    broken("list", ALL, "«design: {kind: list}\n", "lacks the points themselves"),
    broken(
        "points unlike",
        ALL,
        "design:\n  kind: list\n  points:\n    - {behaviour.war_cost: 0.1}\n"
        "    - «{behaviour.war_cost: 0.2, behaviour.rally: 0.1}\n",
        "has `behaviour.rally` besides",
    ),
    broken(
        "points out of bounds",
        ALL,
        "design:\n  kind: list\n  points:\n    - {parties.norland.capability: 1}\n"
        "    - {parties.norland.capability: «-1}\n",
        "is -1, outside 0.001 to 1000",
    ),
    broken(
        "points of settings",
        ALL,
        "design:\n  kind: list\n  points:\n    - {parties.norland.stance: guarded}\n"
        "    - {parties.norland.stance: «bold}\n",
        "`bold` is not a stance of this scenario",
    ),
    broken(
        "nothing varies", ALL, "uncertainties: none\ndesign: {kind: «sobol}\n", "nothing varies"
    ),
    broken("outcome", "deaths, trust", "«death, trust", "did you mean `deaths`?"),
    broken("party's outcome", "trust.norland", "«trust.nordland", "did you mean `trust.norland`?"),
    broken("bands", "runs: 20", "runs: 20\nbands: «daily", "`cell`, `arm` or `none`"),
    broken("twice", "seed: 1", "seed: 1\n«seed: 2", "the key `seed` appears twice"),
    broken("not a block", SOUND, "«- a\n", "an experiment is made of keys such as `question:`"),
)


def problems_of(file: Path) -> tuple[Problem, ...]:
    with pytest.raises(UserError) as caught:
        load_experiment(file)
    return caught.value.problems


def test_the_sound_one_is_sound(tmp_path: Path) -> None:
    assert load_experiment(written(tmp_path, SOUND)).warnings == ()


@pytest.mark.parametrize("wrong", BROKEN, ids=lambda wrong: wrong.name)
def test_one_problem_in_its_place(wrong: Broken, tmp_path: Path) -> None:
    file = written(tmp_path, wrong.text)
    found = problems_of(file)
    said = "\n".join(problem.render() for problem in found)
    assert len(found) == 1, said
    (problem,) = found
    assert problem.file == str(file)
    assert (problem.line, problem.column) == wrong.place, said
    assert wrong.says in said
    assert not JARGON.search(problem.message + (problem.hint or ""))
    assert problem.source_line == wrong.text.splitlines()[wrong.place[0] - 1]


def test_everything_at_once_in_order(tmp_path: Path) -> None:
    text = SOUND
    for old, new in (
        ("runs: 20", "runs: none"),
        ("attention: 0.9", "attention: 9"),
        ("first_steps", "first_stps"),
        ("war_cost: [0.1", "war_cost: [0.5"),
        ("norland.capability", "norland.capabilty"),
        ("points: 10", "points: 0"),
        ("[deaths", "[death"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    found = problems_of(written(tmp_path, text))
    lines = [problem.line or 0 for problem in found]
    assert len(found) == 7
    assert lines == sorted(lines)


def test_a_broken_scenario_is_told_where_it_is_broken(tmp_path: Path) -> None:
    bad = VALLEY.replace("attention: 0.5", "attention: 5", 1).replace("period:", "preiod:", 1)
    text = SOUND.replace("attention: 0.9", "atention: 0.9")
    scenario, experiment = [], []
    for problem in problems_of(written(tmp_path, text, valley=bad)):
        (scenario if "scenarios" in problem.file else experiment).append(problem.message)
    assert len(scenario) == 2
    assert len(experiment) == 1
    assert "atention is not a key" in experiment[0]


def test_whose_problem_it_is(tmp_path: Path) -> None:
    other = "extends: valley.yaml\npeacekeepers: null\nagendas: {first_steps: {deploys: null}}\n"
    text = SOUND.replace("[valley]", "[valley, bare]")
    text = text.replace(CHANGES, "peacekeepers: {monitors: {clarity: 0.9}}")
    (problem,) = problems_of(written(tmp_path, text, bare=other))
    assert problem.message.startswith("peacekeepers.monitors lacks the keys")
    assert problem.message.endswith(", in `bare`")
    assert (problem.line, problem.column) == (12, 22)
    missing = SOUND.replace("behaviour.retal*", "peacekeepers.*.clarity")
    pattern = missing.replace("[valley]", "[valley, bare]").replace("stated", "[0.2, 0.4]")
    assert load_experiment(written(tmp_path, pattern, bare=other)).scenarios == ("valley", "bare")
    exact = pattern.replace("peacekeepers.*.clarity", "peacekeepers.monitors.clarity")
    (problem,) = problems_of(written(tmp_path, exact, bare=other))
    assert "bare" in problem.message
    assert problem.line == 18


def test_a_number_that_every_arm_decides(tmp_path: Path) -> None:
    text = SOUND.replace("{baseline: true}", "{set: [behaviour.war_cost=0.1]}")
    text = text.replace("[peacekeepers=null,", "[behaviour.war_cost=0.3, peacekeepers=null,")
    text = text.replace(CHANGES, "behaviour: {war_cost: 0.2}")
    (problem,) = problems_of(written(tmp_path, text))
    assert "is decided by every arm" in problem.message
    assert problem.line == 16


def test_two_arms_that_change_nothing(tmp_path: Path) -> None:
    text = SOUND.replace("[peacekeepers=null, agendas.first_steps.deploys=null]", "[]")
    (warning,) = load_experiment(written(tmp_path, text)).warnings
    assert "levers.alone changes nothing, as `as-it-is` does" in warning.message


@pytest.mark.parametrize("text", ["", "# nothing\n", "title: a\ntitle: b\n", "a: *b\n", "\0"])
def test_no_experiment(text: str, tmp_path: Path) -> None:
    assert CARET not in problems_of(written(tmp_path, text))[0].render()


def test_files_that_are_not_there(tmp_path: Path) -> None:
    file = written(tmp_path, SOUND)
    (problem,) = problems_of(file.with_name("envoi.yaml"))
    assert problem.render().endswith("there is no such file; did you mean `envoy.yaml`?")
    assert "this is a folder, not an experiment file" in problems_of(file.parent)[0].message
