"""What happened against what the model would have said: every documented outcome, scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.analysis.facts import facts_of
from sim.analysis.scored import Scored, Unscored, score_episode
from sim.batch.blocks import blocks
from sim.batch.plan import Plan
from sim.scenario.case import Case
from sim.scenario.posterior import RULEBOOK, Posterior
from sim.scenario.problems import Problem, UserError
from sim.store.columns import DOCUMENTED

Column = NDArray[np.generic]
Parameters = Callable[[Case], Case]
Posteriors = Callable[[Case], Posterior | None]

INPUTS = "War or peace written into the timeline is an input and never presented as a prediction."


@dataclass(frozen=True)
class Hindcast:
    """Every documented outcome of some episodes, scored or not, and what was free to be fitted.

    `parameters` are the names of the behavioural parameters that have a range; `refitted` says
    whether each episode was run with parameters of its own, such as were fitted without it;
    `drawn` names the draws that an episode's runs took. `references` are the further episodes that
    plain forecasts rest on.
    """

    runs: int
    seed: int
    episodes: tuple[Case, ...]
    scored: tuple[Scored, ...]
    unscored: tuple[Unscored, ...]
    parameters: tuple[str, ...]
    refitted: bool = False
    references: tuple[Case, ...] = ()
    drawn: Mapping[str, str] = field(default_factory=dict)


def hindcast(
    episodes: Sequence[Case],
    *,
    runs: int = 400,
    seed: int = 0,
    references: Sequence[Case] = (),
    parameters: Parameters | None = None,
    posterior: Posteriors | None = None,
    refitted: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Hindcast:
    """Run every episode and score its documented outcomes.

    `references` are further episodes for the plain forecasts, which never see the episode they
    are compared on. `parameters` gives the case that is run for an episode, such as one fitted
    without it; what is documented is taken from the episode itself. `posterior` gives the draws
    that an episode's runs take; `refitted` says that they were found without it. `progress`
    hears the run-days just lived through. Raises UserError if nothing is documented to be scored.
    """
    refuse_undocumented(episodes)
    facts = [fact for case in _once([*episodes, *references]) for fact in facts_of(case)]
    scored: list[Scored] = []
    unscored: list[Unscored] = []
    drawn: dict[str, str] = {}
    for case in episodes:
        run = case if parameters is None else parameters(case)
        draws = None if posterior is None else posterior(case)
        drawn[case.name] = RULEBOOK if draws is None else draws.label
        ensemble = documented_columns(run, runs, seed, progress, draws)
        for one in score_episode(case, ensemble, facts):
            if isinstance(one, Scored):
                scored.append(one)
            else:
                unscored.append(one)
    return Hindcast(
        runs,
        seed,
        tuple(episodes),
        tuple(scored),
        tuple(unscored),
        free_parameters(episodes),
        refitted=parameters is not None or refitted,
        references=tuple(references),
        drawn=drawn,
    )


def refuse_undocumented(episodes: Sequence[Case]) -> None:
    """Raise UserError for every case without a documented outcome that may be scored."""
    wrong = []
    for case in episodes:
        entries = case.scenario.documented.values()
        if not entries:
            message = "this scenario documents no outcome, so there is nothing to score"
            hint = "add a `documented:` block; `parley stats FILE --as-documented` writes one"
            wrong.append(Problem(message, str(case.path), hint=hint))
        elif not any(entry.scored for entry in entries):
            message = "every documented outcome of this scenario says `scored: false`"
            wrong.append(Problem(message, str(case.path), hint="let one of them be scored"))
    if wrong:
        raise UserError(wrong)


def free_parameters(episodes: Sequence[Case]) -> tuple[str, ...]:
    """The behavioural parameters with a range, over all episodes: what could be fitted."""
    names = {
        name
        for case in episodes
        for name, quantity in case.behaviour.items()
        if quantity.range is not None and quantity.range[0] < quantity.range[1]
    }
    return tuple(sorted(names))


def documented_columns(
    case: Case,
    runs: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
    posterior: Posterior | None = None,
) -> dict[str, Column]:
    """The documented outcomes (run,) as the runs of a case count them, by key of the entry."""
    plan = Plan(case, runs, seed, posterior=posterior)
    parts: list[dict[str, Column]] = []
    for block in blocks(runs, plan.width()):
        model = plan.build(block)
        for _ in range(model.days):
            model.step()
            if progress is not None:
                progress(block.width)
        outcomes = model.outcomes()
        keys = [key for key in outcomes if key.startswith(f"{DOCUMENTED}.")]
        parts.append({key.partition(".")[2]: np.asarray(outcomes[key]) for key in keys})
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _once(cases: Sequence[Case]) -> list[Case]:
    """Each episode once, by name: the first of several."""
    return list({case.name: case for case in reversed(cases)}.values())[::-1]
