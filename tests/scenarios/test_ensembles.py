"""What must hold of the shipped scenarios over many runs: crude calibration, no forecast."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.model import MediationModel
from sim.scenario.load import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EPISODES = (
    "st-petersburg-2007",
    "basic-principles-2009",
    "kazan-2011",
    "sochi-2014",
    "moscow-ceasefire-2020",
    "lachin-2022",
)
BASELINES = ("line-of-contact-2012", "line-of-contact-2015")
RUNS = 300

Columns = dict[str, NDArray[Any]]


@cache
def outcomes(name: str) -> Columns:
    model = MediationModel(load(SCENARIOS / f"{name}.yaml"), runs=RUNS, seed=11)
    model.run()
    assert model.world.breaches() == []
    return dict(model.outcomes())


def interval(values: NDArray[Any]) -> tuple[float, float]:
    low, high = np.quantile(values.astype(float), [0.05, 0.95])
    return float(low), float(high)


@pytest.mark.parametrize("name", EPISODES)
def test_everything_happens_somewhere(name: str) -> None:
    found = outcomes(name)
    for outcome in ("recorded_incidents", "deaths", "meetings_held", "meetings_refused"):
        assert found[outcome].max() > 0, outcome
        assert len(np.unique(found[outcome])) > 1, outcome
    assert len(np.unique(found["best_agreement"])) > 1


@pytest.mark.parametrize(
    ("name", "documented"),
    [
        ("sochi-2014", "deaths_of_the_clashes"),
        ("line-of-contact-2012", "deaths_2012"),
        ("line-of-contact-2015", "deaths_2015"),
    ],
)
def test_documented_deaths_lie_within_the_interval(name: str, documented: str) -> None:
    case = load(SCENARIOS / f"{name}.yaml")
    value = case.scenario.documented[documented].value
    assert value is not None
    low, high = interval(outcomes(name)[f"documented.{documented}"])
    assert low <= value.value <= high


@pytest.mark.parametrize(
    ("name", "documented", "counted"),
    [
        ("basic-principles-2009", "deaths_2010", 25),
        ("kazan-2011", "deaths_2011", 30),
        ("line-of-contact-2012", "deaths_2012", 34),
        ("line-of-contact-2015", "deaths_2015", 63),
    ],
)
def test_quiet_years_are_about_as_deadly_as_counted(
    name: str, documented: str, counted: float
) -> None:
    """The median within a factor of 1.8, and hardly a run with ten times as many."""
    deaths = outcomes(name)[f"documented.{documented}"]
    assert counted / 1.8 < np.median(deaths) < counted * 1.8
    assert np.quantile(deaths, 0.95) < 10.0 * counted


@pytest.mark.parametrize("name", BASELINES)
def test_quiet_windows_stay_without_a_war(name: str) -> None:
    assert outcomes(name)["major_war"].mean() < 0.05


def test_the_october_pause_is_signed_and_usually_fails() -> None:
    found = outcomes("moscow-ceasefire-2020")
    assert (found["ceasefires_signed"] > 0).mean() > 0.5
    again = found["ceasefires_signed"] > 1
    relapse = found["relapse_30"][~np.isnan(found["relapse_30"])]
    assert again.mean() > 0.5 or relapse.mean() > 0.5


def test_a_truce_after_objectives_were_reached_usually_holds() -> None:
    case = load(SCENARIOS / "moscow-ceasefire-2020.yaml")
    model = MediationModel(case, runs=RUNS, seed=11)
    november = model.layout.day_of(
        next(m.date for m in model.layout.meetings if m.agenda == "truce_with_deployment")
    )
    while model.day <= november:
        model.step()
    world = model.world
    signed = world.tally.truce_day == november
    reached = signed & ~world.fronts.unfinished[:, 0, 0]
    model.run()
    held = world.tally.truce_end > world.day
    assert reached.sum() > RUNS / 20
    assert held[reached].mean() > 0.5
    present = world.missions.present[:, model.layout.missions.index("russian_peacekeepers")]
    assert present[signed].all()


def test_august_2022_usually_stays_limited() -> None:
    assert outcomes("lachin-2022")["documented.no_general_war"].mean() < 0.25


@pytest.mark.parametrize("name", ["sochi-2014", "kazan-2011", *BASELINES])
def test_the_front_held_badly(name: str) -> None:
    found = outcomes(name)
    assert found["major_war"].mean() < 0.2
    assert found["ratified"].mean() < 0.2
    assert np.median(found["deaths"]) > 5


def drifting(runs: int, *settings: str) -> float:
    """The share of runs with a major war within seven years of the what-if, none of it dated."""
    case = load(SCENARIOS / "quiet-drift.yaml", settings)
    model = MediationModel(case, runs=runs, seed=11, until=date(2018, 12, 31))
    model.run()
    return float(model.outcomes()["major_war"].mean())


@pytest.mark.slow
def test_major_war_can_begin_by_the_parties_own_decision() -> None:
    """Drifting capabilities and a distracted guarantor; no war is dated in the scenario."""
    assert 0.05 < drifting(80) < 0.8


@pytest.mark.slow
def test_no_major_war_begins_where_nobody_decides_on_one() -> None:
    assert drifting(20, "mechanisms.strategy=false") == 0.0
