"""The page as a whole: one file that needs no server, no script and nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.compare import compare
from sim.analysis.wording import SHIPPED, Words
from sim.figures.arms.study import put
from sim.figures.arms.subject import Study
from sim.report.page.blocks import bullets, html_table, paragraphs
from sim.report.page.drawn import drawn_pictures
from sim.report.page.markup import Markup, joined, tag
from sim.report.page.numbers import difference_tables
from sim.report.page.section import Section
from sim.scenario.problems import Problem, UserError

if TYPE_CHECKING:
    from sim.archive.answers import Answers

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
CAVEATS = ("model", "intervals", "assumed", "many", "names")


def page_of(
    answers: Sequence[Answers],
    words: Words = SHIPPED,
    outcomes: Sequence[str] | None = None,
) -> str:
    """The page about one set of results or several, as HTML.

    Several are told one after another, and held against the first where they share a scenario.
    `words` are those that come with the package unless given. Raises UserError for unknown
    outcomes.
    """
    studies = [Study(one, outcomes, words) for one in answers]
    drawn = drawn_pictures(studies)
    several = len(studies) > 1
    sections = [
        Section(words, study, pictures, place, several)
        for place, (study, pictures) in enumerate(zip(studies, drawn, strict=True), start=1)
    ]
    title = words("title_of_several", number=len(sections)) if several else sections[0].title
    between = _between(words, answers, outcomes) if several else Markup()
    body = tag(
        "body",
        tag("a", words("skip"), href="#answer-first", class_="skip"),
        _header(words, title, sections),
        _contents(words, sections),
        tag("main", *(one.html() for one in sections), between, _caveats(words), id="answer-first"),
        tag("footer", words("made_by", version=_version())),
    )
    page = tag("html", _head(words, title), body, lang=words("language"), dir=words("direction"))
    return f"<!DOCTYPE html>\n{page}\n"


def write_page(path: Path, page: str) -> None:
    """Put the page in its place, whole or not at all; UserError if it cannot be written."""
    if path.is_dir():
        hint = "name a file, such as `report.html`"
        raise UserError(Problem(f"`{path}` is a folder", "--out", hint=hint))
    try:
        put(path, page.encode("utf-8"))
    except OSError as problem:
        message = f"cannot write `{path}`: {problem.strerror or problem}"
        raise UserError(Problem(message, "--out")) from problem


def _head(words: Words, title: str) -> Markup:
    style = (files("sim.report.page") / "style.css").read_text(encoding="utf-8")
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content=words("made_by", version=_version())),
        tag("title", title),
        tag("style", Markup(style)),
    )


def _header(words: Words, title: str, sections: Sequence[Section]) -> Markup:
    lines = list(dict.fromkeys(section.status() for section in sections))
    caveat = " · ".join([words("caveat"), *lines])
    return tag("header", tag("h1", title), tag("p", caveat, class_="caveat"))


def _contents(words: Words, sections: Sequence[Section]) -> Markup:
    items: list[Markup] = []
    for section in sections:
        links = [
            tag("a", heading, href=f"#{section.anchor(name)}")
            for name, heading in section.headings.items()
        ]
        if section.several:
            head = tag("a", section.title, href=f"#r{section.place}")
            items.append(joined([head, bullets(links)]))
        else:
            items += links
    if len(sections) > 1:
        items.append(tag("a", words("between"), href="#between"))
    items.append(tag("a", words("caveats"), href="#caveats"))
    return tag("nav", bullets(items), aria_label=words("contents"))


def _between(words: Words, answers: Sequence[Answers], outcomes: Sequence[str] | None) -> Markup:
    head = tag("h2", words("between"), id="between", class_="part")
    try:
        found = compare(*answers, outcomes=outcomes, words=words.sentences)
    except UserError as error:
        why = "; ".join(problem.message for problem in error.problems)
        return tag("section", head, paragraphs(words("between_not", why=why)))
    notes = [words("note", note=note) for note in (*found.notes, *found.left_over)]
    return tag(
        "section",
        head,
        paragraphs(words("between_key"), class_="key"),
        bullets(found.sentences, "answer"),
        *(html_table(table) for table in difference_tables(words, found.effects, {})),
        paragraphs(words("differences_key"), class_="key"),
        paragraphs(*notes),
    )


def _caveats(words: Words) -> Markup:
    items = [words(f"caveat_{name}") for name in CAVEATS]
    return tag("section", tag("h2", words("caveats"), id="caveats", class_="part"), bullets(items))


def _version() -> str:
    try:
        return version("parley-sim")
    except PackageNotFoundError:
        return ""
