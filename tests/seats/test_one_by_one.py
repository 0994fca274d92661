"""Programs written for a single run, in an actor's place in a block."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from sim.model import MediationModel
from sim.scenario.load import load
from sim.scenario.problems import UserError
from tests.laws.compare import ODD_RUNS, differences, lived, unlike
from tests.laws.generate import scenarios
from tests.laws.situations import Data, case_of, plain
from tests.laws.test_neighbours import under_attack
from tests.laws.test_off import busy
from tests.laws.test_state import assert_keeps_nothing

ROWS = range(6)
DAYS = 63


def seated(data: Data, **agents: str) -> Data:
    """The scenario with classes of tests/seats/agents.py in some actors' places."""
    for section in ("parties", "mediators", "peacekeepers"):
        for name, entry in data.get(section, {}).items():
            if name in agents:
                entry["agent"] = f"tests.seats.agents:{agents[name]}"
    return data


ALL_PLAIN = {"north": "Grudging", "south": "Grudging", "broker": "Busybody", "watch": "Chaser"}


@pytest.mark.parametrize("agent", ["Silent", "LikeTheUsual"])
def test_an_agent_that_decides_as_usual_gives_the_usual_runs(agent: str) -> None:
    usual = lived(case_of(busy()), ROWS, DAYS)
    replaced = lived(case_of(seated(busy(), north=agent, south=agent)), ROWS, DAYS)
    assert type(replaced.parties[0]).__name__ == agent
    assert differences(usual.world, ROWS, replaced.world, ROWS) == []
    assert unlike(usual.outcomes(), ROWS, replaced.outcomes(), ROWS) == []


@pytest.mark.slow
@settings(max_examples=3)
@given(scenarios(days=30))
def test_deciding_as_usual_one_by_one_changes_no_scenario(data: Data) -> None:
    usual = lived(case_of(data), ROWS, 30)
    for entry in data["parties"].values():
        entry["agent"] = "tests.seats.agents:LikeTheUsual"
    assert differences(usual.world, ROWS, lived(case_of(data), ROWS, 30).world, ROWS) == []


@pytest.mark.parametrize("base", [under_attack, busy])
def test_plain_ifs_give_the_same_run_alone_and_in_a_block(base: Callable[[], Data]) -> None:
    case = case_of(seated(base(), **ALL_PLAIN))
    block = lived(case, ODD_RUNS, DAYS)
    for row in (1, 4, 6):
        alone = lived(case, ODD_RUNS[[row]], DAYS)
        assert differences(block.world, [row], alone.world, [0]) == []
    assert differences(block.world, [1], block.world, [2]) == []


def test_plain_ifs_matter() -> None:
    usual = lived(case_of(under_attack()), ROWS, DAYS)
    plain_ones = lived(case_of(seated(under_attack(), **ALL_PLAIN)), ROWS, DAYS)
    assert differences(usual.world, ROWS, plain_ones.world, ROWS) != []


def test_plain_ifs_keep_no_state() -> None:
    assert_keeps_nothing(MediationModel(case_of(seated(busy(), **ALL_PLAIN)), runs=2))


def test_a_vectorised_replacement_works_too() -> None:
    case = case_of(seated(under_attack(), south="Stubborn"))
    block = lived(case, ODD_RUNS, DAYS)
    harmed = block.world.parties.dead[:, 1] > 0
    assert (block.world.tally.refused[harmed] > 0).all()
    alone = lived(case, ODD_RUNS[[3]], DAYS)
    assert differences(block.world, [3], alone.world, [0]) == []


def test_a_story_tells_what_a_program_decided() -> None:
    model = MediationModel(case_of(seated(under_attack(), north="Always")), runs=1)
    model.run()
    decisions = [note.text for note in model.notes if note.kind == "decision"]
    assert any("stand down" in text for text in decisions)


def test_a_program_in_a_missions_place_stands_where_it_says() -> None:
    data = plain(days=DAYS)
    data["peacekeepers"]["watch"] |= {"strength": 4.0}
    usual, chased = (
        lived(case_of(seated(data, watch=name)), ROWS, DAYS) for name in ("Stayer", "Chaser")
    )
    assert (usual.world.missions.post[:, 0] == [0.0, 1.0, 0.0, 0.0]).all()
    spread = np.count_nonzero(chased.world.missions.post[:, 0], axis=1)
    assert set(spread.tolist()) <= {1, 4}
    assert chased.world.breaches() == []


def test_a_program_in_a_mediators_place_calls_and_drafts() -> None:
    data = plain(days=DAYS, peacekeepers={})
    called = lived(case_of(seated(data, broker="Busybody")), ROWS, DAYS)
    assert called.world.talks.held[:, 0].sum() > len(ROWS)
    assert (called.world.talks.text == 0.5).all()


@pytest.mark.parametrize(
    ("agent", "message"),
    [
        ("Remembering", "stores `met` on itself"),
        ("Gambling", "uses Mesa's generator"),
        ("Deferring", "asks its parent for `comes`, which has no answer of its own"),
        ("Hoarding", "holds `seen`, which can change"),
        ("Wordy", "`choose` says 'stand dwn', which is no option; did you mean `stand down`?"),
        ("Undecided", "`comes` says None, which is neither true nor false"),
        ("Excited", "`orders` says 21, which is no number from 0 to 20"),
        ("Muddled", "`losess` is not a name to look up; did you mean `losses`?"),
        ("Vague", "`losses` needs a number of days, 1 to 366"),
        ("Lost", "`at_war` is not known of a front"),
        ("Stranger", "`nroth` is not a party; did you mean `north`?"),
    ],
)
def test_what_an_agent_does_wrong_is_told_to_its_author(agent: str, message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message)) as caught:
        lived(case_of(seated(under_attack(), south=agent)), [0], 30)
    assert caught.value.problems[0].file == f"tests.seats.agents:{agent}"


@pytest.mark.parametrize(
    ("agent", "message"),
    [
        ("Crowded", "shares that add up to more than 1"),
        ("Elsewhere", "`stands` names 's9', no sector of `line`; known are `s0`"),
    ],
)
def test_a_mission_cannot_stand_where_it_is_not(agent: str, message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message)):
        lived(case_of(seated(plain(), watch=agent)), [0], 1)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("nonsense", "agent `nonsense` is not installed"),
        ("no.such.module:Agent", "cannot be imported"),
        ("tests.seats.agents:NoSuchClass", "cannot be imported"),
        ("tests.seats.agents:Chaser", "is not a subclass of Party"),
        ("json:dumps", "is not a subclass of Party"),
        (":Agent", "is not installed"),
        ("..agents:Agent", "is not installed"),
        ("tests.seats.agents:", "is not installed"),
    ],
)
def test_an_unknown_agent_is_refused(word: str, message: str) -> None:
    data = plain()
    data["parties"]["north"]["agent"] = word
    with pytest.raises(UserError, match=message):
        MediationModel(case_of(data))


def test_a_module_that_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_agent.py").write_text("class Agent(:\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    data = plain()
    data["parties"]["north"]["agent"] = "broken_agent:Agent"
    with pytest.raises(UserError, match="cannot be imported: invalid syntax"):
        MediationModel(case_of(data))


def test_an_installed_agent_is_found_by_its_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "doves-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: doves\nVersion: 1.0\n", "utf-8")
    entry = "[parley.agents]\ndove = tests.seats.agents:Always\n"
    (folder / "entry_points.txt").write_text(entry, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    data = plain()
    data["parties"]["north"]["agent"] = "dove"
    assert type(MediationModel(case_of(data)).parties[0]).__name__ == "Always"
    data["parties"]["north"]["agent"] = "dvoe"
    with pytest.raises(UserError, match="did you mean `dove`"):
        MediationModel(case_of(data))


def test_the_how_to_works_as_written(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (root / "docs" / "how-to" / "write-an-agent.md").read_text("utf-8")
    programs = re.findall(r"```python\n(.*?)```", page, re.S)
    files = re.findall(r"```yaml\n(.*?)```", page, re.S)
    assert len(programs) == 2
    assert len(files) == 1
    for name, text in zip(("my_agents", "my_vectors"), programs, strict=True):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    shipped = root / "scenarios" / "sochi-2014.yaml"
    scenario = tmp_path / "cautious.yaml"
    assert "extends: sochi-2014.yaml" in files[0]
    scenario.write_text(files[0].replace("sochi-2014.yaml", str(shipped)), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    model = MediationModel(load(scenario), runs=3)
    deciders = {type(agent).__name__ for agent in model.parties.values()}
    assert deciders == {"Cautious", "Steady", "Party"}
    while model.day < 75:
        model.step()
    assert model.world.breaches() == []
