"""The hindcast: what is scored how, against which plain forecasts, and what is left out."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.facts import Fact, facts_of
from sim.analysis.hindcast import INPUTS, Hindcast, free_parameters, hindcast
from sim.analysis.naive import FREQUENCY, QUIET, RATE, fit_rate, forecasts
from sim.analysis.scored import Scored, Unscored, score_episode
from sim.analysis.scores import crps
from sim.analysis.verdict import coverage_of, frame_of, skills_of
from sim.report.hindcast import hindcast_json, keep_hindcast, statements, tables_of_hindcast
from sim.scenario.case import Case
from sim.scenario.problems import UserError
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Documented
from tests.batch.stand_in import case_of, scenario_of
from tests.batch.standing_in import stand_in_for_model

SEED = 2014
Entries = dict[str, dict[str, Any]]


def entry(outcome: str, **said: Any) -> dict[str, Any]:
    return {"outcome": outcome, "text": f"About {outcome}", "source": "report", **said}


def episode(name: str, year: int, entries: Entries, **changes: Any) -> Case:
    """A case of one year with documented outcomes and no dated events."""
    period = {"start": f"{year}-01-01", "end": f"{year}-12-31"}
    given = {"period": period, "timeline": [], "documented": entries} | changes
    scenario = scenario_of(**given)
    return replace(case_of(scenario), name=name, path=Path(f"{name}.yaml"))


def deaths(number: float, **more: Any) -> dict[str, Any]:
    return entry("deaths", value=number, **more)


def facts(*cases: Case) -> list[Fact]:
    return [fact for case in cases for fact in facts_of(case)]


def only(case: Case, values: Any, *others: Case) -> Scored:
    fact = next(facts_of(case))
    found = list(score_episode(case, {fact.key: np.asarray(values)}, facts(case, *others)))
    assert isinstance(found[0], Scored)
    return found[0]


OTHERS = (
    episode("a", 2010, {"toll": deaths(30), "war": entry("days_at_war", value=0)}),
    episode("b", 2011, {"toll": deaths(60), "war": entry("days_at_war", value=0)}),
    episode("c", 2012, {"toll": deaths(45), "war": entry("days_at_war", at_least=40)}),
)


def test_a_number_is_scored_by_its_distribution() -> None:
    sample = np.random.default_rng(SEED).poisson(50.0, 2_000).astype(float)
    found = only(episode("x", 2014, {"toll": deaths(50)}), sample)
    assert found.score_name == "crps"
    assert found.score == pytest.approx(crps(sample, 50.0))
    assert found.probability == pytest.approx(0.056, abs=0.012)
    assert (found.inside_50, found.inside_90) == (True, True)
    assert found.pit_low < 0.52 < found.pit_high + 0.05
    far = only(episode("x", 2014, {"toll": deaths(58)}), sample)
    assert (far.inside_50, far.inside_90) == (False, True)
    assert far.score > found.score
    out = only(episode("x", 2014, {"toll": deaths(90)}), sample)
    assert (out.inside_50, out.inside_90) == (False, False)
    assert out.log_score > far.log_score > found.log_score


def test_the_chance_of_a_number_with_a_range_is_that_of_its_range() -> None:
    case = episode("x", 2014, {"toll": deaths({"value": 24, "range": [19, 30]})})
    found = only(case, [10.0, 19.0, 25.0, 30.0, 31.0])
    assert found.probability == pytest.approx(0.6)


def test_bounds_truths_and_words_are_scored_by_their_probability() -> None:
    bounds = only(episode("x", 2014, {"b": entry("meetings_held", at_least=2)}), [1.0, 2, 3, 0])
    assert (bounds.probability, bounds.score) == (0.5, 0.25)
    assert bounds.inside_90 is None
    assert not math.isnan(bounds.quantiles[2])
    truth = only(episode("x", 2014, {"t": entry("major_war", value=0)}), [0.0, 0, 0, 1])
    assert (truth.probability, truth.score) == (0.75, pytest.approx(0.0625))
    words = ["none", "none", "cbm", "ceasefire"]
    word = only(episode("x", 2014, {"w": entry("best_agreement", category="none")}), words)
    assert word.probability == 0.5
    assert word.score == pytest.approx((0.25 + 2 * 0.0625) / 2)


def test_a_run_that_did_not_see_it_did_not_see_it_happen() -> None:
    held = episode("x", 2014, {"held": entry("ceasefire_censored", value=1)})
    found = only(held, [1.0, np.nan, np.nan, 0.0])
    assert (found.probability, found.observed) == (0.25, 2)
    nothing = list(score_episode(held, {"held": np.full(3, np.nan)}, []))
    assert isinstance(nothing[0], Unscored)
    assert "no run came so far" in nothing[0].reason


def test_what_is_not_to_be_scored_is_listed_with_its_reason() -> None:
    case = episode(
        "x", 2014, {"a": deaths(3, scored=False, note="Part of the five."), "b": deaths(5)}
    )
    found = list(score_episode(case, {"a": np.ones(4), "b": np.ones(4)}, []))
    assert [type(one) for one in found] == [Unscored, Scored]
    assert isinstance(found[0], Unscored)
    assert found[0].reason == "Part of the five."


def test_claims_are_scored_as_claims() -> None:
    case = episode("x", 2014, {"a": deaths(3, claimed_by="one side")})
    assert only(case, np.ones(4)).claim


def test_the_rate_of_the_other_episodes_is_recovered() -> None:
    luck = np.random.default_rng(SEED)
    drawn = luck.negative_binomial(3.0, 3.0 / (3.0 + 0.2 * 365), 300)
    known = [
        next(facts_of(episode(f"e{n}", 1900 + n, {"toll": deaths(float(number))})))
        for n, number in enumerate(drawn)
    ]
    rate, size = fit_rate(known)
    assert rate == pytest.approx(0.2, rel=0.12)
    assert size == pytest.approx(3.0, rel=0.3)


def test_a_bound_counts_with_its_tail() -> None:
    bare = [*facts(*OTHERS)]
    tolls = [fact for fact in bare if fact.key == "toll"]
    more = facts(episode("d", 2013, {"toll": entry("deaths", at_least=400)}))
    assert fit_rate([*tolls, *more])[0] > 1.5 * fit_rate(tolls)[0]


def test_plain_forecasts_do_not_see_their_own_episode() -> None:
    case = episode("x", 2014, {"toll": deaths(45)})
    (rate,) = forecasts(next(facts_of(case)), facts(case, *OTHERS))
    assert (rate.name, rate.episodes) == (RATE, 3)
    same = episode("y", 2014, {"toll": deaths(9_999)})
    (again,) = forecasts(next(facts_of(case)), facts(case, same, *OTHERS))
    assert again == rate
    other = episode("y", 2015, {"toll": deaths(9_999)})
    (changed,) = forecasts(next(facts_of(case)), facts(case, other, *OTHERS))
    assert changed.score > 2 * rate.score
    assert forecasts(next(facts_of(case)), facts(case, OTHERS[0])) == []


def test_rates_follow_the_length_of_the_window() -> None:
    short = episode("x", 2014, {"toll": deaths(4, start="2014-03-01", end="2014-03-31")})
    (fitting,) = forecasts(next(facts_of(short)), facts(short, *OTHERS))
    long = episode("x", 2014, {"toll": deaths(4)})
    (failing,) = forecasts(next(facts_of(long)), facts(long, *OTHERS))
    assert fitting.score < 3 < 20 < failing.score


def test_frequencies_count_each_other_episode_once() -> None:
    case = episode("x", 2014, {"war": entry("days_at_war", value=0)})
    frequency, quiet = forecasts(next(facts_of(case)), facts(case, *OTHERS))
    assert (frequency.name, frequency.episodes) == (FREQUENCY, 3)
    assert frequency.probability == pytest.approx(2 / 3.5, abs=0.01), "half a case is spread"
    assert frequency.score > 0
    assert (quiet.name, quiet.probability, quiet.score) == (QUIET, 1.0, 0.0)
    war = episode("x", 2014, {"war": entry("days_at_war", at_least=10)})
    frequency, quiet = forecasts(next(facts_of(war)), facts(war, *OTHERS))
    assert frequency.probability == pytest.approx((1 + 0.5) / 4)
    assert (quiet.probability, quiet.score) == (0.0, 1.0)


def test_frequencies_of_words() -> None:
    others = [
        episode(name, year, {"best": entry("best_agreement", category=word)})
        for name, year, word in (("a", 2010, "none"), ("b", 2011, "none"), ("c", 2012, "cbm"))
    ]
    case = episode("x", 2014, {"best": entry("best_agreement", category="none")})
    frequency, quiet = forecasts(next(facts_of(case)), facts(case, *others))
    assert frequency.probability == pytest.approx(2.5 / (3 + 7 / 2))
    assert quiet.score == 0.0


def test_what_the_timeline_gives_is_said() -> None:
    attack = {
        "date": "2014-02-01",
        "offensive": "An attack",
        "by": "azerbaijan",
        "front": "contact",
        "scale": "limited",
        "objectives": ["talish"],
    }
    case = episode("x", 2014, {"war": entry("days_at_war", at_least=1)}, timeline=[attack])
    assert next(facts_of(case)).given == "an attack is in the timeline"
    before = entry("days_at_war", value=0, start="2014-01-01", end="2014-01-20")
    case = episode("x", 2014, {"war": before}, timeline=[attack])
    assert next(facts_of(case)).given == ""


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Hindcast:
    """A hindcast of the stand-in's summer with the other episodes as references."""
    stand_in_for_model(monkeypatch)
    return hindcast([case_of()], runs=60, seed=4, references=OTHERS)


def test_an_episode_is_run_and_scored(found: Hindcast) -> None:
    assert [one.fact.key for one in found.scored] == [
        "deaths_summer", "nothing_signed", "clashes", "one_meeting",
    ]  # fmt: skip
    toll = found.scored[0]
    assert toll.claim
    assert toll.against(RATE) is not None
    assert all(one.runs == 60 for one in found.scored)
    frame = frame_of(found.scored)
    assert len(frame) == 4
    assert set(frame["score_name"]) == {"crps", "brier"}
    assert frame["rate_score"].notna().sum() == 1


def test_the_same_seed_gives_the_same_hindcast(
    found: Hindcast, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = hindcast([case_of()], runs=60, seed=4, references=OTHERS)
    assert hindcast_json(again) == hindcast_json(found)
    other = hindcast([case_of()], runs=60, seed=5, references=OTHERS)
    assert hindcast_json(other) != hindcast_json(found)


def test_a_case_with_other_parameters_can_be_run_for_an_episode(
    found: Hindcast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refit(case: Case) -> Case:
        asked.append(case.name)
        return replace(case, behaviour={})

    again = hindcast([case_of()], runs=60, seed=4, references=OTHERS, parameters=refit)
    assert asked == ["summer"]
    assert again.refitted
    assert any("found for it without it" in said for said in statements(again))


def test_coverage_is_counted_with_its_interval(found: Hindcast) -> None:
    toll = found.scored[0]
    several = [replace(toll, inside_50=n < 4, inside_90=n < 9) for n in range(10)]
    half, most = coverage_of(several)[:2]
    assert (half.level, half.inside, half.number) == (0.5, 4, 10)
    assert (most.level, most.inside, most.number) == (0.9, 9, 10)
    assert most.low < 0.9 < most.high


def test_skill_compares_the_same_outcomes_only(found: Hindcast) -> None:
    skills = {(one.group, one.score, one.reference): one for one in skills_of(found.scored)}
    tolls = skills["tolls", "CRPS", RATE]
    plain = found.scored[0].against(RATE)
    assert plain is not None
    assert tolls.number == 1
    assert tolls.skill == pytest.approx(1 - found.scored[0].score / plain.score)
    assert math.isnan(tolls.low)
    assert skills["answers", "Brier", QUIET].number == 1


def test_free_parameters_are_those_with_a_range() -> None:
    behaviour = {
        "a": Quantity(value=1.0, range=(0.5, 2.0)),
        "b": Quantity(value=1.0),
        "c": Quantity(value=1.0, range=(1.0, 1.0)),
    }
    assert free_parameters([replace(case_of(), behaviour=behaviour)]) == ("a",)


def test_nothing_documented_is_a_problem_of_the_user() -> None:
    with pytest.raises(UserError, match="documents no outcome") as caught:
        hindcast([episode("x", 2014, {}), episode("y", 2015, {"a": deaths(3, scored=False)})])
    assert [problem.file for problem in caught.value.problems] == ["x.yaml", "y.yaml"]
    assert "scored: false" in caught.value.problems[1].message


def test_without_other_episodes_it_is_said_why_columns_are_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in_for_model(monkeypatch)
    said = statements(hindcast([case_of()], runs=60, seed=4))
    assert any(one.startswith("No other episode at hand") for one in said)


def test_one_outcome_is_counted_in_the_singular(found: Hindcast) -> None:
    said = statements(replace(found, scored=found.scored[:1]))
    assert any("; 1 documented outcome is scored." in one for one in said)


def test_the_tables_are_honest(found: Hindcast) -> None:
    said = statements(found)
    assert said[0] == INPUTS
    assert not any(one.startswith("No other episode at hand") for one in said)
    assert any(
        "0 behavioural parameters have a range; 4 documented outcomes" in one for one in said
    )
    assert any(one.startswith("Claims among the outcomes: 1.") for one in said)
    tables = {table.heading: table for table in tables_of_hindcast(found)}
    first = tables["summer"].rows[0]
    assert first[1] == "24 (19 to 30) (claim: azerbaijan mod)"
    assert set(tables) == {"summer", "How many lie inside", "Better than plain forecasts?"}


def test_everything_is_kept_in_a_folder(found: Hindcast, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    keep_hindcast(found, folder, ("parley", "hindcast"))
    names = ["hindcast.csv", "hindcast.json", "hindcast.png", "hindcast.svg", "provenance.json"]
    assert sorted(path.name for path in folder.iterdir()) == names
    document = json.loads((folder / "hindcast.json").read_text(encoding="utf-8"))
    assert document["documented_outcomes"] == 4
    assert document["statements"][0] == INPUTS
    assert document["scored"][1]["rate_score"] is None
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert provenance["parameters"] == {"summer": "rulebook"}
    picture = (folder / "hindcast.svg").read_text(encoding="utf-8")
    assert picture.count("<svg") == 1
    assert (folder / "hindcast.png").stat().st_size > 20_000
    keep_hindcast(found, folder, ("parley", "hindcast"))
    assert (folder / "hindcast.svg").read_text(encoding="utf-8") == picture
    (folder / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="not results of an earlier run"):
        keep_hindcast(found, folder, ("parley", "hindcast"))


def test_entries_are_valid() -> None:
    """The helper above writes what scenarios may say."""
    assert Documented.model_validate(deaths(3)).value == Quantity(value=3.0)
