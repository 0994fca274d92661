"""Pattern files: what is refused before anything is run, what ships, and what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.analysis.patterns.carrying_out import DRAWS, MEDIAN, median_of, parts_of
from sim.analysis.patterns.pattern import load_pattern
from sim.analysis.patterns.validate import ORDER, load_patterns, pattern_files, waiting
from sim.analysis.patterns.verdict import stored_in
from sim.report.validation import notes_of, page_of
from sim.scenario.problems import UserError

DISPUTE = Path(__file__).resolve().parents[2] / "experiments" / "patterns" / "scenarios"

TEXT = f"""\
title: A pattern
question: Does it?
scenarios: [{(DISPUTE / "dispute.yaml").as_posix()}]
runs: 2
until: 2001-01-10
design: {{kind: latin-hypercube, points: 4}}
levers:
  one: {{title: One, baseline: true}}
  two: {{title: Two, changes: {{behaviour: {{retaliation: 0.3}}}}}}
  off: {{title: Off, changes: {{mechanisms: {{escalation: false}}}}}}
uncertainties:
  behaviour.incident_rate: {{low: 0.005, high: 0.05, distribution: log-uniform}}
  behaviour.retaliation: [0.2, 0.8]
pattern:
  claim: It does.
  source: Somebody 2001
  kind: emergent
  mechanism: This one; `escalation` switches it off.
  median: 6
  quick: {{points: 2, runs: 1, median: 3}}
  tests:
    more:
      role: effect
      says: More
      statistic: difference
      arms: [one, two]
      outcome: deaths
      direction: above
    nothing:
      role: control
      says: Nothing
      statistic: level
      arms: [off]
      outcome: major_war
      margin: 0.01
"""


@pytest.fixture
def write(tmp_path: Path) -> object:
    def written(text: str = TEXT) -> Path:
        path = tmp_path / "a-pattern.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refused(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_pattern(path)
    return "\n".join(problem.render() for problem in caught.value.problems)


def test_a_pattern_is_read_with_its_tests_in_order(write) -> None:
    pattern = load_pattern(write())
    assert pattern.key == "a-pattern"
    assert [test.name for test in pattern.tests] == ["more", "nothing"]
    assert pattern.columns == ("deaths", "major_war")
    assert pattern.experiment.bands == "none"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("statistic: difference", "statistic: diference", "did you mean `difference`?"),
        ("arms: [one, two]", "arms: [one, tow]", "did you mean `two`?"),
        ("arms: [one, two]", "arms: [one]", "`difference` compares 2"),
        ("outcome: deaths", "outcome: death", "did you mean `deaths`?"),
        ("outcome: deaths", "outcome: deaths >", "neither a column nor a comparison"),
        ("      direction: above\n", "", "lacks a direction"),
        ("      outcome: deaths\n", "", "lacks `outcome`"),
        ("outcome: deaths", "outcome: series.lag", "is not an outcome of a run"),
        ("kind: latin-hypercube, points: 4", "kind: grid, steps: 2", "draws its points"),
        ("kind: emergent", "kind: emergant", "pattern.kind"),
        ("statistic: level", "statistic: level\n      options: {days: 3}", "is no option"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(write, before: str, after: str, message: str) -> None:
    assert TEXT.count(before) == 1
    told = refused(write(TEXT.replace(before, after)))
    assert message in told
    assert "a-pattern.yaml:" in told


def test_an_experiment_without_a_pattern_is_none(write) -> None:
    assert "says no pattern" in refused(write(TEXT.partition("pattern:\n")[0]))


def test_the_median_is_the_middle_of_every_prior(write) -> None:
    experiment = median_of(load_pattern(write()).experiment, 6)
    points = experiment.points("dispute")
    assert len(points) == 1
    assert points.row(0)["behaviour.retaliation"] == pytest.approx(0.5)
    # Half of a log-uniform prior lies below the geometric mean of its ends.
    assert points.row(0)["behaviour.incident_rate"] == pytest.approx((0.005 * 0.05) ** 0.5)
    assert experiment.rows == 3 * 6


def test_draws_have_the_arms_of_effects_and_the_median_has_all(write, tmp_path: Path) -> None:
    pattern = load_pattern(write())
    parts = parts_of(pattern, tmp_path, quick=False)
    assert [arm.name for arm in parts[DRAWS].experiment.arms] == ["one", "two"]
    assert [arm.name for arm in parts[MEDIAN].experiment.arms] == ["one", "two", "off"]
    assert (parts[DRAWS].experiment.rows, parts[MEDIAN].experiment.rows) == (16, 18)
    quick = parts_of(pattern, tmp_path, quick=True)
    assert (quick[DRAWS].experiment.rows, quick[MEDIAN].experiment.rows) == (4, 9)


def test_the_patterns_that_ship_can_be_read(root: Path) -> None:
    patterns = load_patterns(pattern_files((), root / "experiments" / "patterns"))
    assert {pattern.key for pattern in patterns} >= set(ORDER[-4:])
    for pattern in patterns:
        points = pattern.experiment.cells(pattern.experiment.scenarios[0])
        roles = {test.said.role for test in pattern.tests}
        assert points >= 200, pattern.key
        assert "effect" in roles or "equivalence" in roles, pattern.key
        assert "control" in roles, f"{pattern.key} has no negative control"


def test_how_many_runs_would_decide_is_told_as_far_as_anybody_would_wait(root: Path) -> None:
    verdict, *_ = stored_in(root / "results" / "patterns", ORDER)
    first = verdict.tests[0]
    (told,) = notes_of([replace(verdict, tests=(replace(first, needs=53_872),))])
    assert told.endswith(f"too few to decide {first.name}; about 53,872 would.")
    (told,) = notes_of([replace(verdict, tests=(replace(first, needs=10**32),))])
    assert "1,000,000 would not be enough" in told
    assert notes_of([replace(verdict, tests=(replace(first, needs=0),))]) == []


def test_the_page_says_what_is_stored(root: Path) -> None:
    verdicts = stored_in(root / "results" / "patterns", ORDER)
    assert not any(verdict.quick for verdict in verdicts)
    page = (root / "docs" / "validation.md").read_text(encoding="utf-8")
    assert page == page_of(verdicts, waiting(verdicts, root / "experiments" / "patterns"))
    for verdict in verdicts:
        assert f"**{verdict.word}**" in page
