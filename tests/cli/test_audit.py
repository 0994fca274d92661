"""`parley audit`: what it prints and keeps, what it refuses; and `parley run --coder`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from sim.analysis.audit import audit as auditing
from sim.analysis.audit.audit import Size
from tests.cli.command import parley
from tests.experiment.files import VALLEY

TINY = Size(points=32, runs=2, tried=4, tried_runs=2, given=20, variants=0)
CODED = (
    VALLEY.replace("end: 2030-12-31", "end: 2030-03-10")
    .replace("range: [0.8, 1.2],", "range: [0.8, 1.2], coders: {anna: 0.8},")
    .partition("timeline:")[0]
)


@pytest.fixture
def valley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fictional scenario of ten days, and quick audits that are quicker still."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(auditing, "QUICK", TINY)
    file = tmp_path / "valley.yaml"
    file.write_text(CODED, encoding="utf-8")
    return file


def test_a_quick_audit_is_printed_and_kept_and_goes_on(valley: Path) -> None:
    page, _ = parley("audit", str(valley), "--quick")
    for text in (
        "Stylised model, not a forecast",
        "WHAT THE VARIANCE RESTS ON",
        "WHAT SURVIVES WHEN ALL ASSUMED NUMBERS VARY",
        "WHAT FOLLOWS AS EACH CODER HAS IT",
        "parties.norland.public.support",
        "cannot be told",
    ):
        assert text in page, page
    folder = Path("results/audit/valley")
    assert {"audit.png", "numbers.csv", "statements.csv"} <= {one.name for one in folder.iterdir()}
    kept = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    data, where = parley("audit", str(valley), "--quick", "--format", "csv")
    assert "results/audit/valley" in where.replace("\\", "/")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert len(rows) == len(kept["numbers"])
    capability = next(row for row in rows if row["path"] == "parties.norland.capability")
    assert capability["coders"] == "anna 0.8"
    assert capability["confidence"] == "assumed"


def test_all_bad_options_are_told_at_once(valley: Path) -> None:
    words = [
        "--points",
        "30",
        "--runs",
        "1",
        "--workers",
        "0",
        "--seed",
        "-1",
        "--existing",
        "keep",
        "--format",
        "xml",
    ]
    _, said = parley("audit", str(valley), *words, code=2)
    for option in ("--points", "--runs", "--workers", "--seed", "--existing", "--format"):
        assert option in said
    assert "Traceback" not in said
    assert not Path("results").exists()


def test_a_file_is_no_folder(valley: Path) -> None:
    _, said = parley("audit", str(valley), "--quick", "--out", str(valley), code=2)
    assert "not a folder" in said


def test_a_run_as_a_coder_has_it(valley: Path) -> None:
    parley("run", str(valley), "--coder", "anna", "--no-plots", "--out", "coded")
    provenance = json.loads(Path("coded/provenance.json").read_text(encoding="utf-8"))
    assert provenance["settings"] == ["coder anna"]
    _, said = parley("run", str(valley), "--coder", "ana", code=2)
    assert "did you mean `anna`?" in said
