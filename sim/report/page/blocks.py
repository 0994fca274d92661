"""Parts that the page is made of: tables, lists, notices, pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping

from sim.report.page.markup import Markup, joined, tag
from sim.report.tables import Table


def html_table(table: Table, heading: bool = True, merged: int = 0) -> Markup:
    """A table with its heading as a caption; it scrolls by itself where there is little room.

    In the first `merged` columns a cell spans the rows that say the same there and before it.
    """
    head = [
        tag("th", name, scope="col", class_=_class(table, place))
        for place, name in enumerate(table.columns)
    ]
    body = [
        tag(
            "tr", *_cells(table, number, merged), class_="first" if _begins(table, number) else None
        )
        for number in range(len(table.rows))
    ]
    caption = [tag("caption", tag("span", table.heading))] if heading else []
    whole = tag("table", *caption, tag("thead", tag("tr", *head)), tag("tbody", *body))
    return tag("div", whole, class_="table", tabindex="0", role="region", aria_label=table.heading)


def _cells(table: Table, number: int, merged: int) -> Iterator[Markup]:
    for place, words in enumerate(table.rows[number]):
        rows = 1
        if place < merged:
            if number and _same(table, number, number - 1, place):
                continue
            while number + rows < len(table.rows) and _same(table, number, number + rows, place):
                rows += 1
        span = str(rows) if rows > 1 else None
        if place:
            yield tag("td", words, class_=_class(table, place), rowspan=span)
        else:
            yield tag("th", words, scope="rowgroup" if span else "row", rowspan=span)


def _same(table: Table, number: int, other: int, place: int) -> bool:
    """Whether two rows say the same up to a column."""
    return table.rows[number][: place + 1] == table.rows[other][: place + 1]


def _begins(table: Table, number: int) -> bool:
    return number > 0 and not _same(table, number, number - 1, 0)


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
