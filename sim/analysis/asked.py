"""What is asked of an experiment's results: which outcomes, of which arms, checked by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.outcomes import AGREEMENT_KINDS, RUNGS
from sim.scenario.problems import Problem, UserError, did_you_mean, listed

if TYPE_CHECKING:
    from sim.archive.answers import Answers

LADDERS: Mapping[tuple[str, ...], str] = {AGREEMENT_KINDS: "cbm", RUNGS: "operation"}
"""Categories that are rungs of a ladder, with the rung that an outcome is summed up by."""


@dataclass(frozen=True)
class Asked:
    """One outcome that is asked about, as the archive documents its column."""

    key: str
    label: str
    kind: str
    unit: str = ""
    categories: tuple[str, ...] = ()
    censored_by: str | None = None

    @property
    def summit(self) -> str | None:
        """The rung that sums up an outcome whose categories are a ladder; None for others."""
        return LADDERS.get(self.categories)


def outcomes_asked(answers: Answers, names: Iterable[str] | None = None) -> tuple[Asked, ...]:
    """The outcomes with these names, by default those the experiment asks for.

    A name is a column, or an outcome that has a column for each party. Flags that only say
    whether a time is censored come with it and are left out unless named. Raises UserError with
    every unknown name.
    """
    known = asked_by_key(answers)
    flags = {one.censored_by for one in known.values()} - {None}
    if names is None:
        said = [name for name in _texts(answers.experiment.get("outcomes")) if name in known]
        chosen = [key for key in said or known if key not in flags]
        return tuple(known[key] for key in chosen)
    found: dict[str, Asked] = {}
    wrong = []
    for name in names:
        keys = [name] if name in known else [key for key in known if key.startswith(f"{name}.")]
        if not keys:
            hint = did_you_mean(name, known) or f"there are {listed(known)}"
            wrong.append(
                Problem(
                    f"there is no outcome `{name}` in these results", name_of(answers), hint=hint
                )
            )
        found |= {key: known[key] for key in keys}
    if wrong:
        raise UserError(wrong)
    return tuple(found.values())


def keys_of(answers: Answers, scenario: str) -> frozenset[str]:
    """The columns that a scenario has; those of others are empty in its rows."""
    columns = answers.columns
    if "scenario" in columns:
        columns = columns[columns["scenario"] == scenario]
    return frozenset(columns["key"].astype(str))


def arms_of(answers: Answers) -> dict[str, str]:
    """The titles of the arms by name, the baseline first."""
    arms = answers.experiment.get("arms")
    titles = {str(arm["name"]): str(arm.get("title") or arm["name"]) for arm in _entries(arms)}
    baseline = baseline_of(answers)
    return {baseline: titles.get(baseline, baseline), **titles}


def baseline_of(answers: Answers) -> str:
    """The arm that the others are held against."""
    return str(answers.experiment["baseline"])


def scenarios_of(answers: Answers) -> tuple[str, ...]:
    """The scenarios of the experiment, in its order."""
    return tuple(_texts(answers.experiment.get("scenarios")))


def name_of(answers: Answers) -> str:
    """The experiment's name."""
    return str(answers.experiment.get("name", "results"))


def design_of(answers: Answers) -> Mapping[str, object]:
    """The design: its kind, and what it says besides."""
    design = answers.experiment.get("design")
    return design if isinstance(design, Mapping) else {"kind": str(design or "grid")}


def refuse_unknown(answers: Answers, what: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise UserError with every name that is not among the known ones."""
    there = tuple(known)
    wrong = [
        Problem(
            f"there is no {what} `{name}` in these results",
            name_of(answers),
            hint=did_you_mean(name, there) or f"there are {listed(there)}",
        )
        for name in names
        if name not in there
    ]
    if wrong:
        raise UserError(wrong)


def asked_by_key(answers: Answers) -> dict[str, Asked]:
    """The outcomes by key; one that several scenarios have is described by the first."""
    found: dict[str, Asked] = {}
    for row in answers.columns.to_dict("records"):
        one = _asked({str(name): value for name, value in row.items()})
        found.setdefault(one.key, one)
    return found


def _asked(row: Mapping[str, object]) -> Asked:
    return Asked(
        key=str(row["key"]),
        # A documented outcome is told from others of its kind by the days that it covers.
        label=(_text(row.get("label")) or str(row["key"])) + _text(row.get("window")),
        kind=str(row["kind"]),
        unit=_text(row.get("unit")),
        categories=tuple(_texts(row.get("categories"))),
        censored_by=_text(row.get("censored_by")) or None,
    )


def _entries(value: object) -> list[Mapping[str, object]]:
    listed_ones = value if isinstance(value, list | tuple) else ()
    return [one for one in listed_ones if isinstance(one, Mapping)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [word.strip() for word in value.split("|") if word.strip()]
    return [str(one) for one in value] if isinstance(value, Iterable) else []
