"""The verbs that read and write scenarios: what they print, where, and with which exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.experiment.editor import render_experiment_schema
from sim.experiment.load import load_experiment
from sim.scenario.editor import MODELINE, WHERE, render_schema
from sim.scenario.problems import UserError
from tests.cli.command import parley


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def process(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_new_then_check_then_describe(here: Path) -> None:
    out, err = parley("new", "two-valleys")
    assert out.startswith("wrote two-valleys.yaml\n")
    assert err == ""
    assert [file.name for file in here.iterdir()] == ["two-valleys.yaml"]
    out, err = parley("check", "two-valleys.yaml")
    expected = "fine (56 numbers: 1 documented, 1 inferred, 54 assumed)"
    assert (out, err) == (f"two-valleys.yaml: {expected}\n", "")
    out, err = parley("describe", "two-valleys.yaml")
    assert err == ""
    for words in (
        "The Arda valley",
        "is not a forecast",
        "Southmark",
        "local_retaliation",
        "retaliation_memory",
        "field-notes",
        "issues.valley.by_force=0.8",
    ):
        assert words in out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert not any(line.endswith(" ") for line in out.splitlines())
    assert "\x1b" not in out


def test_new_names_the_schema_of_the_repository(here: Path) -> None:
    (here / WHERE).parent.mkdir(parents=True)
    (here / WHERE).write_text("{}", encoding="utf-8")
    (here / "scenarios").mkdir()
    parley("new", "scenarios/mine.yaml")
    first = (here / "scenarios" / "mine.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"{MODELINE}../{WHERE}"


def test_new_overwrites_nothing(here: Path) -> None:
    (here / "mine.yaml").write_text("precious", encoding="utf-8")
    out, err = parley("new", "mine", code=2)
    assert out == ""
    assert "exists already" in err
    assert (here / "mine.yaml").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize(
    "name",
    ["Two Valleys", "", "../Bad", ".hidden", "a b", "nowhere/x", "-x", "x" * 61, "a\nb", "é"],
)
def test_new_refuses_names(name: str, here: Path) -> None:
    out, err = parley("new", "--", name, code=2)
    assert out == ""
    assert err.count("\n") == 1
    assert list(here.iterdir()) == []


def test_check_tells_of_every_file(here: Path) -> None:
    parley("new", "good")
    text = (here / "good.yaml").read_text(encoding="utf-8")
    (here / "bad.yaml").write_text(
        text.replace("attention: 0.5", "attention: 5").replace("title:", "titel:"), encoding="utf-8"
    )
    out, err = parley("check", "bad.yaml", "missing.yaml", "good.yaml", code=2)
    assert out.startswith("good.yaml: fine (")
    assert "bad.yaml:10:1: titel is not a key known here; did you mean `title`?" in err
    assert "bad.yaml:73:16: mediators.the_envoy.attention is 5, outside 0 to 1 (share)" in err
    assert "missing.yaml: there is no such file" in err
    assert "Traceback" not in err
    assert sorted(file.name for file in here.iterdir()) == ["bad.yaml", "good.yaml"]


def test_a_problem_shared_by_files_is_told_once(here: Path) -> None:
    parley("new", "base")
    text = (here / "base.yaml").read_text(encoding="utf-8")
    (here / "base.yaml").write_text(
        text.replace("attention: 0.5", "attention: 5"), encoding="utf-8"
    )
    (here / "variant.yaml").write_text("extends: base.yaml\n", encoding="utf-8")
    _, err = parley("check", "base.yaml", "variant.yaml", code=2)
    assert err.count("outside 0 to 1") == 1


def test_warnings_do_not_fail(here: Path) -> None:
    parley("new", "mine")
    out, err = parley("check", "mine.yaml", "--set", "behaviour.war_deaths=60")
    assert "fine" in out
    assert "--set behaviour.war_deaths=60: warning: " in err


def test_settings_are_checked(here: Path) -> None:
    parley("new", "mine")
    for verb in ("check", "describe"):
        out, err = parley(verb, "mine.yaml", "--set", "partys.norland.capability=1", code=2)
        assert out == ""
        assert "did you mean `parties`?" in err


def test_schema_is_printed_or_written(here: Path) -> None:
    assert parley("schema")[0] == render_schema()
    assert parley("schema", "--out", "s.json")[0] == "wrote s.json\n"
    assert (here / "s.json").read_text(encoding="utf-8") == render_schema()
    assert "cannot be written" in parley("schema", "--out", "no/where.json", code=2)[1]
    parley("schema", "--out", "s.json")
    _, err = parley("schema", "--experiment", "--out", "s.json", code=2)
    assert "s.json: is there already, and is no schema of `parley schema --experiment`" in err
    assert (here / "s.json").read_text(encoding="utf-8") == render_schema()


def test_a_description_takes_no_other_files_place(here: Path) -> None:
    parley("new", "mine")
    (here / "notes.md").write_text("mine\n", encoding="utf-8")
    _, err = parley("describe", "--odd", "mine.yaml", "--out", "notes.md", code=2)
    assert "notes.md: is there already, and is no description" in err
    assert (here / "notes.md").read_text(encoding="utf-8") == "mine\n"
    for _ in range(2):
        assert parley("describe", "--odd", "mine.yaml", "--out", "o.md")[0] == "wrote o.md\n"


def test_a_file_of_another_kind_is_named_in_one_line(here: Path) -> None:
    parley("new", "mine")
    text = "title: More\nquestion: Why?\nscenarios: [mine]\ndesign: grid\n"
    (here / "one.yaml").write_text(text, encoding="utf-8")
    _, err = parley("describe", "one.yaml", code=2)
    assert err == (
        "one.yaml: this is an experiment, not a scenario; `parley sweep one.yaml` takes it\n"
    )
    with pytest.raises(UserError) as refused:
        load_experiment("mine.yaml")
    (problem,) = refused.value.problems
    assert problem.message == "this is a scenario, not an experiment"
    assert problem.hint == "`parley run mine.yaml` takes it"


def test_the_schema_of_experiments(here: Path) -> None:
    assert parley("schema", "--experiment")[0] == render_experiment_schema()
    assert parley("schema", "--experiment", "--out", "e.json")[0] == "wrote e.json\n"
    assert (here / "e.json").read_text(encoding="utf-8") == render_experiment_schema()


def test_check_knows_an_experiment_from_a_scenario(here: Path) -> None:
    parley("new", "mine")
    text = "title: More\nquestion: Why?\nscenarios: [mine]\nlevers:\n  as-it-is: {}\n"
    text += "  more: {changes: {mediators: {the_envoy: {attention: 0.9}}}}\n"
    text += "uncertainties: {behaviour.war_cost: [0.1, 0.2]}\n"
    (here / "one.yaml").write_text(text, encoding="utf-8")
    (here / "two.yaml").write_text(text.replace("attention", "atention"), encoding="utf-8")
    out, err = parley("check", "one.yaml", "mine.yaml")
    assert out.splitlines()[0] == (
        "one.yaml: fine (1 scenario, 2 arms, 200 points of 1 factor, 40,000 runs)"
    )
    assert out.splitlines()[1].startswith("mine.yaml: fine (")
    assert err == ""
    out, err = parley("check", "one.yaml", "two.yaml", code=2)
    assert "two.yaml:6:44: mediators.the_envoy.atention is not a key known here" in err
    _, err = parley("check", "one.yaml", "--set", "title=x", code=2)
    assert err.startswith("--set title=x: a setting changes a scenario, not an experiment")


def test_warnings_of_an_experiment_do_not_fail(here: Path) -> None:
    parley("new", "mine")
    text = "title: More\nquestion: Why?\nscenarios: [mine]\ndesign: {kind: sobol, points: 9}\n"
    (here / "one.yaml").write_text(text, encoding="utf-8")
    out, err = parley("check", "one.yaml")
    assert "9 points of" in out
    assert "one.yaml:4:31: warning: design.points is 9, not a power of 2" in err


def test_names_need_no_file(here: Path) -> None:
    out, _ = parley("describe", "--names")
    for words in ("losses(30)", "deaths in 30 days", "clip", "retaliation_memory", "clashes = 2"):
        assert words in out
    assert max(len(line) for line in out.splitlines()) <= 80
    parley("new", "mine")
    assert "'autumn_meeting'" in parley("describe", "--names", "mine.yaml")[0]
    assert "no scenario was given" in parley("describe", code=2)[1]


def test_usage_errors_and_help() -> None:
    assert "Usage" in parley("--help")[0]
    parley("bogus", code=2)
    parley("check", code=2)
    parley("check", "--bogus", "x.yaml", code=2)
    assert parley("--version")[0].startswith("parley")


@pytest.mark.parametrize(
    "words", [("--help",), ("check", "--help"), ("run", "--help"), ("--version",)]
)
def test_help_loads_nothing_heavy(words: tuple[str, ...], tmp_path: Path) -> None:
    # Typer itself asks pydantic about the options of a single verb.
    program = (
        "import sys\nfrom sim.cli.app import app\n"
        f"try:\n    app({list(words)!r})\nexcept SystemExit:\n    pass\n"
        "heavy = {'mesa', 'pandas', 'seaborn', 'matplotlib', 'scipy', 'pyarrow', 'numpy',"
        " 'yaml', 'rich', 'networkx'}\n"
        "heavy |= {'pydantic'} if len(sys.argv) == 1 else set()\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words[1:]],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.endswith("LOADED []\n"), done.stdout


def test_a_mistake_ends_the_process_with_two(tmp_path: Path) -> None:
    done = process("check", "none.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "none.yaml: there is no such file\n"


def test_a_terminal_without_unicode_is_no_reason_to_fail(tmp_path: Path) -> None:
    process("new", "mine", cwd=tmp_path)
    done = process("describe", "mine.yaml", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "The Arda valley" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_nobody_reading_on_is_no_error(tmp_path: Path) -> None:
    process("new", "mine", cwd=tmp_path)
    done = subprocess.run(
        f"{sys.executable} -m sim describe mine.yaml | head -n 1",
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("The Arda valley\n", "")


def test_an_interruption_is_one_line(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    Path("x.yaml").touch()
    monkeypatch.setattr("sim.scenario.load.load", interrupt)
    _, err = parley("check", "x.yaml", code=130)
    assert err == "interrupted; nothing half-finished is left\n"
