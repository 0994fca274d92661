"""Every formula that the description prints is what the model computes, on random inputs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.agents.signing import concedes
from sim.arithmetic import normal
from sim.mechanisms import (
    agreements,
    attribution,
    beliefs,
    escalation,
    front,
    perception,
    publics,
    war,
)
from sim.model import MediationModel
from sim.prospects.agency import grievance
from sim.prospects.force import (
    believed_cost,
    camp_capability,
    chance_to_prevail,
    cost_of_violence,
    cost_of_war,
    log_ratio,
)
from sim.prospects.keeping import forfeited, worth_of_keeping
from sim.prospects.losses import camp_losses
from sim.prospects.standing import attention_left, calling, left_by_colleagues, own_interest
from sim.prospects.trust import blame, trust
from sim.prospects.utility import (
    after_victory,
    audience_cost,
    beyond_red_lines,
    ground_ahead,
    utility,
)
from sim.prospects.worth import (
    Outlook,
    as_promised,
    look_ahead,
    seat_of,
    stakes_of,
    under_deal,
)
from sim.report.odd.equations import EQUATIONS
from sim.report.odd.formula import Formula
from sim.scenario.case import Case
from sim.scenario.defaults import read_rulebooks
from sim.world.parameters import Parameters
from sim.world.world import World
from tests.laws.situations import ISSUES, case_of, mediator, mission, plain
from tests.mechanisms.offers import offer

Floats = np.ndarray
Check = Callable[[], tuple[dict[str, Any], Any, World]]

RUNS = 12
YEARS = 6
OFTEN = 3_000
"""Runs in which a share of runs is compared with a chance."""
SEED = 20_260_301
LUCK = np.random.default_rng(SEED)
SHARES_OF_PARTIES = (
    "position salience bound hardness public_bound public_hardness propaganda preparation support"
    " weariness compliance audience resolve war_cost capability"
)
CHECKS: dict[str, Check] = {}
FREQUENCIES: dict[str, Check] = {}


def exactly(key: str) -> Callable[[Check], Check]:
    """Register what gives a formula's values and what the code makes of them."""

    def register(check: Check) -> Check:
        CHECKS[key] = check
        return check

    return register


def on_average(key: str) -> Callable[[Check], Check]:
    """The same for a chance: the code's part is truths over many runs, the formula's is one."""

    def register(check: Check) -> Check:
        FREQUENCIES[key] = check
        return check

    return register


@cache
def usual() -> Case:
    """A small quarrel with a mediator and a mission."""
    return case_of(plain(days=3, sectors=2))


def model(runs: int = RUNS, **changes: Any) -> MediationModel:
    """A model whose behaviour parameters lie anywhere in their ranges, differently in each run."""
    data = plain(days=3, sectors=2, **changes)
    made = MediationModel(case_of(data) if changes else usual(), runs=runs)
    for name, entry in read_rulebooks().parameters.items():
        if entry.range is not None:
            getattr(made.world.parameters, name)[:] = LUCK.uniform(*entry.range, size=runs)
    made.world.luck.begin(0)
    return made


def world(**changes: Any) -> World:
    """Such a model's world, where everything that parties are and feel is random too."""
    found = model(**changes).world
    for name in SHARES_OF_PARTIES.split():
        column = getattr(found.parties, name)
        column[:] = LUCK.uniform(0.05, 0.95, size=column.shape)
    found.parties.mood[:] = LUCK.normal(size=found.parties.mood.shape)
    for name in ("status_quo", "outset", "by_force", "terrain"):
        column = getattr(found.issues, name)
        column[:] = LUCK.uniform(size=column.shape)
    found.parties.tolerance[:] = LUCK.uniform(2.0, 20.0, size=found.parties.tolerance.shape)
    for name in ("good", "bad", "blamed", "belief", "doubt"):
        column = getattr(found.pairs, name)
        column[:] = LUCK.uniform(0.1, 4.0, size=column.shape)
    found.pairs.harmed[:] = found.pairs.blamed * 1.5
    found.parties.dead[:] = LUCK.integers(0, 30, size=found.parties.dead.shape)
    found.day = 200
    return found


def some(*shape: int) -> Floats:
    return LUCK.uniform(size=shape)


def text() -> Floats:
    return some(RUNS, len(ISSUES))


@exactly("prospects.utility.utility: U")
def _():
    here, x = world(), text()
    values = {"w_i": here.parties.salience[:, 0], "x_i": x, "a_i": here.parties.position[:, 0]}
    return values, utility(here, 0, x), here


@exactly("prospects.utility.after_victory: y")
def _():
    here, x = world(), text()
    values = {"o": here.issues.outset, "f": here.issues.by_force}
    values |= {"a": here.parties.position[:, 1], "x": x}
    return values, after_victory(here, 1, x), here


@exactly("prospects.utility.beyond_red_lines: B")
def _():
    here, x = world(), text()
    ours = here.parties
    values = {"x": x, "a": ours.position[:, 0], "b": ours.bound[:, 0], "h": ours.hardness[:, 0]}
    values |= {"c": ours.public_bound[:, 0], "k": ours.public_hardness[:, 0]}
    return values, beyond_red_lines(here, 0, np.abs(x - ours.position[:, 0])), here


@exactly("prospects.utility.audience_cost: A")
def _():
    here, x, z = world(), text(), some(RUNS)
    ours = here.parties
    values = {"s": ours.audience[:, 0], "m": ours.propaganda[:, 0], "r": ours.preparation[:, 0]}
    values |= {"z": z, "w_i": ours.salience[:, 0], "x_i": x, "a_i": ours.position[:, 0]}
    values["q_i"] = here.issues.status_quo
    values["B_i"] = beyond_red_lines(here, 0, np.abs(x - ours.position[:, 0]))
    return values, audience_cost(here, 0, x, z), here


@exactly("prospects.force.log_ratio: R")
def _():
    here, x = world(), text()
    values = {"m": camp_capability(here, 0), "n": camp_capability(here, 1)}
    values["t"] = ground_ahead(here, 0, 1, x)
    return values, log_ratio(here, 0, 1, x), here


@exactly("prospects.force.chance_to_prevail: p")
def _():
    here, m, n = world(), some(RUNS) + 0.1, some(RUNS) + 0.1
    return {"m": m, "n": n}, chance_to_prevail(here, np.log(m / n)), here


@exactly("prospects.force.cost_of_war: c")
def _():
    here = world()
    ours = here.parties
    values = {"k": ours.war_cost[:, 0], "r": ours.resolve[:, 0], "z": ours.mood[:, 0]}
    return values | {"e": ours.weariness[:, 0]}, cost_of_war(here, 0), here


@exactly("prospects.force.believed_cost: c_believed")
def _():
    here = world()
    theirs = here.parties
    values = {"k": theirs.war_cost[:, 1], "r": theirs.resolve[:, 1]}
    values |= {"b": here.pairs.belief[:, 0, 1], "e": theirs.weariness[:, 1]}
    return values, believed_cost(here, 0, 1), here


@exactly("prospects.force.cost_of_violence: v")
def _():
    here = world()
    days = np.maximum(here.day + 1.0, here.parameters.violence_window)
    values = {"D": camp_losses(here, 0, here.day + 1) * 365.0 / days, "c": cost_of_war(here, 0)}
    return values, cost_of_violence(here, 0), here


def outlook(here: World) -> Outlook:
    pair = {name: some(2, RUNS) for name in ("now", "winning", "losing")}
    costs = {name: 0.3 * some(2, RUNS) for name in ("cost", "reaction", "violence")}
    return Outlook(
        ratio=LUCK.normal(size=RUNS),
        drift=0.2 * LUCK.normal(size=RUNS),
        exponent=here.parameters.contest_exponent,
        discount=here.parameters.annual_discount,
        precision=here.parameters.choice_precision,
        years=np.full(RUNS, YEARS),
        **pair,
        **costs,
    )


def years_ahead(here: World, seen: Outlook) -> list[dict[str, Any]]:
    """The printed formulas, year by year from the horizon back: values of both sides in year 0."""
    formulas = {one.key.rpartition(" ")[2]: one.formula for one in EQUATIONS if "ahead" in one.of}
    fixed = {name: getattr(here.parameters, name) for name in Parameters.declared}
    worth = [seen.now[side] - seen.violence[side] for side in (0, 1)]
    sides: list[dict[str, Any]] = []
    for year in range(YEARS, -1, -1):
        p = 1.0 / (1.0 + np.exp(-seen.exponent * (seen.ratio + seen.drift * year)))
        sides = []
        for side, chance in ((0, p), (1, 1.0 - p)):
            known = {"p": chance, "U": seen.now[side], "v": seen.violence[side]}
            known |= {"U_win": seen.winning[side], "U_lose": seen.losing[side]}
            known |= {"c": seen.cost[side], "G": seen.reaction[side], "V_next": worth[side]}
            for name in ("W", "S", "r"):
                known[name] = formulas[name].evaluate(fixed | known)
            sides.append(fixed | known)
        for own, other in ((0, 1), (1, 0)):
            sides[own]["r_rival"] = sides[other]["r"]
        worth = [formulas["V"].evaluate(side) for side in sides]
    return sides


@exactly("prospects.worth.look_ahead: W")
def _():
    here = world()
    seen = outlook(here)
    return years_ahead(here, seen)[0], look_ahead(seen).war, here


@exactly("prospects.worth.look_ahead: S")
def _():
    here = world()
    seen = outlook(here)
    return years_ahead(here, seen)[0], look_ahead(seen).staying, here


@exactly("prospects.worth.look_ahead: r")
def _():
    here = world()
    seen = outlook(here)
    return years_ahead(here, seen)[1], look_ahead(seen).rival_attacks, here


@exactly("prospects.worth.look_ahead: V")
def _():
    here = world()
    seen = outlook(here)
    return years_ahead(here, seen)[0], look_ahead(seen).going_on, here


@exactly("prospects.worth.as_promised: y")
def _():
    here, x, share, guarantee = world(), text(), some(RUNS), some(RUNS)
    ideal, now = here.parties.position[:, 0], here.issues.status_quo
    values = {"q": now, "x": x, "s": share[:, None], "k": guarantee[:, None]}
    values |= {"g": np.abs(x - ideal) < np.abs(now - ideal), "t": trust(here, 0, 1)[:, None]}
    values["distrust"] = here.parameters.distrust[:, None]
    return values, as_promised(here, 0, x, share, guarantee), here


@exactly("prospects.trust.trust: T")
def _():
    here = world()
    return {"g": here.pairs.good[:, 0, 1], "b": here.pairs.bad[:, 0, 1]}, trust(here, 0, 1), here


@exactly("prospects.agency.grievance: g")
def _():
    here = world()
    values = {"D": camp_losses(here, 0, 30), "k": here.parties.tolerance[:, 0]}
    return values | {"b": blame(here, 0, 1)}, grievance(here, 0), here


@exactly("mechanisms.front.make_ready: l")
def _():
    here = world(peacekeepers={}, mediators={}, timeline=[], agendas={})
    here.fronts.posture[:] = some(RUNS, 1, 2) + 0.5
    here.parties.initiative[:] = some(RUNS, 2) + 0.5
    here.sectors.distance[:] = 100.0 + 400.0 * some(RUNS, 2)
    here.sectors.snipers[:] = 5.0 * some(RUNS, 2)
    front.make_ready(here)
    named = "incident_rate reference_distance distance_effect sniper_effect reference_snipers"
    values = {name: getattr(here.parameters, name)[:, None] for name in named.split()}
    values |= {"L": here.sectors.length, "d": here.sectors.distance, "s": here.sectors.snipers}
    values |= {"o": here.fronts.posture[:, 0, :1], "k": here.parties.initiative[:, :1]}
    return values, here.sectors.readiness[:, :, 0], here


@on_average("mechanisms.front.fire: p")
def _():
    here = model(runs=OFTEN).world
    own, harm = np.array([0.06, 0.02]), np.array([2.0, 0.0])
    here.sectors.readiness[:], here.sectors.debt[:] = own, harm
    here.parameters.rung_multiplier[:], here.parameters.retaliation_memory[:] = 4.0, 14.0
    here.fronts.rung[:] = 2
    fired = np.zeros(OFTEN, dtype=bool)
    incidents = front.fire(here)
    fired[incidents.rows[incidents.sectors == 0]] = True
    values = {"l_s": own, "h_s": harm, "n": 2, "rung_multiplier": 4.0, "retaliation_memory": 14.0}
    return values, fired, here


@exactly("mechanisms.attribution.watch: P")
def _():
    here = world(peacekeepers={"watch": mission(announced=True)})
    attribution.watch(here)
    force = here.missions
    values = {"n": force.strength[:, :1], "f": force.patrols[:, :1], "y": 1.0}
    values |= {"s": force.post[:, 0], "L": here.sectors.length}
    for name in ("visit_detection", "announced_loss"):
        values[name] = getattr(here.parameters, name)[:, None]
    return values, here.sectors.seen, here


@exactly("mechanisms.attribution.fade: B_next")
def _():
    here = world()
    values = {"B": here.pairs.blamed[:, 0, 1].copy(), "t": 7.0}
    attribution.fade(here, 7.0)
    return values, here.pairs.blamed[:, 0, 1], here


@exactly("mechanisms.perception.review_conduct: g_next")
def _():
    here = world()
    here.sectors.seen[:], here.sectors.attributed[:] = some(RUNS, 2), some(RUNS, 2)
    here.fronts.incidents[:] = LUCK.integers(0, 4, size=(RUNS, 1))
    watched = here.sectors.seen * here.sectors.attributed * here.sectors.length
    values = {
        "g": here.pairs.good[:, 0, 1].copy(),
        "u": watched.sum(axis=1) / here.sectors.length.sum(axis=1),
        "n": here.fronts.incidents[:, 0],
    }
    perception.review_conduct(here)
    return values, here.pairs.good[:, 0, 1], here


@exactly("mechanisms.perception.tire: e_next")
def _():
    here = world()
    ours = here.parties
    values = {"e": ours.weariness[:, 0].copy(), "D": ours.dead[:, 0], "m": ours.capability[:, 0]}
    perception.tire(here)
    return values, ours.weariness[:, 0], here


@exactly("mechanisms.beliefs.drift_private_values: d_next")
def _():
    here = world()
    values = {"d": here.pairs.doubt[:, 0, 1].copy(), "t": 30.0}
    beliefs.drift_private_values(here, 30.0)
    return values, here.pairs.doubt[:, 0, 1], here


@exactly("mechanisms.publics.move: s_next")
def _():
    here = world()
    ours = here.parties
    values = {"s": ours.support[:, 0].copy(), "D": camp_losses(here, 0, 30)}
    values |= {"k": ours.tolerance[:, 0], "b": blame(here, 0, 1), "m": ours.propaganda[:, 0]}
    values["e"] = ours.weariness[:, 0]
    publics.move(here)
    return values, ours.support[:, 0], here


@exactly("mechanisms.publics.vote: Y")
def _():
    here, gain, cost = world(), 0.4 * some(RUNS), 0.2 * some(RUNS)
    values = {"g": gain, "A": cost}
    values |= {"r": here.parties.preparation[:, 0], "s": here.parties.support[:, 0]}
    return values, publics.vote(here, 0, gain, cost), here


@exactly("mechanisms.escalation.relax: m_next")
def _():
    here = world()
    here.fronts.mood[:] = LUCK.normal(size=here.fronts.mood.shape)
    values = {"m": here.fronts.mood[:, 0, 0].copy(), "t": 7.0}
    escalation.relax(here, 7.0)
    return values, here.fronts.mood[:, 0, 0], here


@exactly("mechanisms.war.recover: r_next")
def _():
    here = world()
    here.fronts.reserves[:] = some(RUNS, 1, 2)
    values = {"r": here.fronts.reserves[:, 0, 1].copy(), "t": 7.0}
    war.recover(here, 7.0)
    return values, here.fronts.reserves[:, 0, 1], here


@exactly("agents.mission.Mission.posts: s_next")
def _():
    made = model()
    here, planned = made.world, np.tile([0.7, 0.3], (RUNS, 1))
    here.sectors.debt[:] = some(RUNS, 2, 2)
    harm = here.sectors.debt.sum(axis=2)
    values = {"s": planned, "h": harm, "H": harm.sum(axis=1, keepdims=True)}
    values["mission_shift"] = here.parameters.mission_shift[:, None]
    return values, made.missions[0].posts(here, planned), here


def alike(runs: int = OFTEN) -> MediationModel:
    """Many runs that differ in nothing but luck and tastes."""
    made = MediationModel(usual(), runs=runs)
    for column in ("mood", "scruple"):
        getattr(made.world.parties, column)[:] = 0.0
    made.world.luck.begin(0)
    return made


@on_average("agents.party.Party.decide: P")
def _():
    made = alike()
    made.world.parties.leaning[:] = normal(LUCK.uniform(size=made.world.parties.leaning.shape))
    made.world.parameters.choice_precision[:] = 6.0
    # Dear or guarded against, a limited operation is a hold, however often it is preferred.
    made.world.parameters.limited_cost[:] = made.world.parameters.limited_reaction[:] = 0.0
    choice = made.parties[0].decide(made.world, 0, 0)
    assert np.ptp(choice.worth, axis=0).max() < 1e-12, "the runs are not alike"
    worth = choice.worth[0]
    values = {"W": worth, "W_o": np.tile(worth, (len(worth), 1)), "choice_precision": 6.0}
    return values, choice.choice[:, None] == np.arange(len(worth)), made.world


def deal_under_way() -> World:
    """A world in which an interim deal was signed a while ago, with rewards and threats."""
    here = world(peacekeepers={})
    draft = offer(here, "interim", carrots={0: some(RUNS)}, sticks={0: some(RUNS)})
    agreements.sign(here, np.arange(RUNS), draft, 0, (0, 1), delay=0.0, ambiguity=0.1)
    here.day += 50
    here.parties.going_on[:] = LUCK.uniform(size=here.parties.going_on.shape)
    return here


@exactly("prospects.keeping.worth_of_keeping: K")
def _():
    here = deal_under_way()
    text, nothing = here.agreements.term[:, 0], np.zeros(RUNS)
    share = here.parameters.carried_interim
    stakes = stakes_of(here, *seat_of(here.layout, 0))
    carried = as_promised(here, 0, text, share, nothing)
    deal = look_ahead(under_deal(here, stakes, carried, nothing, share)).going_on
    offered = here.agreements.carrot[:, 0, 0] + here.agreements.stick[:, 0, 0]
    values = {"D": deal, "r": offered, "t": 50.0, "s": here.parties.scruple[:, 0]}
    return values, worth_of_keeping(here, 0, 0)[0], here


@exactly("prospects.keeping.forfeited: f")
def _():
    here = deal_under_way()
    here.parties.going_on[:, 0] = -1.0
    keeping, going_on = worth_of_keeping(here, 0, 0)
    return {"K": keeping, "V": going_on}, forfeited(here, 0, 0), here


@on_average("agents.party.Party.reply: P")
def _():
    made = alike()
    made.world.parameters.choice_precision[:] = 5.0
    reply = made.parties[0].reply(made.world, made.hosts[0].invitation(made.world))
    values = {"g": reply.gain[0], "c": reply.cost[0], "choice_precision": 5.0}
    return values, reply.comes, made.world


@exactly("prospects.standing.left_by_colleagues: a")
def _():
    members = {f"m{place}": mediator(position={ISSUES[0]: 0.5}) for place in range(3)}
    forum = {"name": "A forum", "members": list(members), "cohesion": 0.6}
    here = world(mediators=members, formats={"forum": forum}, peacekeepers={}, timeline=[])
    liked = here.mediators.position
    liked[:] = LUCK.uniform(size=liked.shape)
    apart = [np.abs(liked[:, 0] - liked[:, other]).mean(axis=1) for other in (1, 2)]
    values = {"w": own_interest(here, 3), "d": apart[0] + apart[1]}
    return values, left_by_colleagues(here, 3, 0), here


@on_average("agents.mediator.Mediator.call: P")
def _():
    made = alike()
    here = made.world
    here.mediators.spent[:] = 0.4
    values = {"i": here.mediators.initiative[0, 0], "k": attention_left(here, 0)[0], "t": 7.0}
    return values | {"f": calling(here, 0)[0]}, made.hosts[0].call(here, 7.0), here


@exactly("agents.signing.concedes: c")
def _():
    here = world()
    rounds = LUCK.integers(0, 20, size=RUNS)
    here.pairs.conceding[:] = some(RUNS, 2, 2)
    gone = some(RUNS)
    values = {"n": rounds, "e": gone, "beta": here.parties.concession[:, 0]}
    return values | {"o": here.pairs.conceding[:, 0, 1]}, concedes(here, 0, rounds, gone), here


KEYS = [one.key for one in EQUATIONS]


@pytest.fixture(autouse=True)
def _same_luck() -> None:
    LUCK.bit_generator.state = np.random.default_rng(SEED).bit_generator.state


def test_every_formula_is_checked_once() -> None:
    assert len(set(KEYS)) == len(KEYS)
    assert set(KEYS) == CHECKS.keys() | FREQUENCIES.keys()


@pytest.mark.parametrize("key", CHECKS)
def test_a_formula_is_what_the_code_computes(key: str) -> None:
    formula = next(one.formula for one in EQUATIONS if one.key == key)
    values, computed, here = CHECKS[key]()
    parameters = {name: getattr(here.parameters, name) for name in Parameters.declared}
    found = formula.evaluate(parameters | values)
    assert np.shape(found) == np.shape(computed)
    np.testing.assert_allclose(found, computed, rtol=1e-9, atol=1e-12)
    assert np.ptp(found) > 0.0, "the inputs tell nothing apart"


@pytest.mark.parametrize("key", FREQUENCIES)
def test_a_chance_is_how_often_it_happens(key: str) -> None:
    formula = next(one.formula for one in EQUATIONS if one.key == key)
    values, happened, _ = FREQUENCIES[key]()
    chance = formula.evaluate(values)
    error = np.sqrt(np.maximum(chance * (1.0 - chance), 1e-4) / len(happened))
    assert (np.abs(happened.mean(axis=0) - chance) < 4.5 * error).all()
    assert 0.02 < np.max(chance) < 0.98, "a chance that is none"


@pytest.mark.parametrize(
    ("written", "latex"),
    [
        ("p = a / (b + 1)", r"p = \frac{a}{b + 1}"),
        ("p = (a + b) * c", r"p = \left(a + b\right) \, c"),
        ("p = a - (b - c)", r"p = a - \left(b - c\right)"),
        ("p = a * -b", r"p = a \, \left(-b\right)"),
        ("p = (a / b) ** 2", r"p = \left(\frac{a}{b}\right)^{2}"),
        ("U_win = sum_i(w_i * x_i)", r"U_{\text{win}} = \sum_{i} w_{i} \, x_{i}"),
        ("p = war_cost ** -1", r"p = \text{war cost}^{-1}"),
        ("s = abs(log(a))", r"s = \left|\log\left(a\right)\right|"),
    ],
)  # fmt: skip
def test_formulas_are_printed_as_they_are_meant(written: str, latex: str) -> None:
    assert Formula(written).latex == latex


@pytest.mark.parametrize("written", ["p = open('x')", "p = a.b", "p = [1]", "p = 'a'", "p = a if"])
def test_what_is_no_arithmetic_is_refused(written: str) -> None:
    formula = Formula(written)
    with pytest.raises(ValueError, match="formula"):
        formula.evaluate({"a": 1.0, "x": 1.0})
    with pytest.raises(ValueError, match="formula"):
        assert formula.latex
