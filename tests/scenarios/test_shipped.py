"""The scenarios that ship: complete, cited, apart from one another, and neutral on behaviour."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from sim.outcomes import OUTCOMES
from sim.scenario.case import Case
from sim.scenario.evidence import counts, evidence
from sim.scenario.load import load
from sim.scenario.schema import Documented, Event, Meeting, Offensive, Scenario

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
SCHEMA_LINE = "# yaml-language-server: $schema=../docs/reference/scenario.schema.json"
COMMON_GROUND = "karabakh-1994-2020"
WHAT_IF = "quiet-drift"
EPISODES = (
    "st-petersburg-2007",
    "basic-principles-2009",
    "kazan-2011",
    "line-of-contact-2012",
    "sochi-2014",
    "line-of-contact-2015",
    "moscow-ceasefire-2020",
    "lachin-2022",
)
SHIPPED = (*EPISODES, COMMON_GROUND, WHAT_IF)
BEFORE_2020 = tuple(name for name in SHIPPED if name != "lachin-2022")
WINDOWED = {outcome.name for outcome in OUTCOMES if outcome.kind == "count"}


@cache
def case(name: str) -> Case:
    return load(FOLDER / f"{name}.yaml")


def scenario(name: str) -> Scenario:
    return case(name).scenario


def days(fact: Documented, of: Scenario) -> tuple[date, date]:
    return fact.start or of.period.start, fact.end or of.period.end


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def test_these_and_no_others_ship() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_it_loads_without_a_warning(name: str) -> None:
    assert case(name).warnings == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_its_first_line_names_the_schema(name: str) -> None:
    assert (FOLDER / f"{name}.yaml").read_text("utf-8").splitlines()[0] == SCHEMA_LINE


@pytest.mark.parametrize("name", SHIPPED)
def test_saliences_cover_the_issues_and_sum_to_one(name: str) -> None:
    said = scenario(name)
    for party in said.parties.values():
        assert set(party.saliences) == set(party.positions) == set(said.issues)
        assert sum(weight.value for weight in party.saliences.values()) == pytest.approx(
            1.0, abs=1e-9
        )


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_has_a_source_or_a_range_and_a_reason(name: str) -> None:
    """Numbers without a source count as assumed, and then say how far they may be off and why."""
    sources = scenario(name).sources
    for number in evidence(case(name)):
        if number.given != "scenario":
            continue
        quantity = number.quantity
        if quantity.confidence == "assumed":
            assert quantity.range is not None, number.path
            assert quantity.note, number.path
            assert quantity.source is None, number.path
        else:
            assert quantity.source in sources, number.path


@pytest.mark.parametrize("name", SHIPPED)
def test_most_of_its_numbers_are_admittedly_not_documented(name: str) -> None:
    told = counts(tuple(n for n in evidence(case(name)) if n.given == "scenario"))
    assert told["assumed"] > told["documented"]
    assert told["inferred"] > 0


@pytest.mark.parametrize("name", SHIPPED)
def test_behaviour_is_left_to_the_rulebooks(name: str) -> None:
    said = scenario(name)
    for section in (said.behaviour, said.stances, said.rules, said.mechanisms):
        assert not section


def test_no_two_episodes_share_a_day() -> None:
    windows = {name: scenario(name).period for name in EPISODES}
    for (one, a), (other, b) in combinations(windows.items(), 2):
        assert not overlap((a.start, a.end), (b.start, b.end)), (one, other)


def test_sharing_a_single_day_is_recognised() -> None:
    first, last = date(2012, 1, 1), date(2012, 1, 31)
    assert overlap((first, last), (last, date(2012, 2, 5)))
    assert not overlap((first, date(2012, 1, 30)), (last, last))


@pytest.mark.parametrize("name", EPISODES)
def test_documented_outcomes_cite_a_source_of_the_scenario(name: str) -> None:
    said = scenario(name)
    assert said.documented
    for key, fact in said.documented.items():
        assert fact.source in said.sources, key
        number = fact.value or fact.at_least or fact.at_most
        assert number is None or number.source == fact.source, key


@pytest.mark.parametrize("name", EPISODES)
def test_something_is_scored(name: str) -> None:
    assert any(fact.scored for fact in scenario(name).documented.values())


@pytest.mark.parametrize("name", [COMMON_GROUND, WHAT_IF])
def test_nothing_is_held_against_what_is_no_episode(name: str) -> None:
    assert not scenario(name).documented


@pytest.mark.parametrize("name", EPISODES)
def test_no_day_is_scored_twice_for_one_count(name: str) -> None:
    said = scenario(name)
    scored = [
        (key, fact)
        for key, fact in said.documented.items()
        if fact.scored and fact.outcome == "deaths"
    ]
    for (one, a), (other, b) in combinations(scored, 2):
        assert not overlap(days(a, said), days(b, said)), (one, other)


@pytest.mark.parametrize("name", EPISODES)
def test_the_deaths_of_one_party_are_told_but_not_scored_beside_the_total(name: str) -> None:
    for key, fact in scenario(name).documented.items():
        if fact.outcome == "deaths_military":
            assert not fact.scored, key


def test_only_dated_resorts_to_force_that_are_inputs_are_scripted() -> None:
    scripted = {
        (name, entry.id, entry.scale)
        for name in SHIPPED
        for entry in scenario(name).timeline
        if isinstance(entry, Offensive)
    }
    assert scripted == {
        ("moscow-ceasefire-2020", "general_offensive", "general"),
        ("lachin-2022", "farukh_taken", "limited"),
    }


def test_nothing_is_scored_on_days_of_a_scripted_offensive_in_2022() -> None:
    said = scenario("lachin-2022")
    taken = next(entry for entry in said.timeline if isinstance(entry, Offensive))
    for key in ("deaths_in_august", "operation", "local_gain"):
        start, _ = days(said.documented[key], said)
        assert (start - taken.date).days > 90, key


@pytest.mark.parametrize("name", EPISODES)
def test_outcomes_in_part_of_the_period_can_be_counted_there(name: str) -> None:
    said = scenario(name)
    for key, fact in said.documented.items():
        if fact.scored and fact.start is not None:
            assert fact.outcome in WINDOWED, key


@pytest.mark.parametrize("name", EPISODES)
def test_dated_entries_cite_a_source(name: str) -> None:
    said = scenario(name)
    for entry in said.timeline:
        assert isinstance(entry, Event | Meeting | Offensive)
        assert entry.source in said.sources, entry.date


@pytest.mark.parametrize("name", BEFORE_2020)
def test_the_line_of_contact_is_as_long_as_documented(name: str) -> None:
    sectors = scenario(name).fronts["line_of_contact"].sectors.values()
    assert 16 <= len(sectors) <= 20
    assert sum(sector.length.value for sector in sectors) == pytest.approx(257, abs=1)


@pytest.mark.parametrize("name", BEFORE_2020)
def test_the_sectors_hold_all_of_the_districts(name: str) -> None:
    sectors = scenario(name).fronts["line_of_contact"].sectors.values()
    moved = sum(
        sector.prize["districts"].value for sector in sectors if "districts" in sector.prize
    )
    assert moved == pytest.approx(-1.0, abs=1e-9)


@pytest.mark.parametrize("name", SHIPPED)
def test_an_agent_has_a_principal_and_no_seat_at_the_table(name: str) -> None:
    agent = scenario(name).parties["de_facto"]
    assert agent.principal == "armenia"
    assert agent.army
    assert not agent.at_the_table
    assert "Stepanakert / Khankendi" in agent.name


@pytest.mark.parametrize("name", SHIPPED)
def test_a_format_is_made_of_mediators(name: str) -> None:
    said = scenario(name)
    for forum in said.formats.values():
        assert set(forum.members) <= set(said.mediators)


def test_capabilities_shift_steadily_from_episode_to_episode() -> None:
    strength = [
        scenario(name).parties["azerbaijan"].capability.value
        / scenario(name).parties["armenia"].capability.value
        for name in EPISODES
    ]
    assert strength == sorted(strength)


def test_the_what_if_drifts_faster_under_a_more_distracted_guarantor() -> None:
    drifting, quiet = scenario(WHAT_IF), scenario("line-of-contact-2012")
    faster = drifting.parties["azerbaijan"].capability_drift.value
    assert faster > quiet.parties["azerbaijan"].capability_drift.value
    less = drifting.mediators["russia"].attention.value
    assert less < quiet.mediators["russia"].attention.value
    assert not any(isinstance(entry, Offensive) for entry in drifting.timeline)
