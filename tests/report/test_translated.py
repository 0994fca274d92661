"""A page in other words: no English one is left, neither in its texts nor in its pictures."""

from __future__ import annotations

import base64
import html
import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.analysis.indices import LEADING
from sim.analysis.wording import SHIPPED, Words
from sim.outcomes import AGREEMENT_KINDS, RUNGS
from sim.report.page import page as page_module
from sim.report.page.page import page_of
from sim.store.benchmark import ENGLISH
from sim.store.columns import in_words
from tests.figures.test_arms import Shown, shown
from tests.report.test_page import Outline, outline

LETTERS = re.compile("[A-Za-z]")
OTHER = "Ж"
DATA = (
    "results/mandate", "results/other", "latin-hypercube", "someone-2015", "numpy 2.4",
    "war.power", "war.cost", "as-it-was", "arm-1", "mandate", "other", "deaths",
)  # fmt: skip
"""What comes from results and from the model: names of files, factors, arms, outcomes."""


class Foreign(Shown):
    """Results whose labels and units are in another script than the catalogue's."""

    @property
    def columns(self) -> pd.DataFrame:
        own = super().columns
        return own.assign(label=[f"λ{place}" for place in range(len(own))], unit="μ")


def foreign(**about: object) -> Foreign:
    """Results that hold no English but what `DATA` and the rungs of ladders are called."""
    plain = shown(cells=12, titles={"as-it-was": "α", "arm-1": "β"})
    days = {"2014-06-10": "event", "2014-06-11": "meeting", "2014-06-12": "offensive"}
    told = {
        "title": "τίτλος",
        "question": "ερώτηση;",
        "titles": {"valley": "κοιλάδα"},
        "events": {
            "valley": [{"date": day, "kind": kind, "text": "γ"} for day, kind in days.items()]
        },
        "sectors": {"valley": [{"front": "line", "sector": "north", "name": "βορράς"}]},
    }
    own = {one.name: getattr(plain, one.name) for one in fields(plain)}
    made = Foreign(**{**own, "told": {**plain.told, **told}})
    return replace(made, **{"documented": documented(), **about})


def documented(**about: object) -> Mapping[str, object]:
    entry = {
        "outcome": "deaths", "party": None, "start": "2014-06-05", "end": "2014-06-20",
        "value": 9.0, "low": 3.0, "high": 20.0, "scored": True, "claimed_by": "σ",
        "source": "someone-2015", "text": "εννέα",
    }  # fmt: skip
    return {"valley": {"killed": {**entry, **about}}}


def unobserved() -> Foreign:
    """Results of which half is missing, and an arm in which nothing was counted."""
    least = documented(value=None, high="inf", scored=False)
    made = foreign(complete=False, expected_rows=999, documented=least)
    rows = made.rows.assign(**{"documented.killed": float("nan")})
    rows["deaths"] = rows["deaths"].where(rows["arm"] == "as-it-was")
    return replace(made, rows=rows)


def other_letters(text: str) -> str:
    """A phrase with another letter for each of its own, its places kept."""
    return "".join(
        LETTERS.sub(OTHER, part) + ("" if name is None else f"{{{name}}}")
        for part, name, _, _ in string.Formatter().parse(text)
    )


WORDS = Words({key: other_letters(text) for key, text in SHIPPED.phrases.items()})


def drawn(page: Outline) -> list[str]:
    """The texts in pictures: in SVG each stands as a remark beside the outlines of its letters."""
    texts: list[str] = []
    for image in page.all("img"):
        head, _, content = str(image["src"]).partition(",")
        assert head == "data:image/svg+xml;base64"
        picture = base64.b64decode(content).decode("utf-8")
        texts += map(html.unescape, re.findall("<!-- (.*?) -->", picture, re.DOTALL))
    return texts


def said(page: Outline) -> list[str]:
    """The texts of a page, those that only ears get included; no code."""
    code = re.compile("parley sweep .*|[ef]{16,}")
    heard = [str(one[key]) for _, one in page.tags for key in ("alt", "aria-label") if key in one]
    return [*(text for text in page.texts if not code.fullmatch(text)), *heard]


def english(texts: Iterable[str]) -> list[str]:
    """Texts with letters of the catalogue besides what comes from the data."""
    ladders = (*RUNGS, *AGREEMENT_KINDS)
    known = sorted({*DATA, *ladders, *map(in_words, ladders)}, key=len, reverse=True)
    data = re.compile("|".join(map(re.escape, known)))
    # One capital alone is the letter that a documented count goes by.
    return [text for text in texts if LETTERS.search(data.sub("", text)) and text not in ("A", "B")]


@pytest.mark.parametrize("answers", [foreign(), unobserved()], ids=["whole", "unobserved"])
def test_no_word_of_the_page_or_its_pictures_stays_english(answers: Foreign) -> None:
    page = outline(page_of([answers], WORDS))
    texts = drawn(page)
    assert len(page.all("img")) == 8
    assert sum(OTHER in text for text in texts) > 100
    assert f"2014-{3 * OTHER}" in texts, "months are words too"
    assert english(texts) == []
    assert english(said(page)) == []


def test_the_english_page_would_not_pass() -> None:
    page = outline(page_of([foreign()]))
    assert len(english(drawn(page))) > 100
    assert len(english(said(page))) > 50


def test_results_that_are_held_against_each_other_are_translated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_module, "drawn_pictures", lambda studies: [[] for _ in studies])
    page = outline(page_of([foreign(), foreign(seed=2, name="other")], WORDS))
    assert english(said(page)) == []


def test_every_text_that_is_drawn_is_in_the_catalogue_and_none_is_idle() -> None:
    folder = Path(sim.__file__).parent / "figures"
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    used = set(re.findall(r"[\"'](drawn_\w+)[\"']", code))
    made = {name for name in SHIPPED.phrases if name.startswith("drawn_")}
    ways = set(re.findall(r'f"(drawn_\w+_){', code))
    assert used <= made
    assert {name for name in made - used if not name.startswith(tuple(ways))} == set()
    by_method = {f"drawn_tornado_{method}" for method in ("sobol", "morris", "rank")}
    by_index = {f"drawn_index_{name.replace(' ', '_')}" for name in LEADING}
    assert by_method | by_index <= made


def test_amounts_are_told_alike_on_a_terminal_and_on_the_english_page() -> None:
    assert SHIPPED.amounts == ENGLISH
