"""Results under version control: the commands that made them may write there again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.store.folder import refuse_foreign

SHIPPED = ["hindcast", "hindcast-leaving-out"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_hindcast_can_be_made_again_where_it_lies(root: Path, name: str) -> None:
    """Without its provenance the folder would count as somebody else's."""
    folder = root / "results" / name
    assert (folder / "hindcast.csv").is_file()
    refuse_foreign(folder)


def test_so_can_the_draws_that_leave_an_episode_out(root: Path) -> None:
    folders = sorted((root / "results" / "calibration-leaving-out").iterdir())
    assert len(folders) == 8
    for folder in folders:
        refuse_foreign(folder)
