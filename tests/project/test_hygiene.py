"""What is committed is small, names no download host, and runs anywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

LARGEST_BYTES = 1_000_000

# Put together from parts, so that this file does not contain what it forbids.
HOSTS = re.compile(
    "("
    + "|".join(("py" + "pi", "python" + "hosted", "npm" + "js", "deb" + "ian"))
    + r")\.(org|com)"
)
WORKPLACE = re.compile(
    r"(?<![\w.~-])/("
    + "|".join(
        ("work" + "/(main|shared|\\.)", "ro" + "ot/", "ho" + "me/", "Us" + "ers/", "opt" + "/")
    )
    + ")"
)


def committed(root: Path) -> list[Path]:
    """The files under version control or about to be; without git, all but hidden folders."""
    if shutil.which("git") and (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        paths = [root / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [
            path
            for path in root.rglob("*")
            if not any(part.startswith(".") for part in path.relative_to(root).parts)
        ]
    return [path for path in paths if path.is_file()]


def mentions(pattern: re.Pattern[str], root: Path) -> list[str]:
    """The lines of committed text that match."""
    found = []
    for path in committed(root):
        text = path.read_text("utf-8", errors="replace")
        found += [
            f"{path.relative_to(root)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


def test_no_file_is_large(root: Path) -> None:
    paths = committed(root)
    assert paths, "no files were listed"
    assert [str(path) for path in paths if path.stat().st_size > LARGEST_BYTES] == []


def test_no_download_host_is_named(root: Path) -> None:
    assert mentions(HOSTS, root) == []


def test_no_path_of_one_machine_is_named(root: Path) -> None:
    assert mentions(WORKPLACE, root) == []


@pytest.mark.parametrize("host", ["https://files.python" + "hosted.org/x", "py" + "pi.org/simple"])
def test_a_host_is_recognised(host: str) -> None:
    assert HOSTS.search(host)


@pytest.mark.parametrize(
    "path", ["/ho" + "me/someone/x", '"/ro' + 'ot/.pyenv"', "/work" + "/shared/a"]
)
def test_a_path_of_one_machine_is_recognised(path: str) -> None:
    assert WORKPLACE.search(path)


@pytest.mark.parametrize("path", ["docs/home/x", "frame/work/main", "$HOME/x", "homework/main"])
def test_other_paths_are_not(path: str) -> None:
    assert not WORKPLACE.search(path)
