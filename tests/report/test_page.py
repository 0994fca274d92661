"""The page of an experiment: complete in itself, escaped, readable without eyes, translatable."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from sim.analysis import wording
from sim.analysis.wording import SHIPPED, Words
from sim.archive.block import Failure
from sim.figures.arms.subject import Study
from sim.report.page import drawn as drawn_module
from sim.report.page import page as page_module
from sim.report.page.markup import Markup, joined, tag
from sim.report.page.page import page_of, write_page
from sim.report.page.words import places_of, read_words
from sim.scenario.problems import UserError
from tests.figures.test_arms import Shown, shown

HOSTILE = "<script>alert('x')</script>"
CATALOGUE = Path(wording.__file__).with_name("words.yaml")


@dataclass
class Outline(HTMLParser):
    """What a page is made of, read like a browser does."""

    open: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((name, dict(attributes)))
        if name not in ("meta", "img", "br"):
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        if not self.open or self.open.pop() != name:
            self.wrong.append(name)

    def handle_data(self, text: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(text)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for own, attributes in self.tags if own == name]


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    found.close()
    return found


def small(**about: object) -> Shown:
    return shown(cells=12, titles={"arm-1": f"Clear {HOSTILE}"}, **about)


def hostile() -> Shown:
    answers = small(inputs={"00-it.yaml": f"title: {HOSTILE} & more"})
    told = {**answers.told, "title": f'{HOSTILE} "quoted"', "question": f"<b>{HOSTILE}</b>"}
    return replace(answers, told=told)


@pytest.fixture(scope="module")
def whole() -> str:
    return page_of([hostile()])


@pytest.fixture
def unillustrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without pictures, for what is not about them."""
    monkeypatch.setattr(page_module, "drawn_pictures", lambda studies: [[] for _ in studies])


def test_the_page_needs_nothing_from_outside(whole: str) -> None:
    page = outline(whole)
    assert page.all("script") == page.all("link") == page.all("iframe") == []
    sources = [str(one.get("src")) for one in page.all("img")]
    assert len(sources) == 8
    assert all(one.startswith(("data:image/svg+xml;base64,", "data:image/png")) for one in sources)
    assert all(str(one["href"]).startswith("#") for one in page.all("a"))
    style = whole[whole.index("<style>") : whole.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in str(page.all("meta")[1]["content"])
    assert len(whole.encode()) < 5_000_000


def test_every_text_is_escaped(whole: str) -> None:
    assert "<script" not in whole
    said = "".join(outline(whole).texts)
    assert said.count(HOSTILE) >= 5
    assert f"title: {HOSTILE} & more" in said


def test_the_page_can_be_read_without_eyes(whole: str) -> None:
    page = outline(whole)
    assert (page.open, page.wrong) == ([], [])
    levels = [int(name[1]) for name, _ in page.tags if name in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(str(one.get("alt")).startswith("Picture.") for one in page.all("img"))
    assert all(one.get("scope") for one in page.all("th"))
    names = [str(one["id"]) for _, one in page.tags if "id" in one]
    assert len(names) == len(set(names))
    assert {str(one["href"])[1:] for one in page.all("a")} <= set(names)
    assert page.all("html")[0] == {"lang": "en", "dir": "ltr"}


@pytest.mark.usefixtures("unillustrated")
def test_the_page_tells_question_answer_numbers_and_where_they_come_from() -> None:
    answers = small()
    study = Study(answers)
    said = "".join(outline(page_of([answers])).texts)
    assert study.comparison is not None
    for words in (
        "Stylised model, not a forecast",
        "What would have been different?",
        *study.comparison.sentences,
        "Nine killed, by one account",
        "a side (claim)",
        "The valley in June",
        "war.power",
        "e" * 64,
        "f" * 16,
        "parley sweep experiments/mandate.yaml --runs 1",
    ):
        assert words in said, words
    assert "PROVISIONAL" not in said


@pytest.mark.usefixtures("unillustrated")
def test_what_is_missing_and_what_failed_is_named() -> None:
    failure = Failure("valley", 10, 20, "ValueError", "it <broke>")
    page = page_of([small(complete=False, expected_rows=99, failures=(failure,))])
    said = "".join(outline(page).texts)
    assert "PROVISIONAL: 72 of 99 runs" in said
    assert "27 of 99 runs are missing" in said
    assert "valley, rows 10 to 20: ValueError: it <broke>" in said


@pytest.mark.usefixtures("unillustrated")
def test_one_arm_without_factors_leaves_out_what_there_is_not() -> None:
    answers = shown(arms=1, cells=1, runs=20, points={}, kind="none", documented={})
    page = outline(page_of([answers]))
    said = "".join(page.texts)
    assert "There is only one arm" in said
    assert "No assumption was varied" in said
    assert "Nothing is documented" in said
    assert "What the arms change" not in said


@pytest.mark.usefixtures("unillustrated")
def test_several_results_have_a_section_each_and_are_compared() -> None:
    page = outline(page_of([small(), small(seed=2, name="other")]))
    said = "".join(page.texts)
    assert "2 experiments" in said
    assert {"r1-answer", "r2-answer", "between"} <= {str(one.get("id")) for _, one in page.tags}
    assert "their seeds differ" in said


@pytest.mark.usefixtures("unillustrated")
def test_results_that_cannot_be_compared_say_why() -> None:
    other = small(name="other")
    far = replace(
        other, rows=other.rows.assign(scenario="hills"), points={"hills": other.points["valley"]}
    )
    said = "".join(outline(page_of([small(), far])).texts)
    assert "They cannot be held against each other" in said


@dataclass(frozen=True)
class Sketch:
    """A picture of which only the size is known."""

    name: str
    as_svg: int
    as_png: int

    def svg(self) -> bytes:
        return b"s" * self.as_svg

    def png(self) -> bytes:
        return b"p" * self.as_png


def test_pictures_that_are_too_large_become_coarser_and_then_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sketches = [Sketch("small", 10, 20), Sketch("large", 100, 30), Sketch("larger", 200, 90)]
    monkeypatch.setattr(drawn_module, "pictures", lambda _: sketches)

    def formats(largest: int) -> list[str]:
        (found,) = drawn_module.drawn_pictures([Study(shown())], largest)
        assert sum(len(one.content) for one in found) <= largest
        return [one.format for one in found]

    assert formats(310) == ["svg", "svg", "svg"]
    assert formats(300) == ["svg", "svg", "png"]
    assert formats(130) == ["svg", "png", "png"]
    assert formats(129) == ["svg", "png", ""]
    assert formats(5) == ["", "", ""]


def test_markup_escapes_whatever_is_not_markup() -> None:
    made = tag("p", "a < b", Markup("<br>"), title='"x" & y', class_="k", hidden=None)
    assert made == '<p title="&quot;x&quot; &amp; y" class="k">a &lt; b<br></p>'
    assert joined(["<", Markup("<i>")]) == "&lt;<i>"


def test_a_translation_changes_every_word_of_the_page(tmp_path: Path, unillustrated: None) -> None:
    lines = []
    for line in CATALOGUE.read_text("utf-8").splitlines():
        key, _, said = line.partition(": ")
        lines.append(
            f"{key}: {said[:1]}Ж{said[1:]}"
            if said.startswith('"')
            else line
            if line.startswith("#")
            else f"{key}: Ж{said}"
        )
    path = tmp_path / "words.yaml"
    path.write_text("\n".join(lines).replace("language: Жen", "language: xx"), "utf-8")
    words = read_words(path)
    answers = shown(arms=1, cells=1, runs=9, points={}, kind="none", documented={})
    page = outline(page_of([answers], words))
    assert page.all("html")[0]["lang"] == "xx"
    heads = [
        text
        for text in page.texts
        if text in {words(key) for key in ("question", "answer", "arms")}
    ]
    assert len(heads) >= 3
    assert all(text.startswith("Ж") for text in heads)


def test_the_sentences_of_the_answer_are_translated_too(unillustrated: None) -> None:
    phrases = dict(SHIPPED.phrases)
    phrases["said_sentence"] = "{arm}: im Modell {clauses}."
    phrases["said_fewer_percent"] = "{size}% weniger {label} [{low}, {high}]"
    page = outline(page_of([shown(arms=2)], Words(phrases)))
    (told,) = [text for text in page.texts if ": im Modell " in text]
    assert "weniger deaths [" in told
    assert not [text for text in page.texts if "in the model, " in text]


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (("answer: Answer\n", ""), "lacks the word `answer`", "it is “Answer” in English"),
        (("answer: Answer", "anser: Answer"), "`anser` is not a word", "did you mean `answer`?"),
        (("{missing} of", "{mising} of"), "a place {mising}", "{expected}, {missing}"),
        (("{missing} of", "Of"), "lacks the place {missing}", "in English"),
        (("answer: Answer", "answer: 'Answer {'"), "braces that cannot be read", "write {{"),
        (("answer: Answer", "answer: [a]"), "should be a text", ""),
        (("answer: Answer", "answer: ''"), "should be a text", ""),
    ],
)  # fmt: skip
def test_a_catalogue_that_does_not_fit_is_refused(
    tmp_path: Path, change: tuple[str, str], message: str, hint: str
) -> None:
    text = CATALOGUE.read_text("utf-8")
    assert change[0] in text
    path = tmp_path / "words.yaml"
    path.write_text(text.replace(*change), "utf-8")
    with pytest.raises(UserError) as refused:
        read_words(path)
    found = [one for one in refused.value.problems if message in one.message]
    assert found, refused.value
    assert hint in (found[0].hint or "")


def test_the_shipped_words_have_only_plain_places() -> None:
    for key, said in SHIPPED.phrases.items():
        assert said.strip(), key
        assert all(name.isidentifier() for name in places_of(said))


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("earlier")
    write_page(path, "later")
    assert path.read_text() == "later"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(UserError, match="is a folder"):
        write_page(tmp_path, "x")
    with pytest.raises(UserError, match="cannot write"):
        write_page(tmp_path / "nowhere" / "report.html", "x")


def test_tables_of_the_page_merge_what_repeats(whole: str) -> None:
    spans = [int(str(one["rowspan"])) for one in outline(whole).all("th") if one.get("rowspan")]
    assert spans
    assert set(spans) == {2}
