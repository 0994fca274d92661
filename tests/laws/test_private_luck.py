"""Law 3, in the model: adding an actor, a sector, a rule or a recorder moves nobody else's luck."""

from __future__ import annotations

import pytest

from tests.laws.compare import differences, lived, unlike
from tests.laws.situations import Data, case_of, mediator, party, plain, sector
from tests.laws.test_neighbours import under_attack

RUNS = (0, 3, 4, 9)
DAYS = 60
NEVER_FIRES = {
    "applies_to": "side",
    "when": "losses(30) > 1000000",
    "chance": 1,
    "effect": {"raise_rung": 2, "posture": "1"},
    "why": "For tests.",
}


def first(entries: Data, name: str, entry: Data) -> Data:
    return {name: entry, **entries}


def last(entries: Data, name: str, entry: Data) -> Data:
    return {**entries, name: entry}


def apart(data: Data, other: Data, *but: str) -> list[str]:
    """What differs between two scenarios after some weeks, for all that both of them have."""
    one, two = lived(case_of(data), RUNS, DAYS), lived(case_of(other), RUNS, DAYS)
    assert one.world.parties.dead.any()
    assert one.world.tally.held.any()
    return differences(one.world, range(len(RUNS)), two.world, range(len(RUNS)), but)


@pytest.mark.parametrize("place", [first, last])
def test_a_mediator_that_does_nothing_changes_nothing(place: type) -> None:
    data = under_attack(DAYS)
    idle = mediator(leverage={}, guarantees={}, initiative=0.0)
    more = {**data, "mediators": place(data["mediators"], "idle", idle)}
    assert apart(data, more, "agreements.host") == []


@pytest.mark.parametrize("place", [first, last])
def test_a_party_far_away_changes_nothing(place: type) -> None:
    data = under_attack(DAYS)
    distant = party(0.5, army=False, at_the_table=False)
    assert apart(data, {**data, "parties": place(data["parties"], "distant", distant)}) == []


def with_sector(data: Data, at: int) -> Data:
    """The scenario with one more sector, so short, far and calm that nobody fires there."""
    silent = sector(
        "north",
        "south",
        length=0.1,
        distance=20_000.0,
        prize={},
        garrisoned_by=["monks", "nuns"],
        commanded_by=["monks", "nuns"],
    )
    entries = list(data["fronts"]["line"]["sectors"].items())
    entries.insert(at, ("silent", silent))
    return {**data, "fronts": {"line": {**data["fronts"]["line"], "sectors": dict(entries)}}}


@pytest.mark.parametrize("at", [0, 2, 4], ids=["first", "in the middle", "last"])
def test_a_silent_sector_changes_nothing(at: int) -> None:
    data = under_attack(DAYS)
    peaceful = {"tolerance": 10, "endurance": 0.5, "initiative": 0.001, "retaliation": 0.001}
    data["stances"] = {"peaceful": peaceful}
    for name, lead in (("monks", "north"), ("nuns", "south")):
        few = party(0.5, capability=0.001, principal=lead, stance="peaceful", at_the_table=False)
        data["parties"][name] = few
    data["behaviour"] = {**data["behaviour"], "neighbour_share": 0.0, "distance_effect": 1.5}
    more = with_sector(data, at)
    assert apart(data, more) == []


def test_a_neighbour_in_between_does_matter() -> None:
    """Otherwise the test above could not fail."""
    data = under_attack(DAYS)
    busy = sector("north", "south", length=40.0)
    fronts = data["fronts"]["line"]
    more = {**data, "fronts": {"line": {**fronts, "sectors": {"busy": busy, **fronts["sectors"]}}}}
    assert apart(data, more) != []


def test_a_rule_that_never_fires_changes_nothing() -> None:
    data = under_attack(DAYS)
    assert apart(data, {**data, "rules": {"never": NEVER_FIRES}}) == []


def test_a_rule_that_fires_moves_no_other_rules_luck() -> None:
    """Another rule with the same chance and no effect that matters leaves all the rest alone."""
    data = plain(days=DAYS, peacekeepers={})
    always = {**NEVER_FIRES, "when": "month >= 1", "effect": {"posture": "0"}}
    assert apart(data, {**data, "rules": {"always": always}}) == []


def test_reading_the_gauges_every_day_changes_nothing() -> None:
    case = case_of(under_attack(DAYS))
    watched, left_alone = lived(case, RUNS, 0), lived(case, RUNS, DAYS)
    for _ in range(DAYS):
        watched.step()
        watched.gauges()
        watched.outcomes()
    rows = range(len(RUNS))
    assert differences(watched.world, rows, left_alone.world, rows) == []
    assert unlike(watched.outcomes(), rows, left_alone.outcomes(), rows) == []


def test_renaming_what_people_read_changes_nothing() -> None:
    data = under_attack(DAYS)
    other = under_attack(DAYS)
    other["title"], other["parties"]["north"]["name"] = "Another title", "The North"
    other["mediators"]["broker"]["name"] = "The honest broker"
    for entry in other["timeline"]:
        if "meeting" in entry:
            entry["meeting"] = "Talks under another name"
    assert apart(data, other) == []
