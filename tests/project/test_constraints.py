"""What is installed is pinned, for every Python that is supported."""

from __future__ import annotations

import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def pins(root: Path, python: str) -> dict[str, Requirement]:
    """The pins that hold on a Python, by name."""
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    holding = [
        pin
        for pin in wanted
        if pin.marker is None or pin.marker.evaluate({"python_version": python})
    ]
    by_name = {canonicalize_name(pin.name): pin for pin in holding}
    assert len(by_name) == len(holding), "something is pinned twice"
    return by_name


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_whatever_is_named_is_pinned_within_its_range(root: Path, python: str) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    named = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *chain(*project["project"]["optional-dependencies"].values()),
    ]
    pinned = pins(root, python)
    for text in named:
        wanted = Requirement(text)
        if wanted.name == project["project"]["name"]:
            continue
        (exact,) = pinned[canonicalize_name(wanted.name)].specifier
        assert exact.operator == "=="
        assert wanted.specifier.contains(exact.version), text


def test_each_python_gets_the_mesa_it_is_tested_with(root: Path) -> None:
    assert str(pins(root, "3.11")["mesa"].specifier) == "==3.3.1"
    assert str(pins(root, "3.13")["mesa"].specifier).startswith("==3.5")
