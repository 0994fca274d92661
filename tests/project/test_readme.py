"""The README does what it says: its commands, edits and programs run in order in a copy.

A `console` block holds commands after `$ `; the comment `<!-- exit 2 -->` before it says that
the last one fails with that code. A `diff` block that begins with `--- file` is an edit made by
hand, a `python` block a program. A `text` block holds lines that what was just run has printed.
The rest of the README is not run. Each section begins in a folder of its own, unless it goes on
where the one before it ended. What is run is made smaller, in the ways that `SMALLER` lists.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

BLOCK = re.compile(
    r"(?:<!-- exit (?P<code>\d+) -->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
MAKE_RUN = "parley run scenarios/sochi-2014.yaml"
README = Path(__file__).parents[2] / "README.md"
GOES_ON = ("Break a line, and mend it",)
"""Sections that go on where the one before them ended."""
SMALLER = {
    r"--seed 7$": r"\g<0> --no-plots",
    r"--runs 100 ": "--runs 20 ",
    r"--runs 100$": "--runs 20",
    r"--runs 1000$": "--runs 40",
    r"--run 431$": r"\g<0> --no-plots",
    r"parley sweep \S+$": r"\g<0> --workers 1 --no-plots",
    r"parley validate \S+ --quick$": r"\g<0> --workers 1 --no-plots",
    r"parley audit \S+ --quick$": r"\g<0> --points 64 --runs 2",
}
"""What takes the place of parts of commands: pictures drawn once, fewer runs, no more processes."""
FEWER = {
    "experiments/mandate-clarity.yaml": ("points: 200", "points: 4"),
    "experiments/patterns/commitment.yaml": (
        "quick: {points: 24, runs: 2, median: 60}",
        "quick: {points: 2, runs: 1, median: 3}",
    ),
}
"""The same of the experiments in the copy."""
INSTALLS = ("git ", "cd ", "source ", "make setup", "make test", "make check", "make bench")


@dataclass(frozen=True)
class Step:
    """Something the README tells the reader to do."""

    kind: str
    text: str
    code: int = 0


def chapters(readme: str) -> dict[str, str]:
    """The sections in which something is done, by title; what goes on belongs to the one before."""
    found: dict[str, str] = {}
    for section in re.split(r"^## ", readme, flags=re.MULTILINE)[1:]:
        title, text = section.split("\n", maxsplit=1)
        if title in GOES_ON:
            found[list(found)[-1]] += text
        elif steps(text):
            found[title] = text
    return found


def steps(readme: str) -> list[Step]:
    """What the README tells the reader to do, in order."""
    found = []
    for block in BLOCK.finditer(readme):
        kind, text, code = block["kind"], block["text"], int(block["code"] or 0)
        if kind == "console":
            commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
            codes = [0] * (len(commands) - 1) + [code]
            found += [Step(kind, *pair) for pair in zip(commands, codes, strict=True)]
        elif kind in ("python", "text") or (kind == "diff" and text.startswith("--- ")):
            found.append(Step(kind, text, code))
    return found


def edit(folder: Path, text: str) -> None:
    """Make the edit of a `diff` block: each line taken away is replaced by the one added."""
    head, *lines = text.splitlines()
    path = folder / head.removeprefix("--- ").strip()
    before = [line[1:] for line in lines if line.startswith("-")]
    after = [line[1:] for line in lines if line.startswith("+")]
    content = path.read_text("utf-8")
    for old, new in zip(before, after, strict=True):
        assert content.count(f"{old}\n") == 1, f"{path.name} does not hold {old!r} exactly once"
        content = content.replace(f"{old}\n", f"{new}\n")
    path.write_text(content, "utf-8")


def smaller(command: str) -> str:
    """A command of the README as it is run here."""
    command = MAKE_RUN if command == "make run" else command
    for part, other in SMALLER.items():
        command = re.sub(part, other, command)
    return command


def perform(step: Step, folder: Path) -> subprocess.CompletedProcess[str] | None:
    """Do what a step says in a folder; nothing for the ones that install."""
    if step.kind == "diff":
        edit(folder, step.text)
        return None
    if step.kind == "console" and step.text.startswith(INSTALLS):
        return None
    if step.kind == "python":
        command = [sys.executable, "-c", step.text]
    else:
        command = ["bash", "-c", smaller(step.text)]
    return subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": "",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A folder with what a reader finds beside the package."""
    for name in ("scenarios", "experiments"):
        shutil.copytree(root / name, tmp_path / name)
    for name, (many, few) in FEWER.items():
        text = (tmp_path / name).read_text("utf-8")
        assert many in text, f"{name} does not hold {many!r}"
        (tmp_path / name).write_text(text.replace(many, few), "utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("title", chapters(README.read_text("utf-8")))
def test_the_readme_does_what_it_says(copy: Path, title: str) -> None:
    printed, before, edited = "", dict[str, str](), False
    for step in steps(chapters(README.read_text("utf-8"))[title]):
        edited = edited or step.kind == "diff"
        if step.kind == "text":
            assert [line for line in step.text.splitlines() if line not in printed] == [], printed
            continue
        done = perform(step, copy)
        if done is not None:
            printed = done.stdout + done.stderr
            shown = f"$ {step.text}\n{printed}"
            assert done.returncode == step.code, shown
            assert "Traceback" not in done.stderr, shown
            if edited and " run " in step.text and step.text in before:
                assert printed != before[step.text], f"the edit changed nothing\n{shown}"
            if smaller(step.text).startswith("parley run "):
                assert list((copy / "results").rglob("outcomes.parquet"))
            before[step.text] = printed


def test_all_that_the_readme_says_is_done_in_one_chapter_or_another() -> None:
    readme = README.read_text("utf-8")
    told = steps(readme)
    assert [step for text in chapters(readme).values() for step in steps(text)] == told
    assert Step("console", "make run") in told
    for part in SMALLER:
        assert any(re.search(part, step.text) for step in told), f"nothing is like {part!r}"
    for title in GOES_ON:
        assert f"\n## {title}\n" in readme


def test_steps_are_read_in_order_with_their_codes() -> None:
    readme = (
        "```console\n$ make run\nsome output\n```\n"
        "<!-- exit 2 -->\n```console\n$ parley a\n$ parley b\n```\n"
        "```yaml\na: 1\n```\n```python\nimport sim\n```\n"
    )
    assert steps(readme) == [
        Step("console", "make run"),
        Step("console", "parley a"),
        Step("console", "parley b", 2),
        Step("python", "import sim\n"),
    ]


def test_an_edit_needs_the_line_it_takes_away(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("one: 1\ntwo: 2\n", "utf-8")
    edit(tmp_path, "--- a.yaml\n-two: 2\n+two: 3\n")
    assert (tmp_path / "a.yaml").read_text("utf-8") == "one: 1\ntwo: 3\n"
    with pytest.raises(AssertionError, match="exactly once"):
        edit(tmp_path, "--- a.yaml\n-two: 2\n+two: 3\n")
