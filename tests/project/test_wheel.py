"""The wheel holds what it should, and the command runs from it and from nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCENARIO = "sochi-2014.yaml"
START = (
    "import sys\n"
    "from importlib.metadata import entry_points\n"
    "(command,) = entry_points(group='console_scripts', name='parley')\n"
    "sys.argv[0] = 'parley'\n"
    "sys.exit(command.load()())"
)


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the source without reaching for a network."""
    source = tmp_path_factory.mktemp("source") / "parley"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, source)
    shutil.copytree(root / "sim", source / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    out = tmp_path_factory.mktemp("wheel")
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run([sys.executable, *build], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel: for a pure Python wheel that is installing it."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def parley(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command of the unpacked wheel in another folder."""
    return subprocess.run(
        [sys.executable, "-c", START, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_wheel_holds_the_package_and_its_data(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = {name for name in names if name.startswith("sim/")}
    source = {
        path.relative_to(root).as_posix()
        for pattern in ("*.py", "*.yaml")
        for path in (root / "sim").rglob(pattern)
    }
    assert source, "no sources were read"
    assert source <= package
    assert any(name.startswith("sim/scenario/rulebooks/") for name in package)
    assert "sim/py.typed" in package
    assert {name.split("/")[0] for name in names - package} == {"parley_sim-0.1.0.dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_command_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    program = "import sim; print(sim.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_help_lists_the_verbs(installed: Path, tmp_path: Path) -> None:
    done = parley(installed, tmp_path, "--help")
    assert done.returncode == 0, done.stderr
    for verb in ("new", "check", "schema", "describe", "run"):
        assert verb in done.stdout


def test_a_scenario_elsewhere_is_checked(installed: Path, root: Path, tmp_path: Path) -> None:
    for path in (root / "scenarios").glob("*.yaml"):
        shutil.copy(path, tmp_path)
    done = parley(installed, tmp_path, "check", SCENARIO)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_scenario_is_refused(installed: Path, root: Path, tmp_path: Path) -> None:
    for path in (root / "scenarios").glob("*.yaml"):
        shutil.copy(path, tmp_path)
    text = (tmp_path / SCENARIO).read_text("utf-8")
    (tmp_path / SCENARIO).write_text(text.replace("\nparties:", "\npartis:", 1), "utf-8")
    done = parley(installed, tmp_path, "check", SCENARIO)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "partis" in done.stderr
    assert "Traceback" not in done.stderr
