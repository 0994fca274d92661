"""Names, arguments and kinds are checked before anything is evaluated."""

from __future__ import annotations

import pytest

from sim.language import (
    CONSTANTS,
    NAMES,
    ExpressionError,
    Kind,
    Name,
    Scope,
    check,
    parse,
    problems,
)


@pytest.mark.parametrize(
    ("text", "scope", "kind"),
    [
        ("0.2", "front", "number"),
        ("true", "party", "truth"),
        ("truce", "front", "truth"),
        ("stance", "party", "category"),
        ("rung >= violations", "front", "truth"),
        ("violations(30) / 30", "front", "number"),
        ("losses(30) > tolerance * (1 + trust)", "side", "truth"),
        ("losses(366) > tolerance", "party", "truth"),
        ("stance != 'guarded' and 0 < trust < 1", "party", "truth"),
        ("'guarded' == stance", "side", "truth"),
        ("days_since('riot') < 30 or not (hotline or talks_ahead)", "front", "truth"),
        ("clip(log(capability_ratio) ** 2 - min(1, exp(-blame), abs(-1)), 0, 1)", "side", "number"),
    ],
)
def test_kinds(text: str, scope: Scope, kind: Kind) -> None:
    assert check(parse(text), scope) == kind
    assert check(parse(text), scope, expect=kind) == kind
    assert problems(parse(text), scope) == ()


@pytest.mark.parametrize(
    ("text", "scope", "offset", "hint"),
    [
        ("truce and trust", "side", 10, "trust > 0"),
        ("truce and trust + 1", "side", 10, "(trust + 1) > 0"),
        ("1 + truce > 0", "side", 4, None),
        ("tust > 3", "side", 0, "trust"),
        ("clashs <= rung", "side", 0, "clashes"),
        ("rival_loses > 3", "side", 0, "rival_losses(30)"),
        ("losses > 3", "side", 0, "losses(30)"),
        ("month(3) > 3", "side", 0, "month"),
        ("clashes(3) > 3", "side", 0, "clashes"),
        ("losses('riot') > 3", "side", 0, "losses(30)"),
        ("days_since(3) > 3", "side", 0, "days_since('event_id')"),
        ("losses(400) > 3", "side", 0, "losses(366)"),
        ("losses(0) > 3", "side", 0, "losses(1)"),
        ("posture > 3", "front", 0, None),
        ("at_war", "side", 0, None),
        ("rung > 3", "party", 0, None),
        ("days_since('roit') > 3", "front", 0, "days_since('riot')"),
        ("stance == 'gaurded'", "party", 10, "'guarded'"),
        ("stance == guarded", "party", 10, "'guarded'"),
        ("guarded != stance", "party", 0, "'guarded'"),
        ("truce == true", "front", 9, None),
        ("trust == 'high'", "party", 0, None),
    ],
)
def test_refusals_point_to_the_place(
    text: str, scope: Scope, offset: int, hint: str | None
) -> None:
    with pytest.raises(ExpressionError) as refused:
        check(
            parse(text),
            scope,
            events={"riot"},
            stances={"guarded", "hard_line"},
            expect="truth",
        )
    assert (refused.value.offset, refused.value.hint) == (offset, hint)


def test_all_problems_come_at_once_in_the_order_of_the_text() -> None:
    found = problems(
        parse("losses('x') > 3 and tust > 3 and truce + 1 > 2 and stance == 'x'"),
        "side",
        stances=["guarded"],
    )
    assert [problem.offset for problem in found] == [0, 20, 33, 61]


def test_a_wrong_part_is_told_once() -> None:
    assert len(problems(parse("not ((tust + 1) * 2 > 3)"), "side", expect="number")) == 1


def test_the_kind_that_is_needed_is_named_with_the_unit_that_was_given() -> None:
    with pytest.raises(
        ExpressionError, match=r"`losses\(30\)` is a number \(deaths\), not a truth"
    ):
        check(parse("losses(30)"), "side", expect="truth")
    with pytest.raises(ExpressionError, match=r"is a truth \(yes or no\), not a number"):
        check(parse("trust > 0.5"), "side", expect="number")


def test_events_and_stances_are_free_where_the_scenario_is_not_known() -> None:
    assert check(parse("days_since('anything') < 3 and stance == 'any'"), "party") == "truth"


def test_a_larger_catalogue_lends_further_names() -> None:
    parameter = Name("retaliation", "number", "chance", ("front", "side"), "Chance to answer.")
    lent = {**NAMES, "retaliation": parameter}
    expression = parse("0.5 * retaliation")
    assert check(expression, "side", catalogue=lent, expect="number") == "number"
    with pytest.raises(ExpressionError):
        check(expression, "side")
    with pytest.raises(ExpressionError):
        check(expression, "party", catalogue=lent)


def test_fixed_categories_of_the_catalogue_come_before_stances() -> None:
    season = Name("season", "category", "season", ("front",), "Season.", categories=("dry", "wet"))
    lent = {**NAMES, "season": season}
    assert check(parse("season == 'wet'"), "front", catalogue=lent, stances=["guarded"]) == "truth"
    with pytest.raises(ExpressionError) as refused:
        check(parse("season == 'guarded'"), "front", catalogue=lent, stances=["guarded"])
    assert refused.value.offset == 10


def test_every_rung_is_a_number_everywhere() -> None:
    for scope in ("front", "side", "party"):
        for rung in CONSTANTS:
            assert check(parse(f"{rung} + 1"), scope) == "number"
