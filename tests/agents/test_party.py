"""Parties: when they fight, come, sign, keep and renew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.agents.party import Party
from sim.mechanisms import beliefs, war
from sim.model import MediationModel
from sim.prospects.force import believed_cost
from sim.prospects.worth import look_ahead, outlook_of, stakes_of
from sim.world.layout import CEASEFIRE, MEASURES
from sim.world.records import COERCE, GENERAL, HOLD, LIMITED, STAND_DOWN
from tests.laws.situations import Data, case_of, plain
from tests.mechanisms.offers import invitation, offer

RUNS = 300
BEHAVIOUR = {
    "choice_precision": 20.0,
    "war_cost": 0.2,
    "starting_cost": 0.05,
    "contest_exponent": 1.5,
    "terrain_advantage": 0.0,
    "guarantor_effect": 0.3,
    "belief_spread": 0.2,
    "aspiration": 0.3,
    "patience": 10.0,
    "imitation": 0.0,
}


def model_of(**changes: object) -> MediationModel:
    data = plain(peacekeepers={}, behaviour=BEHAVIOUR)
    data["parties"]["north"] |= {"stance": "guarded", **changes}
    model = MediationModel(case_of(data), runs=RUNS)
    model.world.day = 30
    model.world.luck.begin(30)
    return model


def north(model: MediationModel) -> Party:
    found: Party = model.parties[0]
    return found


def attacks(model: MediationModel) -> float:
    """The share of runs in which the north chooses to attack."""
    return float((north(model).decide(model.world, 0, 0).choice >= LIMITED).mean())


def test_the_stronger_attacks_more_often() -> None:
    shares = [attacks(model_of(capability=ratio)) for ratio in (0.5, 2.0, 8.0)]
    assert shares[0] < shares[1] < shares[2]


def test_an_attentive_guarantor_holds_an_attacker_back() -> None:
    model = model_of(capability=8.0)
    model.world.mediators.guarantee[:, 0, 1] = 1.0
    model.world.mediators.attention[:] = 0.0
    alone = attacks(model)
    model.world.luck.begin(31)
    model.world.mediators.attention[:] = 1.0
    assert attacks(model) < alone


def test_waiting_does_not_make_war_certain() -> None:
    """Tastes persist: the same question, asked again, gets the same answer in every run."""
    model = model_of(capability=2.0)
    first = north(model).decide(model.world, 0, 0).choice
    model.world.luck.begin(51)
    assert np.array_equal(north(model).decide(model.world, 0, 0).choice, first)


def test_what_was_chosen_was_worth_most_with_its_taste() -> None:
    model = model_of(capability=2.0)
    model.world.parties.leaning[:] = 0.0
    strategy = north(model).decide(model.world, 0, 0)
    assert np.array_equal(strategy.choice, np.argmax(strategy.worth, axis=1))
    assert strategy.worth.shape == (RUNS, 5)


def test_limited_operations_are_prepared_sooner_and_aim_at_less() -> None:
    model = model_of(capability=3.0)
    model.world.parameters.war_cost[:] = 0.01
    model.world.parameters.guarantor_effect[:] = 0.0
    leaning = model.world.parties.leaning
    leaning[:, 0] = -3.0
    leaning[: RUNS // 2, 0, LIMITED] = leaning[RUNS // 2 :, 0, GENERAL] = 8.0
    strategy = north(model).decide(model.world, 0, 0)
    few, all_of_it = strategy.choice == LIMITED, strategy.choice == GENERAL
    assert few.any()
    assert all_of_it.any()
    assert (strategy.objectives[few].sum(axis=1) == 2).all()
    assert (strategy.objectives[all_of_it].sum(axis=1) == 4).all()
    assert strategy.preparation[few].mean() < 0.5 * strategy.preparation[all_of_it].mean()
    assert strategy.preparation.min() >= 1


def test_who_attacks_already_does_not_decide_anew() -> None:
    model = model_of()
    model.world.fronts.attacking[:7, 0, 0] = True
    due = north(model).decide(model.world, 0, 0).due
    assert due.tolist() == [False] * 7 + [True] * (RUNS - 7)


def test_nobody_sets_out_on_an_operation_that_would_be_broken_off_at_once() -> None:
    """However much it leans to force: the review that ends operations judges them beforehand."""
    model = model_of(capability=3.0)
    world = model.world
    world.parameters.guarantor_effect[:] = 0.0
    world.parties.leaning[:, 0] = -3.0
    world.parties.leaning[:, 0, LIMITED] = 8.0
    world.parameters.war_cost[: RUNS // 2] = 0.01
    world.parameters.war_cost[RUNS // 2 :] = 1.0
    strategy = north(model).decide(world, 0, 0)
    assert (strategy.choice == np.repeat([LIMITED, HOLD], RUNS // 2)).all()
    strategy = replace(strategy, preparation=np.ones(RUNS, dtype=np.int64))
    war.prepare(world, strategy)
    world.day += 1
    war.begin(world)
    assert war.review(world) == []
    assert world.fronts.attacking[:, 0, 0].tolist() == [True] * (RUNS // 2) + [False] * (RUNS // 2)


def test_where_nothing_is_left_to_take_nobody_attacks() -> None:
    model = model_of(capability=8.0)
    model.world.sectors.holder[:] = 0
    assert attacks(model) == 0.0


@pytest.mark.parametrize(
    ("course", "factor"), [(STAND_DOWN, 0.5), (HOLD, 1.0), (COERCE, 2.0), (GENERAL, 2.0)]
)
def test_orders_follow_the_course(course: int, factor: float) -> None:
    model = model_of()
    model.world.parameters.pressure_posture[:] = 2.0
    model.world.parameters.relief_posture[:] = 0.5
    model.world.fronts.course[:, 0, 0] = course
    assert (north(model).order(model.world, 0, 0).scale == factor).all()


def coming(model: MediationModel, **called: object) -> float:
    return float(north(model).reply(model.world, invitation(**called)).comes.mean())


def test_blood_just_shed_keeps_parties_from_coming_and_more_so_at_the_top() -> None:
    model = model_of()
    model.world.parameters.refusal_anger[:] = 0.2
    model.world.mediators.leverage[:] = 0.0
    usual = coming(model, level="leaders")
    model.world.parties.dead[:, 0] = 100
    model.world.pairs.harmed[:, 0, 1] = model.world.pairs.blamed[:, 0, 1] = 100.0
    shares = []
    for level in ("leaders", "ministers", "shuttle"):
        model.world.luck.begin(model.world.day)
        shares.append(coming(model, level=level))
    assert shares[0] < shares[1] < shares[2]
    assert shares[0] < usual


def test_parties_come_to_a_host_that_counts() -> None:
    model = model_of()
    model.world.parameters.standing_value[:] = 0.4
    model.world.parties.surplus[:] = -1.0
    model.world.mediators.leverage[:] = 0.0
    alone = coming(model)
    model.world.mediators.leverage[:] = 1.0
    model.world.luck.begin(31)
    assert coming(model) > alone


def test_a_party_signs_where_the_inequality_holds() -> None:
    model = model_of()
    for kind in ("statement", "cbm", "ceasefire", "interim", "framework", "settlement"):
        answer = north(model).answer(model.world, offer(model.world, kind))
        left = answer.worth + answer.carrots + answer.sticks
        right = answer.going_on + answer.audience + answer.demand
        right = right + answer.scruple + answer.effort
        assert np.array_equal(answer.signs, left - right >= 0.0) or np.allclose(
            (left - right)[answer.signs != (left - right >= 0.0)], 0.0, atol=1e-12
        )


def test_inducements_count() -> None:
    model = model_of()
    bare = north(model).answer(model.world, offer(model.world, "framework")).signs
    sweet = {0: np.full(RUNS, 5.0)}
    with_carrots = north(model).answer(model.world, offer(model.world, "framework", carrots=sweet))
    assert with_carrots.signs.all()
    assert not bare.all()


def test_threats_count_as_rewards_do() -> None:
    model = model_of()
    bare = north(model).answer(model.world, offer(model.world, "framework"))
    threats = {0: np.full(RUNS, 5.0)}
    pressed = north(model).answer(model.world, offer(model.world, "framework", sticks=threats))
    assert pressed.signs.all()
    assert not bare.signs.all()
    assert (pressed.sticks == 5.0).all()


def test_what_it_takes_to_conclude_keeps_from_signing_what_is_worth_nothing() -> None:
    """With nothing at stake a draft is not signed by the toss of a coin."""
    shares = []
    for cost in (0.0, 0.02, 0.05):
        model = model_of()
        model.world.parameters.signing_cost[:] = cost
        shares.append(
            float(north(model).answer(model.world, offer(model.world, "cbm")).signs.mean())
        )
    assert shares[0] > shares[1] > shares[2]
    statement = north(model).answer(model.world, offer(model.world, "statement"))
    assert (statement.effort == 0.0).all()


def test_restraint_towards_a_rival_nobody_trusts_is_exploited() -> None:
    model = model_of()
    model.world.parties.dead[:, 0] = 200
    worth = []
    for good in (0.0, 40.0):
        model.world.pairs.good[:, 0, 1], model.world.pairs.bad[:, 0, 1] = good, 4.0
        draft = offer(model.world, "cbm", measures=("hotline",))
        answer = north(model).answer(model.world, draft)
        worth.append(float((answer.worth - answer.going_on).mean()))
    assert worth[0] < 0.0 < worth[1]


def conceded(model: MediationModel, seen: float, rounds: int = 5) -> float:
    model.world.pairs.conceding[:, 0, 1] = seen
    spent = np.full(RUNS, rounds)
    return float(
        north(model).answer(model.world, offer(model.world, "framework", rounds=spent)).conceded[0]
    )


def test_concessions_follow_the_other_side_as_far_as_a_party_imitates() -> None:
    """(1 - m) (t / T)^(1 / beta) + m x what the other gave up (Faratin et al. 1998)."""
    model = model_of()
    by_time = (5 / 10) ** (1 / model.world.parties.concession[0, 0])
    assert conceded(model, 0.0) == pytest.approx(by_time)
    model.world.parameters.imitation[:] = 0.4
    assert conceded(model, 0.9) == pytest.approx(0.6 * by_time + 0.4 * 0.9)
    assert conceded(model, 0.0) < by_time
    model.world.parameters.imitation[:] = 1.0
    assert conceded(model, 0.25, rounds=40) == 0.25


def test_weapons_in_storage_take_longer_to_bring_up() -> None:
    model = model_of(capability=8.0)
    usual = north(model).decide(model.world, 0, 0).preparation
    table = model.world.agreements
    table.kind[:, 0], table.in_force[:, 0] = 3, 0
    table.measure[:, 0, MEASURES.index("cantonment")] = True
    model.world.slots_changed()
    model.world.luck.begin(30)
    stored = north(model).decide(model.world, 0, 0).preparation
    assert (stored - usual >= 29).all()


def test_demands_fall_with_the_meetings_spent() -> None:
    """alpha(t) = (t / T)^(1 / beta): who knows the rival asks for nothing more at the end."""
    model = model_of()
    model.world.parties.scruple[:] = 0.0
    model.world.pairs.doubt[:] = 0.0
    demands = []
    for spent in (1, 5, 10, 20):
        rounds = np.full(RUNS, spent)
        answer = north(model).answer(model.world, offer(model.world, "framework", rounds=rounds))
        demands.append(float(answer.demand.mean()))
    assert demands[0] > demands[1] > demands[2] == demands[3] == 0.0


def test_nobody_comes_down_below_what_the_rival_may_turn_out_to_bear() -> None:
    """holding_out x doubt x believed cost of war, as long as there is a later meeting."""
    model = model_of()
    world, spent = model.world, np.full(RUNS, 99)
    draft = offer(world, "framework", rounds=spent)
    demand = north(model).answer(world, draft).demand
    at_stake = believed_cost(world, 0, 1) * world.pairs.doubt[:, 0, 1]
    np.testing.assert_allclose(demand, world.parameters.holding_out * at_stake)
    assert (demand > 0.0).all()
    last = replace(draft, time_gone=np.ones(RUNS))
    assert not north(model).answer(world, last).demand.any()
    world.pairs.doubt[:] = 0.0
    assert not north(model).answer(world, draft).demand.any()


def test_a_ceasefire_of_any_age_is_dear_to_break_until_somebody_has() -> None:
    model = model_of()
    world = model.world
    before = north(model).decide(world, 0, 0).worth
    table = world.agreements
    table.kind[:, 0], table.in_force[:, 0], table.inherited[:, 0] = CEASEFIRE, 0, True
    world.slots_changed()
    world.luck.begin(30)
    bound = north(model).decide(world, 0, 0).worth
    assert (bound[:, GENERAL] < before[:, GENERAL]).all()
    world.fronts.attacking[:, 0, 1] = True
    world.luck.begin(60)
    broken = north(model).decide(world, 0, 0).worth
    np.testing.assert_allclose(broken[:, GENERAL], before[:, GENERAL])


def test_a_prepared_public_makes_signing_cheaper() -> None:
    model = model_of(red_lines={"status": {"bound": 0.9, "hardness": 2.0}})
    dear = north(model).answer(model.world, offer(model.world, "framework")).audience
    model.world.parties.preparation[:] = 0.9
    assert (north(model).answer(model.world, offer(model.world, "framework")).audience < dear).all()


def test_consent_to_a_mission_decides_on_its_renewal() -> None:
    data: Data = plain()
    model = MediationModel(case_of(data), runs=RUNS)
    model.world.missions.consent[:, 0, 0] = 0.0
    assert not north(model).renews(model.world, 0).any()
    model.world.luck.begin(1)
    model.world.missions.consent[:, 0, 0] = 1.0
    model.world.parties.dissatisfaction[:] = -1.0
    assert north(model).renews(model.world, 0).all()


def test_nobody_knows_what_war_really_costs_the_other() -> None:
    """What a ceasefire or going on is worth does not change with the rival's private costs."""
    found = []
    for mood in (0.0, 2.0):
        model = model_of()
        world = model.world
        world.fronts.attacking[:, 0, 1] = True
        world.fronts.attack_scale[:, 0, 1] = 2
        world.sectors.holder[:] = 0
        world.sectors.objective[:, :, 1] = True
        world.parties.dead[:] = 300
        world.parties.mood[:, 1] = mood
        draft = offer(world, "ceasefire", mechanism=True)
        going_on = look_ahead(outlook_of(world, stakes_of(world, 0, 0))).going_on
        found.append(np.array([north(model).answer(world, draft).worth, going_on]))
    assert np.array_equal(*found)


def test_a_ceasefire_spares_the_attacked_what_it_would_lose_by_its_own_lights() -> None:
    worth = []
    for salience in (0.1, 0.6):
        model = model_of()
        world = model.world
        world.fronts.attacking[:, 0, 1] = True
        world.fronts.attack_scale[:, 0, 1] = 1
        world.sectors.holder[:] = 0
        world.sectors.objective[:, :, 1] = True
        world.issues.status_quo[:] = 0.8
        world.parties.salience[:, 0] = (1.0 - salience) / 4.0
        world.parties.salience[:, 0, 1] = salience  # the prize of the sectors
        worth.append(north(model).answer(world, offer(world, "ceasefire")).worth.mean())
    assert worth[0] < worth[1]


def test_who_knew_the_truth_once_is_as_unsure_later_as_it_says() -> None:
    """Private values wander back to what is usual, and beliefs with them."""
    model = MediationModel(case_of(plain(peacekeepers={}, behaviour=BEHAVIOUR)), runs=8_000)
    world = model.world
    spread = world.parameters.belief_spread
    world.pairs.belief[:, 0, 1] = spread * world.parties.mood[:, 1]
    world.pairs.doubt[:, 0, 1] = 0.0
    for month in range(40):
        world.luck.begin(month)
        beliefs.drift_private_values(world, 30.0)
    error = world.pairs.belief[:, 0, 1] - spread * world.parties.mood[:, 1]
    assert error.std() == pytest.approx(world.pairs.doubt[0, 0, 1], rel=0.03)


def test_measures_that_keep_no_fire_down_save_nothing() -> None:
    model = model_of()
    model.world.parties.dead[:] = 200
    model.world.pairs.good[:] = 40.0
    worth = [
        north(model).answer(model.world, offer(model.world, "cbm", measures=said)).worth.mean()
        for said in ((), ("exchange",), ("hotline",), ("hotline", "sniper_withdrawal"))
    ]
    assert worth[0] == worth[1] == 0.0
    assert 0.0 < worth[2] < worth[3] < 2.0 * worth[2]


def test_secrecy_makes_it_cheaper_to_come() -> None:
    came = []
    for secrecy in (0.0, 1.0):
        model = model_of()
        model.world.parties.dead[:, 0] = 200
        came.append(coming(model, secrecy=secrecy, level="leaders"))
    assert came[0] < came[1]
