"""What `parley solve` prints for people: alternatives, zone, solutions, what was signed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sim.analysis.solve.answer import Solution, Solved, Spread
from sim.analysis.solve.words import in_words
from sim.cli.tables import heading, paragraph, table
from sim.scenario.problems import clean
from sim.store.numbers import percent
from sim.store.story import CAVEAT

WIDTH = 110
"""Characters of a line when nobody's terminal says otherwise."""
WIDEST = 120

BOUNDED = "bounded_nash"
SHORT = {
    "nash": "Nash",
    "weighted_nash": "Nash w.",
    BOUNDED: "Nash r.",
    "kalai_smorodinsky": "K-S",
    "egalitarian": "equal",
    "utilitarian": "sum",
    "weighted_mean": "mean",
    "weighted_median": "median",
}
"""What the solutions are called where columns are narrow."""
APART = " Apart: median of the mean distance over the issues from what simulated talks signed."


def print_solved(solved: Solved, where: str) -> None:
    """Print everything that was found, and where results are."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    if console.width > WIDEST:
        console = Console(highlight=False, width=WIDEST)
    console.print(Text(clean(solved.case.scenario.title), style="bold"))
    first, second = solved.pair
    paragraph(
        console,
        f"{CAVEAT}. The principal pair are the two sides of the first front ({solved.front}):"
        f" {first.key} and {second.key}. Going on is what they expect on the first morning of"
        f" {solved.runs:,} {_runs(solved.runs)} of seed {solved.seed}, parameters:"
        f" {solved.parameters}; numbers in brackets are nine"
        " tenths of the runs. Utility: 1 is all that a party wants.",
    )
    _print_alternatives(console, solved)
    _print_zone(console, solved)
    _print_solutions(console, solved)
    _print_positions(console, solved)
    _print_signed(console, solved)
    _print_words(console, solved)
    console.print()
    console.print(Text(where), soft_wrap=True)


def _print_alternatives(console: Console, solved: Solved) -> None:
    heading(console, "What the alternatives are worth")
    rows = [
        (
            party.key,
            f"{party.power:g}",
            f"{party.status_quo:.2f}",
            _spread(party.going_on) or "speaks for neither side",
            _spread(party.known),
        )
        for party in solved.parties
    ]
    columns = ("party", "capability", "status quo", "going on, as it sees it", "with true costs")
    table(console, columns, rows, narrow=(0, 3, 4), right=(1, 2))


def _print_zone(console: Console, solved: Solved) -> None:
    heading(console, "Zone of possible agreement, as a share of all packages")
    zone = solved.zone
    rows = [
        ("plain", percent(zone.plain), "utility of the package above going on, at the medians"),
        ("objective", _shares(zone.objective), "once carried out, with the true costs of war"),
        ("perceived", _shares(zone.perceived), "the same with beliefs and audiences at home"),
    ]
    table(console, ("zone", "packages", "that both sides would rather have"), rows, narrow=(0, 1))


def _print_solutions(console: Console, solved: Solved) -> None:
    heading(console, "Solutions: utilities, and how they stand")
    rows = []
    for one in solved.solutions:
        if one.payoffs is None:
            blanks = [""] * len(solved.parties)
            rows.append((one.name, *blanks, "none", "", percent(one.exists), ""))
            continue
        utilities = [_marked(solved, one, place) for place in range(len(solved.parties))]
        gain = percent(one.objective), percent(one.perceived)
        apart = "" if one.apart is None else f"{one.apart.median:.2f}"
        rows.append((one.name, *utilities, *gain, percent(one.exists), apart))
    parties = [party.key for party in solved.parties]
    columns = ("solution", *parties, "gain", "as seen", "exists", "apart")
    shown = len(columns) if solved.signed else len(columns) - 1
    numbers = tuple(range(1, shown))
    shortened = [row[:shown] for row in rows]
    table(console, columns[:shown], shortened, narrow=(0, 1, 2), right=numbers)
    paragraph(
        console,
        "An asterisk: beyond a red line of that party. Gain: share of runs in which both sides"
        " would rather have it carried out than go on, with true costs; as seen: as they see it."
        " Exists: share of runs in which going on leaves room for it; the last three do not ask."
        + (APART if solved.signed else ""),
    )


def _marked(solved: Solved, one: Solution, place: int) -> str:
    crossed = any(line.party == solved.parties[place].key for line in one.crossed)
    payoff = 0.0 if one.payoffs is None else float(one.payoffs[place])
    return f"{payoff:.2f}" + ("*" if crossed else "")


def _print_positions(console: Console, solved: Solved) -> None:
    heading(console, "Packages: positions on the issues")
    signed = solved.packages_signed()
    rows = []
    for place, (name, issue) in enumerate(solved.case.scenario.issues.items()):
        positions = [
            "" if one.package is None else f"{one.package[place]:.2f}" for one in solved.solutions
        ]
        agreed = [f"{Spread.of(signed[:, place]).median:.2f}"] if len(signed) else []
        rows.append((name, f"{issue.status_quo.value:.2f}", *positions, *agreed))
    last = ["signed"] if len(signed) else []
    columns = ("issue", "now", *(SHORT[one.key] for one in solved.solutions), *last)
    table(console, columns, rows, narrow=(0,), right=tuple(range(1, len(columns))))


def _print_signed(console: Console, solved: Solved) -> None:
    heading(console, "What the simulated talks sign")
    if solved.kinds:
        said = ", ".join(f"{kind} {number:,}" for kind, number in sorted(solved.kinds.items()))
        paragraph(console, f"Agreements entered in {solved.runs:,} {_runs(solved.runs)}: {said}.")
    if not solved.signed:
        paragraph(
            console,
            "None of them settles an issue: there is nothing to hold the solutions against.",
        )
        return
    number = len(solved.signed)
    paragraph(
        console,
        f"{number:,} of them {'settles' if number == 1 else 'settle'} issues, in"
        f" {solved.runs_signed:,} of {solved.runs:,} {_runs(solved.runs)}. Issues that an agreement"
        " leaves aside count as they stood.",
    )
    terms = solved.packages_signed()
    said = "; ".join(
        f"{name} {_spread(Spread.of(terms[:, place]))}" for place, name in enumerate(solved.issues)
    )
    paragraph(console, f"Their terms: {said}.")


def _print_words(console: Console, solved: Solved) -> None:
    """Packages issue by issue; solutions that say the same are told together."""
    heading(console, "In words")
    told: dict[tuple[str, ...], list[Solution]] = {}
    for one in solved.solutions:
        told.setdefault(tuple(_told(solved, one)), []).append(one)
    for lines, same in told.items():
        names = "; ".join(f"{one.name} [{one.source}]" for one in same)
        paragraph(console, names, first="  ", rest="  ")
        for line in lines:
            paragraph(console, line, first="    ", rest="      ")


def _told(solved: Solved, one: Solution) -> Iterator[str]:
    if one.package is None:
        respects = "respects the red lines of both and " if one.key == BOUNDED else ""
        yield f"no package {respects}is worth more than going on to both, at the medians"
        return
    for (name, issue), position in zip(
        solved.case.scenario.issues.items(), one.package, strict=True
    ):
        yield f"{name}: {in_words(issue, float(position))}"
    for line in one.crossed:
        yield (
            f"! beyond the red line of {line.whose} on {line.issue}: {line.position:.2f},"
            f" not past {line.bound:g}"
        )


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return ""
    low, middle, high = (f"{end:.2f}" for end in (spread.low, spread.median, spread.high))
    return middle if low == high else f"{middle} ({low} to {high})"


def _shares(spread: Spread) -> str:
    low, middle, high = (percent(end) for end in (spread.low, spread.median, spread.high))
    return middle if low == high else f"{middle} ({low} to {high})"


def _runs(number: int) -> str:
    return "run" if number == 1 else "runs"
