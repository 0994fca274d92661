"""Values of factors as they stand in tables."""

from __future__ import annotations

from sim.cli.levels import readable


def test_numbers_have_the_digits_that_tell_them_apart() -> None:
    values = [0.11593739531823954, 0.11910887805939388, 0.2]
    assert list(readable(values).values()) == ["0.116", "0.119", "0.2"]
    near = [0.123456789, 0.1234561, 0.5]
    assert list(readable(near).values()) == ["0.123457", "0.123456", "0.5"]
    assert readable([3, 12, 400]) == {3: "3", 12: "12", 400: "400"}


def test_words_are_words() -> None:
    values = ['"assertive"', "guarded", '["a", "b"]', "true"]
    assert list(readable(values).values()) == ["assertive", "guarded", "a, b", "true"]
