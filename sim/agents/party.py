"""A party: it weighs war, waiting and deals, gives orders, comes to talks and signs or does not."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.signing import judge
from sim.arithmetic import anywhere, gumbel_of_normal, logistic
from sim.prospects.agency import grievance, soreness
from sim.prospects.force import (
    GENERAL_SCALE,
    cost_of_violence,
    gain_from,
    sector_choices,
    worth_setting_out,
)
from sim.prospects.keeping import forfeited, keeps
from sim.prospects.standing import standing_with
from sim.prospects.truces import measure_in_force, own_truce
from sim.prospects.utility import secrecy_of
from sim.prospects.worth import look_ahead, outlook_of, stakes_of
from sim.world.records import (
    COERCE,
    GENERAL,
    HOLD,
    LIMITED,
    STAND_DOWN,
    Answer,
    Invitation,
    Offer,
    Posture,
    Reply,
    Strategy,
)
from sim.world.world import World

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]


class Party(mesa.Agent):
    """A side of the conflict: it counts its losses, weighs its options, and chooses."""

    def __init__(self, model: mesa.Model, name: str, index: int) -> None:
        super().__init__(model)
        self.name = name
        self.index = index

    def decide(self, world: World, front: int, side: int) -> Strategy:
        """A party resorts to force where it is worth more than waiting, by its own lights.

        Logit choice (McKelvey & Palfrey 1995) whose noise is a persistent private taste, so that
        waiting does not make war certain. An attack without anything to take is a hold, and so is
        a limited operation that would be broken off at its first review.
        """
        worth, terms, objectives = self._options(world, front, side)
        precision = world.parameters.choice_precision[:, None]
        taste = gumbel_of_normal(world.parties.leaning[:, self.index]) / precision
        choice = self.prefer(world, front, side, worth + taste)
        aims = np.where((choice == GENERAL)[:, None], objectives[1], objectives[0])
        idle = (choice >= LIMITED) & ~anywhere(aims)
        idle |= (choice == LIMITED) & ~worth_setting_out(world, front, side, objectives[0])
        choice = np.where(idle, HOLD, choice)
        drawn = world.luck.uniform(f"{self.name} prepares on {world.layout.fronts[front]}")
        sooner = 1.0 + world.parameters.preparation_spread * (2.0 * drawn - 1.0)
        days = world.parameters.preparation_time * sooner
        days = np.where(choice == LIMITED, days * world.parameters.limited_preparation, days)
        stored = measure_in_force(world, "cantonment", front)
        days = days + np.where(stored, world.parameters.cantonment_time, 0.0)
        busy = world.fronts.attacking[:, front, side]
        return Strategy(
            party=self.index,
            front=front,
            side=side,
            due=~busy,
            choice=choice,
            worth=worth,
            objectives=aims,
            preparation=np.maximum(days, 1.0).astype(np.int64),
            terms=terms,
        )

    def prefer(self, world: World, front: int, side: int, appeal: Floats) -> Indices:
        """The option taken, by what each is worth with the party's taste, `(run, option)`."""
        found: Indices = np.argmax(appeal, axis=1)
        return found

    def open(self, world: World, front: int, side: int) -> None:
        """A scenario opens in a world in which the party has not just attacked.

        A taste for force that would have led to an attack before the first day is turned into its
        opposite; where force is worth it without any such taste, the party may still attack.
        """
        worth, _, _ = self._options(world, front, side)
        leaning = world.parties.leaning[:, self.index]
        taste = gumbel_of_normal(leaning) / world.parameters.choice_precision[:, None]
        eager = np.argmax(worth + taste, axis=1) >= LIMITED
        leaning[eager, LIMITED:] = -np.abs(leaning[eager, LIMITED:])

    def _options(
        self, world: World, front: int, side: int
    ) -> tuple[Floats, dict[str, Floats], tuple[Truths, Truths]]:
        """What each option is worth, `(run, option)`, and the terms behind it."""
        parameters = world.parameters
        stakes = stakes_of(world, front, side)
        prospect = look_ahead(outlook_of(world, stakes))
        some, every = sector_choices(world, front, side, parameters.limited_sectors)
        threat = np.maximum(prospect.war - prospect.flow, 0.0)
        feared = stakes.reaction[0]
        year = 1.0 - parameters.annual_discount
        violence = stakes.violence[0]
        hold = prospect.staying
        gain = prospect.prevails * gain_from(world, front, side, some)
        cost = parameters.limited_cost * (stakes.cost[0] + parameters.starting_cost)
        given_up = forfeited(world, front, self.index)
        spill = parameters.spill_over * np.maximum(hold - prospect.war, 0.0)
        worth = np.array(
            [
                hold
                + year * violence * (1.0 - parameters.relief_posture)
                - parameters.pressure_value * grievance(world, self.index),
                hold,
                hold
                + parameters.pressure_value * threat
                - year * violence * (parameters.pressure_posture - 1.0)
                - parameters.pressure_reaction * feared,
                hold
                + gain
                + parameters.limited_pressure * threat
                - cost
                - parameters.limited_reaction * feared
                - spill
                - stakes.breaking
                - given_up,
                prospect.war - given_up,
            ]
        ).T
        worth[:, LIMITED] = np.where(anywhere(some), worth[:, LIMITED], -1.0)
        worth[:, GENERAL] = np.where(anywhere(every), worth[:, GENERAL], -1.0)
        terms = {
            "chance to prevail": prospect.prevails,
            "worth of war": prospect.war,
            "worth of waiting": hold,
            "guarantors": feared,
            "cost of war": stakes.cost[0],
            "gain of a limited operation": gain,
            "breaking a ceasefire": stakes.breaking,
            "giving up agreements": given_up,
        }
        return worth, terms, (some, every)

    def order(self, world: World, front: int, side: int) -> Posture:
        """Orders for the week follow the strategic course; a truce of one's own is kept."""
        parameters = world.parameters
        course = world.fronts.course[:, front, side]
        scale = np.where(course >= COERCE, parameters.pressure_posture, 1.0)
        scale = np.where(course == STAND_DOWN, parameters.relief_posture, scale)
        general = world.fronts.attack_scale[:, front, side] == GENERAL_SCALE
        scale = np.where(own_truce(world, front) & ~general, parameters.relief_posture, scale)
        return Posture(front, side, scale)

    def reply(self, world: World, invitation: Invitation) -> Reply:
        """Attending is cheap: it pays with the host and may bring relief; it costs after losses.

        Refusing costs standing with the host; meeting those who are blamed for recent losses
        costs at home, the more the higher the level and the more openly they meet.
        """
        parameters, parties = world.parameters, world.parties
        gain = parameters.standing_value * standing_with(world, invitation.host, self.index)
        gain = gain + np.maximum(parties.surplus[:, self.index], 0.0)
        gain = gain + parameters.standing_value * parties.seeking_talks[:, self.index]
        relief = cost_of_violence(world, self.index) * (1.0 - parameters.annual_discount)
        gain = gain + relief
        cost = parameters.refusal_anger * soreness(world, self.index)
        if invitation.level != "leaders":
            cost = cost * getattr(parameters, f"{invitation.level}_cost")
        unseen = secrecy_of(world, invitation) - parameters.usual_secrecy
        cost = cost * (1.0 - parameters.discretion * unseen)
        drawn = world.luck.uniform(f"{self.name} replies to {invitation.key}")
        comes = drawn < logistic(parameters.choice_precision * (gain - cost))
        return Reply(self.index, comes, gain, cost)

    def answer(self, world: World, offer: Offer) -> Answer:
        """A party signs where a draft is worth more to it than going on, by enough."""
        return judge(world, self.index, offer)

    def keeps(self, world: World, slot: int) -> Truths:
        """Whether it keeps a deal it signed, now that inducements have faded."""
        return keeps(world, self.index, slot)

    def renews(self, world: World, mission: int) -> Truths:
        """A party assents to a mission it consents to, unless the mission stands in its way."""
        consent = world.missions.consent[:, mission, self.index]
        wants_change = world.parties.dissatisfaction[:, self.index]
        drawn = world.luck.uniform(f"{self.name} on {world.layout.missions[mission]}")
        swayed = logistic(world.parameters.choice_precision * -wants_change)
        return drawn < consent * 2.0 * swayed
