"""The command as tests give it: in this process, with what it says and its exit code."""

from __future__ import annotations

from typer.testing import CliRunner

from sim.cli.app import app


def parley(*words: object, code: int = 0) -> tuple[str, str]:
    """What `parley` prints for some words, and what it says on the error stream."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.stdout, result.stderr
