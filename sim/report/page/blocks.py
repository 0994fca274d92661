"""Parts that the page is made of: tables, lists, notices, pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping

from sim.report.page.markup import Markup, joined, tag
from sim.report.tables import Table


def html_table(table: Table, heading: bool = True) -> Markup:
    """A table with its heading as a caption; it scrolls by itself where there is little room."""
    head = [
        tag("th", name, scope="col", class_=_class(table, place))
        for place, name in enumerate(table.columns)
    ]
    body: list[Markup] = []
    before = ""
    for row in table.rows:
        cells = [
            tag("th", words, scope="row")
            if place == 0
            else tag("td", words, class_=_class(table, place))
            for place, words in enumerate(row)
        ]
        body.append(tag("tr", *cells, class_="first" if body and row[0] != before else None))
        before = row[0]
    caption = [tag("caption", table.heading)] if heading else []
    whole = tag(
        "table",
        *caption,
        tag("thead", tag("tr", *head)),
        tag("tbody", *body),
    )
    return tag("div", whole, class_="table", tabindex="0", role="region", aria_label=table.heading)


def _class(table: Table, place: int) -> str | None:
    return "number" if place >= table.right else None


def bullets(items: Iterable[str], class_: str | None = None) -> Markup:
    """A list."""
    return tag("ul", *(tag("li", item) for item in items), class_=class_)


def definitions(entries: Mapping[str, str]) -> Markup:
    """Terms with what they are."""
    return tag(
        "dl", *(part for key, said in entries.items() for part in (tag("dt", key), tag("dd", said)))
    )


def notice(*content: Markup) -> Markup:
    """What a reader must not miss."""
    return tag("div", *content, class_="warning", role="note")


def paragraphs(*texts: str, class_: str | None = None) -> Markup:
    """A paragraph a text; empty ones are left out."""
    return joined(tag("p", text, class_=class_) for text in texts if text)


def picture(kind: str, content: bytes, caption: str, alternative: str) -> Markup:
    """A picture in the page itself; `kind` is svg or png."""
    data = base64.b64encode(content).decode("ascii")
    media = {"svg": "image/svg+xml", "png": "image/png"}[kind]
    image = tag("img", src=f"data:{media};base64,{data}", alt=alternative)
    return tag("figure", image, tag("figcaption", caption))


def unfolding(head: str, text: str) -> Markup:
    """Text that is unfolded when asked for."""
    return tag("details", tag("summary", head), tag("pre", tag("code", text), tabindex="0"))
