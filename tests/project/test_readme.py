"""The README does what it says: its commands, edits and programs run in order in a copy.

A `console` block holds commands after `$ `; the comment `<!-- exit 2 -->` before it says that
the last one fails with that code. A `diff` block that begins with `--- file` is an edit made by
hand, a `python` block a program. A `text` block holds lines that what was just run has printed.
The rest of the README is not run.
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
POINTS, FEW_POINTS = "points: 200", "points: 12"
"""Of the shipped experiments and of their copies: what the README shows takes half a minute."""
INSTALLS = ("git ", "cd ", "source ", "make setup", "make test", "make check", "make bench")


@dataclass(frozen=True)
class Step:
    """Something the README tells the reader to do."""

    kind: str
    text: str
    code: int = 0


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
        text = MAKE_RUN if step.text == "make run" else step.text
        command = ["bash", "-c", text]
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
    for path in (tmp_path / "experiments").glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(POINTS, FEW_POINTS), "utf-8")
    return tmp_path


def test_the_readme_does_what_it_says(root: Path, copy: Path) -> None:
    told = steps((root / "README.md").read_text("utf-8"))
    assert Step("console", "make run") in told
    printed, before, edited = "", dict[str, str](), False
    for step in told:
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
            before[step.text] = printed
    assert list((copy / "results").rglob("outcomes.parquet"))


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
