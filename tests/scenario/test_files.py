"""Files that are no scenarios are refused quickly, with a reason."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sim.scenario.document import LARGEST, MOST_PARTS, parse_document
from sim.scenario.load import load
from sim.scenario.places import Block, Origin, find, places, plain_data
from sim.scenario.problems import Problem, UserError

BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def refused(file: Path) -> Problem:
    started = time.perf_counter()
    with pytest.raises(UserError) as caught:
        load(file)
    assert time.perf_counter() - started < 5
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"# only a comment\n", "says nothing"),
        (b"null\n", "says nothing"),
        (b"just text\n", "made of keys"),
        (b"- a\n- b\n", "made of keys"),
        (b"\x00\x01\x02\x03", "binary file"),
        (bytes(range(128, 256)), "not UTF-8"),
        (b"title: caf\xe9\n", "not UTF-8"),
        ("title: x".encode("utf-16"), "UTF-16"),
        (b"title: " + b"x" * LARGEST, "larger than 1,000,000 bytes"),
        (b"[" * 100_000, "nested more than 30"),
        (b"{a: " * 50_000, "nested more than 30"),
        (b"a: " + b"[" * 28 + b"1" + b"]" * 27, "not closed"),
        (BOMB.encode(), "anchors"),
        (b"title: *x\n", "aliases"),
        (b"- " * 40_000, "nested more than 30"),
        (b"a: [" + b"x," * (MOST_PARTS + 1) + b"]", "more than 100,000 parts"),
        (b"!!python/object/apply:os.system ['id']\n", "tags"),
        (b"title: !!binary aGVsbG8=\n", "tags"),
        (b"title: !!set {a}\n", "tags"),
        (b"%YAML 1.1\n---\ntitle: a\n---\ntitle: b\n", "second document"),
        (b"? [a, b]\n: c\n", "a single word"),
        (b"%TAG ! tag:x,2000:\n---\ntitle: !y a\n", "tags"),
        (b"title: 'a\n", "never closed"),
        (b"\xef\xbb\xbfnothing: 1\n", "nothing is not a key"),
    ],
)
def test_no_scenario(raw: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(raw)
    assert says in refused(file).render()


def test_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "valley.yaml").write_text("title: x\n", encoding="utf-8")
    assert "is a folder" in refused(tmp_path).message
    assert refused(tmp_path / "valey.yaml").hint == "did you mean `valley.yaml`?"
    assert refused(tmp_path / "valley").hint == "did you mean `valley.yaml`?"
    assert "no such file" in refused(tmp_path / "a" / "b.yaml").message
    assert "cannot be read" in refused(tmp_path / ("x" * 5000)).message
    assert "cannot be read" in refused(Path("a\0b")).message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in refused(tmp_path / "pipe").message


def parsed(text: str) -> Block:
    return parse_document(text, Origin("x.yaml", tuple(text.splitlines())))


def test_places_of_keys_and_values() -> None:
    root = parsed("title: a\nparties:\n  one: {b: 1}\nlist:\n  - c\n")
    where = places(root)
    one = where[("parties", "one", "b")]
    assert one.key is not None
    assert (one.key.line, one.key.column) == (3, 9)
    assert (one.value.line, one.value.column) == (3, 12)
    item = where[("list", 0)]
    assert item.key is None
    assert (item.value.line, item.value.column) == (5, 5)
    node, depth = find(root, ("parties", "two", "x"))
    assert depth == 1
    assert node is root.entries["parties"]


def test_words_that_other_readers_take_for_something_else() -> None:
    text = "a: no\nb: 1:30\nc: 010\nd: 1_000\ne: 0x1f\nf: on\non: 1\ng: 1e3\nh: ~\ni: 2014-08-02\n"
    data = plain_data(parsed(text))
    assert isinstance(data, dict)
    assert str(data.pop("i")) == "2014-08-02"
    assert data == {
        "a": "no",
        "b": "1:30",
        "c": "010",
        "d": "1_000",
        "e": "0x1f",
        "f": "on",
        "on": 1,
        "g": 1000.0,
        "h": None,
    }
