"""The verbs that read results: what they print, in which formats, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.analysis.answering import Held, archived, held, rows
from tests.cli.command import parley

CAVEAT = "Stylised model, not a forecast"


def study() -> Held:
    luck = np.random.default_rng(3)
    cells, runs = 40, 4
    number = cells * runs
    power = luck.random(cells)
    part = rows(cells=cells, runs=runs, own_luck=True)
    deaths = luck.poisson(50 + 100 * power[part["cell"]])
    part = part.assign(
        deaths=deaths,
        best_agreement=luck.choice(["none", "cbm", "ceasefire"], number),
        days_to_agreement=np.minimum(luck.integers(1, 90, number), 60).astype(float),
        relapse_30=np.full(number, np.nan),
        **{"documented.killed": deaths},
    )
    part["agreement_censored"] = part["days_to_agreement"] >= 60
    return held(
        part,
        part.assign(arm="clear-mandate", deaths=luck.binomial(part["deaths"], 0.7)),
        kind="latin-hypercube",
        points={"valley": pd.DataFrame({"cell": range(cells), "behaviour.power": power})},
        titles={"clear-mandate": "Clear mandate"},
        documented={"valley": {"killed": {"value": 100.0, "scored": True}}},
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "mandate"
    archived(study(), folder)
    return folder


def test_summarise_shows_what_the_runs_say(results: Path) -> None:
    out, err = parley("summarise", results)
    assert err == ""
    for words in (
        f"A question\n{CAVEAT} · Parley · seed 1 · 320 runs.",
        "HOW OFTEN",
        "best agreement signed: ceasefire",
        "truce broken in 30 days",
        "not seen",
        "HOW MUCH",
        "95% interval",
        "HOW LONG",
        "WHAT IS DOCUMENTED",
        "each point for one independent draw",
    ):
        assert words in out
    assert max(map(len, out.splitlines())) <= 110


def test_summarise_splits_by_what_is_named(results: Path) -> None:
    out, _ = parley("summarise", results, "--by", "arm", "--outcomes", "deaths,days_to_agreement")
    assert "best agreement" not in out
    assert out.count("clear-mandate") == 2
    out, _ = parley("summarise", results, "--by", "scenario", "--format", "csv")
    table = list(csv.DictReader(io.StringIO(out)))
    assert {row["scenario"] for row in table} == {"valley"}
    assert "arm" not in table[0]
    assert {row["model"] for row in table} == {CAVEAT}


def test_compare_says_it_in_words_and_numbers(results: Path) -> None:
    out, err = parley("compare", results)
    assert err == ""
    flat = " ".join(out.split())
    assert "- Clear mandate: in the model, 29.9% fewer deaths [" in flat
    assert "the same way at 100% of the design's 40 points" in flat
    assert "CLEAR-MANDATE AGAINST AS-IT-WAS" in out
    assert CAVEAT in out
    assert "<.001" in out
    assert max(map(len, out.splitlines())) <= 110


def test_data_for_programs_are_whole(results: Path) -> None:
    out, err = parley("compare", results, "--format", "json")
    document = json.loads(out)
    assert document["model"] == CAVEAT
    assert document["results"][0]["complete"] is True
    assert document["sentences"][0].startswith("Clear mandate: in the model")
    deaths = next(row for row in document["rows"] if row["outcome"] == "deaths")
    assert deaths["low"] < deaths["difference"] < deaths["high"] < 0
    assert deaths["log_rank"] is None
    assert CAVEAT in err
    out, _ = parley("sensitivity", results, "--format", "json")
    assert {row["settled"] for row in json.loads(out)["rows"]} <= {True, False, None}


def test_conditions_choose_runs_and_are_said(results: Path) -> None:
    given = ["--where", "behaviour.power>=0.5", "--where", "arm=clear-mandate"]
    out, _ = parley("summarise", results, "--outcomes", "deaths", *given)
    assert "Note: only runs with behaviour.power>=0.5; arm=clear-mandate." in out
    assert "as-it-was" not in out.partition("HOW MUCH")[2]
    out, _ = parley("summarise", results, *given, "--format", "csv")
    table = list(csv.DictReader(io.StringIO(out)))
    assert {row["where"] for row in table} == {"behaviour.power>=0.5; arm=clear-mandate"}
    assert {row["arm"] for row in table} == {"clear-mandate"}
    out, _ = parley("compare", results, "--where", "deaths>100", "--format", "json")
    document = json.loads(out)
    assert document["where"] == ["deaths>100"]
    assert document["notes"][0].startswith("only pairs of runs in which the one of as-it-was has")
    assert 0 < document["rows"][0]["n"] < 160
    _, err = parley("compare", results, "--where", "arm=clear-mandate", code=2)
    assert "chosen with --arms" in err
    _, err = parley("summarise", results, "--where", "deeths>1", "--where", "cell", code=2)
    assert "did you mean `deaths`?" in err
    assert "--where cell: this is no condition" in err


def test_sensitivity_puts_assumptions_in_order(results: Path) -> None:
    out, _ = parley("sensitivity", results)
    for words in (
        "ASSUMPTIONS IN ORDER",
        "DEATHS, AS-IT-WAS\n",
        "DEATHS, CLEAR-MANDATE LESS AS-IT-WAS",
        "behaviour.power",
        "Rank correlations",
        "Not told",
        "at 40 points (runs at each: 4 at most)",
        CAVEAT,
    ):
        assert words in out
    assert "DEATHS, CLEAR-MANDATE\n" not in out
    out, _ = parley("sensitivity", results, "--arms", "clear-mandate", "--outcomes", "deaths")
    assert "DEATHS, CLEAR-MANDATE\n" in out


def test_results_that_are_not_complete_say_so(tmp_path: Path) -> None:
    folder = tmp_path / "part"
    archived(study(), folder, missing=25)
    said = " ".join(parley("compare", folder)[0].split())
    assert "PROVISIONAL: 295 of 320 runs" in said
    assert "mandate is not complete" in said
    assert "1 row of as-it-was has no partner" in said
    said = " ".join(parley("sensitivity", folder)[0].split())
    assert "PROVISIONAL: only what is complete was used" in said
    _, err = parley("summarise", folder, "--format", "csv")
    assert "PROVISIONAL" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("summarise", "--format", "tabel"), "--format tabel: a format is"),
        (("summarise", "--by", "arn"), "did you mean `arm`?"),
        (("summarise", "--outcomes", "deths"), "did you mean `deaths`?"),
        (("compare", "--arms", "clear-mandat"), "did you mean `clear-mandate`?"),
        (("sensitivity", "--arms", "clear"), "there is no arm `clear`"),
        (("compare", "--arms", "as-it-was"), "only the baseline"),
    ],
)
def test_what_is_wrong_is_told_with_a_way_out(
    results: Path, words: tuple[str, ...], said: str
) -> None:
    out, err = parley(words[0], results, *words[1:], code=2)
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    for name in ("summarise", "compare", "sensitivity"):
        out, err = parley(name, tmp_path / "nowhere", code=2)
        assert out == ""
        assert "parley sweep" in err


def test_sensitivity_tells_what_it_leaves_out(results: Path) -> None:
    flat = " ".join(parley("sensitivity", results)[0].split())
    assert "No assumption surely matters for best agreement signed" in flat
    assert "BEST AGREEMENT SIGNED, AS-IT-WAS" not in flat
    asked = " ".join(parley("sensitivity", results, "--top", "1")[0].split())
    assert "No assumption surely matters" not in asked
    assert "BEST AGREEMENT SIGNED, AS-IT-WAS" in asked


def test_of_many_assumptions_the_first_are_shown(tmp_path: Path) -> None:
    luck = np.random.default_rng(4)
    answers = study()
    points = {f"behaviour.number_{place}": luck.random(40) for place in range(25)}
    many = replace(answers, points={"valley": answers.points["valley"].assign(**points)})
    archived(many, tmp_path / "many")
    flat = " ".join(parley("sensitivity", tmp_path / "many", "--outcomes", "deaths")[0].split())
    assert "6 more assumptions of 26: --top N shows the first N of them, --format csv all." in flat
