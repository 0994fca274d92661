"""A plain Mesa twin of the front: one object a sector, one run at a time, no arrays.

It does what `sim.mechanisms.front` does, in the way that most agent-based models are written: an
agent for each sector with a number for everything, a generator of random numbers that gives the
next one to whoever asks, and dictionaries and deques for what is remembered. Two simple rules
move the rung of a front. Talks, publics, beliefs and decisions are left out, so that the twin
does a good deal less than the engine it is compared with.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import mesa

from sim.scenario.case import Case
from sim.scenario.schema import Mission, Sector

DAYS_A_YEAR = 365.0
DAYS_A_WEEK = 7
WINDOW = 30
CLASHES, OPERATION = 2, 3
RUNGS = ("calm", "violations", "clashes", "operation", "war")
INTERPOSING = {"interpose", "protect", "use_force"}


@dataclass
class FrontState:
    """A front as a whole: its rung and what it remembers of the last days."""

    name: str
    rung: int
    between: tuple[str, str]
    tolerance: tuple[float, float]
    mood: list[float] = field(default_factory=lambda: [0.0, 0.0])
    deaths: int = 0
    incidents: int = 0
    violations: int = 0
    fatal_days: int = 0
    quiet_days: int = 0
    deaths_today: int = 0
    deaths_by_side: list[int] = field(default_factory=lambda: [0, 0])
    window: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=WINDOW))


class SectorAgent(mesa.Agent):
    """A stretch of the front: two garrisons that fire, are hit, and answer."""

    def __init__(
        self, model: TwinModel, sector: Sector, front: FrontState, watch: Mapping[str, float]
    ) -> None:
        super().__init__(model)
        self.twin = model
        self.front = front
        self.length = float(sector.length)
        self.distance = float(sector.distance)
        self.snipers = float(sector.snipers)
        self.civilians = float(sector.civilians)
        self.commanders = sector.commanded_by
        self.seen = watch["seen"]
        self.attributed = watch["attributed"]
        self.apart = watch["apart"]
        self.neighbours: list[SectorAgent] = []
        self.readiness = [0.0, 0.0]
        self.answering = [0.0, 0.0]
        self.debt = [0.0, 0.0]
        self.seen_so_far = 0

    def make_ready(self) -> None:
        """Work out each garrison's own fire and its readiness to answer."""
        p, stances = self.twin.parameters, self.twin.stances
        nearness = (p["reference_distance"] / self.distance) ** p["distance_effect"]
        usual = 1.0 + p["sniper_effect"] * p["reference_snipers"]
        exposure = nearness * (1.0 + p["sniper_effect"] * self.snipers) / usual
        restraint = 1.0 / (1.0 + p["exposure_restraint"] * self.seen * self.attributed)
        calm = p["incident_rate"] * self.length / 200.0 * exposure * self.apart * restraint
        for side, commander in enumerate(self.commanders):
            initiative, retaliation = stances[commander]
            self.readiness[side] = calm * initiative
            self.answering[side] = min(p["retaliation"] * retaliation * self.apart, 1.0)

    def fire(self) -> None:
        """Have an incident today or not, and live with it."""
        p, random = self.twin.parameters, self.twin.random
        step = p["rung_multiplier"] ** (self.front.rung - 1)
        own = [self.readiness[side] * step * math.exp(self.front.mood[side]) for side in (0, 1)]
        answers = [debt / p["retaliation_memory"] for debt in self.debt]
        fired = own[0] + own[1] + answers[0] + answers[1]
        if random.random() >= -math.expm1(-fired):
            return
        cause = random.random() * fired
        side = 0 if cause < own[0] + answers[0] else 1
        if (cause if side == 0 else cause - own[0] - answers[0]) >= own[side]:
            self.debt[side] = max(self.debt[side] - 1.0, 0.0)
        self.hit(side)

    def hit(self, side: int) -> None:
        """Hit the other side, lose people in return, and let those harmed make up their minds."""
        p, random = self.twin.parameters, self.twin.random
        harmed = 1 - side
        people = self.grow(p["engagement_growth"] * self.answering[harmed])
        deadly = people * p["lethality"]
        killed = math.floor(deadly + random.random())
        back = math.floor(deadly * p["return_losses"] + random.random())
        exposed = p["civilian_exposure"] * self.civilians / 10_000.0
        civilians = math.floor(deadly * exposed + random.random())
        killed += civilians
        recorded = random.random() < p["recording"] or killed + back > 0
        if random.random() < self.seen and random.random() < self.attributed:
            self.seen_so_far += 1
        if random.random() < self.answering[harmed]:
            self.debt[harmed] += 1.0
        for neighbour in self.neighbours:
            if random.random() < p["neighbour_share"] * neighbour.answering[harmed]:
                neighbour.debt[harmed] += 1.0
        self.twin.enter(self.front, harmed, killed, back, civilians, people, recorded)

    def grow(self, speed: float) -> int:
        """How many are hit by the time an engagement is broken off."""
        random, people = self.twin.random, 1
        most = self.twin.parameters["largest_engagement"]
        while people < most and random.random() * (1.0 + speed * people) > 1.0:
            people += 1
        return people


class TwinModel(mesa.Model):
    """The front of a scenario, one run, one object a sector."""

    def __init__(self, case: Case, seed: int = 0) -> None:
        super().__init__(rng=seed)
        scenario = case.scenario
        self.parameters = {name: float(number) for name, number in case.behaviour.items()}
        self.stances: dict[str, tuple[float, float]] = {}
        for name, party in scenario.parties.items():
            stance = case.stances[party.stance]
            self.stances[name] = (float(stance.initiative), float(stance.retaliation))
        self.day = 0
        self.days = (scenario.period.end - scenario.period.start).days + 1
        self.dead: dict[str, int] = dict.fromkeys(scenario.parties, 0)
        self.civilian_dead = 0
        self.wounded = 0
        self.fronts: list[FrontState] = []
        for name, front in scenario.fronts.items():
            first, second = front.between
            tolerance = [
                float(case.stances[scenario.parties[side].stance].tolerance)
                for side in (first, second)
            ]
            state = FrontState(
                name, RUNGS.index(front.rung), front.between, (tolerance[0], tolerance[1])
            )
            self.fronts.append(state)
            missions = [m for m in scenario.peacekeepers.values() if m.front == name]
            whole = sum(float(sector.length) for sector in front.sectors.values())
            row = [
                SectorAgent(self, sector, state, self._watch(missions, key, sector, whole))
                for key, sector in front.sectors.items()
            ]
            for left, right in pairwise(row):
                left.neighbours.append(right)
                right.neighbours.append(left)

    def _watch(
        self, missions: list[Mission], key: str, sector: Sector, whole: float
    ) -> dict[str, float]:
        p = self.parameters
        unseen, attributed, apart = 1.0, 0.0, 1.0
        for mission in missions:
            if mission.after is not None:
                continue
            share = (
                float(mission.posts.get(key, 0.0))
                if mission.posts
                else float(sector.length) / whole
            )
            dense = float(mission.strength) * share / float(sector.length)
            out = -math.expm1(-float(mission.patrols) / DAYS_A_WEEK)
            unseen *= math.exp(-p["visit_detection"] * out * dense)
            investigates = "investigate" in mission.tasks
            quality = "attribution_investigate" if investigates else "attribution_observe"
            attributed = max(attributed, p[quality])
            if INTERPOSING & set(mission.tasks):
                apart *= math.exp(-p["contact_reduction"] * dense * float(mission.clarity))
        return {"seen": 1.0 - unseen, "attributed": attributed, "apart": apart}

    def enter(
        self,
        front: FrontState,
        harmed: int,
        killed: int,
        back: int,
        civilians: int,
        hit: int,
        recorded: bool,
    ) -> None:
        """Enter an incident in the books."""
        self.dead[front.between[harmed]] += killed
        self.dead[front.between[1 - harmed]] += back
        self.civilian_dead += civilians
        self.wounded += max(hit - killed, 0)
        front.deaths_by_side[harmed] += killed
        front.deaths_by_side[1 - harmed] += back
        front.deaths += killed + back
        front.deaths_today += killed + back
        front.incidents += recorded

    def move_rung(self, front: FrontState) -> None:
        """Climb when a side is grieved or a commander acts alone; come down after quiet days."""
        p = self.parameters
        early = front.window[0] if front.window else (0, 0)
        lost = [front.deaths_by_side[side] - early[side] for side in (0, 1)]
        grieved = any(lost[side] > front.tolerance[side] for side in (0, 1))
        alone = self.random.random() < p["spontaneous_escalation"] / DAYS_A_YEAR
        answers = self.random.random() < p["retaliation"] / p["retaliation_memory"]
        if front.rung < OPERATION and (alone or (grieved and answers)):
            front.rung += 1
        elif front.rung >= CLASHES and self.random.random() < 1.0 / p["deescalation_time"]:
            front.rung -= 1

    def close_books(self, front: FrontState) -> None:
        """At the end of a day, carry the totals into the window and count the day."""
        front.fatal_days += front.deaths_today > 0
        front.quiet_days = 0 if front.deaths_today else front.quiet_days + 1
        front.deaths_today = 0
        front.window.append((front.deaths_by_side[0], front.deaths_by_side[1]))
        keep = math.exp(-1.0 / self.parameters["mood_memory"])
        front.mood = [mood * keep for mood in front.mood]

    def step(self) -> None:
        """Live through one day."""
        if self.day % DAYS_A_WEEK == 0:
            self.agents.do("make_ready")
        self.agents.do("fire")
        for front in self.fronts:
            self.move_rung(front)
            self.close_books(front)
        self.day += 1
