"""A story names everybody, tells no rule that changed nothing, and counts all the dead."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.model import MediationModel
from sim.scenario.load import load
from sim.world.records import Note, Tranche
from tests.laws.situations import case_of, plain


@pytest.fixture(scope="module")
def war(root: Path) -> MediationModel:
    case = load(root / "scenarios" / "moscow-ceasefire-2020.yaml")
    model = MediationModel(case, seed=3, until=date(2020, 10, 31))
    model.run()
    return model


def of_kind(model: MediationModel, kind: str) -> list[Note]:
    return [note for note in model.notes if note.kind == kind]


def test_the_tolls_of_the_months_add_up_to_all_the_dead(war: MediationModel) -> None:
    months = [note.text for note in of_kind(war, "toll") if not note.text.startswith("The past")]
    told = [int(re.findall(r"([\d,]+) killed", text)[0].replace(",", "")) for text in months]
    assert len(months) == 2
    assert sum(told) == int(war.outcomes()["deaths"][0]) > 0


def test_a_war_has_its_toll_every_week(war: MediationModel) -> None:
    assert sum(note.text.startswith("The past week") for note in of_kind(war, "toll")) >= 2


def test_exchanges_of_fire_weigh_what_they_cost(war: MediationModel) -> None:
    for note in of_kind(war, "deaths"):
        lost = sum(int(count) for count in re.findall(r"kills (\d+) of", note.text))
        assert note.weight == lost > 0
        assert "mission" in note.why


def test_a_dated_attack_is_an_input(war: MediationModel) -> None:
    first = of_kind(war, "attack")[0]
    assert first.text.startswith("Azerbaijan: begins a general offensive on the Line of contact")
    assert first.why.startswith("dated in the scenario, an input; it aims at ")


def test_every_rule_that_is_told_changed_something(war: MediationModel) -> None:
    assert of_kind(war, "rung")
    for note in of_kind(war, "rung"):
        assert re.search(r"(rises|falls) from|fire [\d.]+ times|talks|support|stance", note.text)
        assert "_" not in note.why.partition(":")[2]


def test_long_names_are_cut_where_a_comma_or_bracket_begins(war: MediationModel) -> None:
    told = " ".join(note.text for note in war.notes)
    assert "De facto authorities of Nagorno-Karabakh" in told
    assert "(Stepanakert / Khankendi)" not in told


def test_a_tranche_is_told_as_seen_or_as_disputed() -> None:
    model = MediationModel(case_of(plain()))
    assert model.chronicle is not None
    yes, no = np.array([True]), np.array([False])
    quarter, south = np.array([0.25]), np.array([1])
    model.chronicle.tell(Tranche(0, 1, south, yes, no, quarter))
    model.chronicle.tell(Tranche(0, 1, south, no, yes, quarter))
    model.chronicle.tell(Tranche(0, 1, south, no, no, quarter))
    seen, disputed = model.notes[-2:]
    assert seen.text == "A party: has carried out 25% of what was agreed on districts"
    assert "which is disputed" in disputed.text
    assert "more than one reading" in disputed.why
