"""Turning the records of a world of one run into the notes of its story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from sim.chronicle.names import Names
from sim.chronicle.phrases import (
    ATTACKS,
    CEASEFIRES,
    COURSES,
    ENDINGS,
    KIND_NAMES,
    after_the,
    civilian,
    effects_of,
    lowered,
    meeting,
    sentence,
)
from sim.chronicle.reasons import (
    why_absent,
    why_answered,
    why_broken,
    why_chosen,
    why_fired,
    why_halted,
)
from sim.chronicle.tolls import toll_of_the_day
from sim.outcomes import ceasefire_class
from sim.prospects.deadlines import last_day
from sim.prospects.force import objectives
from sim.world.layout import CBM, CEASEFIRE, KINDS, RUNGS
from sim.world.records import (
    GENERAL,
    LIMITED,
    Breach,
    Captures,
    Climb,
    Halt,
    Incidents,
    Note,
    Outbreak,
    Posture,
    Record,
    Session,
    Signature,
    Strategy,
    Tranche,
)
from sim.world.world import World


class Chronicle:
    """Turns the records of a world of one run into notes, and notes what no record says."""

    def __init__(self, world: World, date_of: Callable[[int], date]) -> None:
        self.world = world
        self.date_of = date_of
        self.notes: list[Note] = []
        self._names = Names(world.layout)
        self._present: list[bool] = [bool(here) for here in world.missions.present[0]]

    def open_day(self) -> None:
        """Note dated events of the morning, deadlines gone by, and missions that came or went."""
        world, layout = self.world, self.world.layout
        for event in layout.events:
            if layout.day_of(event.date) == world.day:
                source = event.source or f"no source, {event.confidence}"
                self._note("event", "", event.event, source)
        for name in layout.agendas:
            if last_day(layout, name) == world.day - 1:
                when = self.date_of(world.day - 1).isoformat()
                text = f"what was not signed on the agenda {name} is off the table"
                self._note("deadline", "", text, f"its deadline was {when}")
        for index, mission in enumerate(layout.scenario.peacekeepers.values()):
            here = bool(world.missions.present[0, index])
            if here != self._present[index]:
                text = "takes up its posts" if here else "leaves"
                self._note("mission", mission.name, text)
                self._present[index] = here

    def tell(self, record: Record) -> None:
        """Note a record, if there is something to say about it."""
        match record:
            case Incidents():
                self._incidents(record)
                self._toll()
            case Strategy():
                self._strategy(record)
            case Outbreak():
                self._outbreak(record)
            case Halt():
                self._halt(record)
            case Captures():
                self._captures(record)
            case Climb():
                self._climb(record)
            case Breach():
                self._breach(record)
            case Tranche():
                self._tranche(record)
            case Session():
                self._session(record)
            case Posture():
                pass

    def _note(self, kind: str, who: str, text: str, why: str = "", weight: int = 0) -> None:
        told = f"{who}: {text}" if who else text
        self.notes.append(Note(self.world.day, kind, who, told, why, weight))

    def _side(self, front: int, side: int) -> str:
        return self._names.side(self.world.layout, front, side)

    def _toll(self) -> None:
        text = toll_of_the_day(self.world, self.date_of(self.world.day), self._names)
        if text:
            self._note("toll", "", text)

    def _incidents(self, record: Incidents) -> None:
        layout, names = self.world.layout, self._names
        for place in np.flatnonzero(record.killed + record.killed_back > 0):
            sector, side = int(record.sectors[place]), int(record.sides[place])
            fires = names.parties[int(layout.garrisons[sector, side])]
            harmed = names.parties[int(layout.garrisons[sector, 1 - side])]
            killed, back = int(record.killed[place]), int(record.killed_back[place])
            civil = civilian(killed, int(record.civilians[place]))
            text = f"fire from positions of {fires}"
            text += f" kills {killed} of {harmed}{civil}" if killed else ""
            text += f"; return fire kills {back} of {fires}" if back else ""
            cause = "in answer to earlier harm" if record.answers[place] else "on own account"
            seen = "seen by a mission" if record.seen[place] else "seen by no mission"
            if record.seen[place]:
                seen += ", attributed" if record.attributed[place] else ", not attributed"
            self._note("deaths", names.sectors[sector], text, f"{cause}; {seen}", killed + back)

    def _strategy(self, record: Strategy) -> None:
        if not record.due[0]:
            return
        fronts, choice = self.world.fronts, int(record.choice[0])
        seat = (0, record.front, record.side)
        settled = int(fronts.course[seat]) == choice
        text = COURSES.get(choice)
        if text is None:
            begins = int(fronts.attack_day[seat])
            settled = settled and begins != self.world.day + int(record.preparation[0])
            when = "" if settled else f", to begin on {self.date_of(begins).isoformat()}"
            text = f"prepares {ATTACKS[choice]}"
        else:
            when = ""
        if not settled:
            where = self._names.fronts[record.front]
            who = self._names.parties[record.party]
            self._note(
                "decision", who, f"{text} on the {after_the(where)}{when}", why_chosen(record)
            )

    def _outbreak(self, record: Outbreak) -> None:
        if not record.begun[0]:
            return
        scale = ATTACKS[GENERAL if record.scale[0] == 2 else LIMITED]
        where = after_the(self._names.fronts[record.front])
        origin = "its own decision" if record.own_choice[0] else "dated in the scenario, an input"
        aims = np.flatnonzero(objectives(self.world, record.front, record.side)[0][0])
        names = "; ".join(self._names.sectors[int(place)] for place in aims)
        who = self._side(record.front, record.side)
        self._note("attack", who, f"begins {scale} on the {where}", f"{origin}; it aims at {names}")

    def _halt(self, record: Halt) -> None:
        if not record.halted[0]:
            return
        who = self._side(record.front, record.side)
        where = after_the(self._names.fronts[record.front])
        done = (
            "resumes its attack, and the truce is broken," if record.resumed else "stops attacking"
        )
        self._note("attack", who, f"{done} on the {where}", why_halted(record))

    def _captures(self, record: Captures) -> None:
        layout = self.world.layout
        for sector, side in zip(record.sectors, record.sides, strict=True):
            who = self._side(int(layout.front_of[sector]), int(side))
            self._note("ground", who, f"takes {self._names.sectors[int(sector)]}")

    def _climb(self, record: Climb) -> None:
        rule = self.world.layout.case.rules[record.rule]
        before, after = int(record.before[0]), int(record.after[0])
        moved = record.scope != "party" and after != before
        verb = "rises" if after > before else "falls"
        told = [f"{verb} from {RUNGS[before]} to {RUNGS[after]}"] if moved else []
        told += effects_of(rule.effect)
        if record.fired[0] and told:
            why = why_fired(record, rule.why)
            weight = after if moved and after > before else 0
            self._note("rung", self._target(record), "; ".join(told), why, weight)

    def _target(self, record: Climb) -> str:
        if record.scope == "front":
            return self._names.fronts[record.target]
        if record.scope == "party":
            return self._names.parties[record.target]
        front, side = self.world.layout.seats[record.target]
        return f"{self._names.fronts[front]}, side of {self._side(front, side)}"

    def _breach(self, record: Breach) -> None:
        if not record.ended[0]:
            return
        table = self.world.agreements
        when = self.date_of(int(table.signed[0, record.slot])).isoformat()
        old = bool(table.inherited[0, record.slot])
        which = "an agreement from before the start" if old else f"the agreement of {when}"
        why = ENDINGS[record.cause]
        party = int(record.party[0])
        if party >= 0:
            why = f"{why}: {self._names.parties[party]}: {why_broken(record)}"
        self._note("agreement", "", f"{sentence(which)} breaks down", why)

    def _tranche(self, record: Tranche) -> None:
        """Tell what was seen to be carried out of a term, or that its meaning is disputed."""
        issues = list(self.world.layout.scenario.issues.values())
        what = issues[record.issue].name
        who = self._names.parties[int(record.obligor[0])]
        done = f"{float(record.share[0]):.0%} of what was agreed on {lowered(what)}"
        if record.verified[0]:
            self._note("agreement", who, f"has carried out {done}", "it is seen to have done so")
        elif record.disputed[0]:
            text = f"says that it has carried out {done}, which is disputed"
            self._note("agreement", who, text, "the text is open to more than one reading")

    def _session(self, record: Session) -> None:
        parties = self._names.parties
        host, about = self._names.hosts[record.invitation.host], record.invitation
        leads = self.world.layout.leads(about.participants)
        absent = [reply for reply in record.replies if not reply.comes[0]]
        told = [reply for reply in absent if record.held[0] or reply.party in leads]
        names = " and ".join(parties[reply.party] for reply in told)
        why = "; ".join(f"{parties[reply.party]}: {why_absent(reply)}" for reply in told)
        if not record.held[0]:
            self._note("meeting", "", f"{meeting(host, about)}: refused by {names}", why)
            return
        held = f"held without {names}" if told else "held"
        self._note("meeting", "", f"{meeting(host, about)}: {held}", why)
        for offer, answers, signature in record.drafts:
            what = KIND_NAMES[KINDS[offer.kind]]
            if offer.kind == CEASEFIRE:
                what = CEASEFIRES[ceasefire_class(offer.mechanism, offer.measures)]
            reasons = {answer.party: why_answered(answer, offer.kind) for answer in answers}
            for answer in answers:
                if not answer.signs[0]:
                    who = parties[answer.party]
                    self._note("refusal", who, f"declines {what}", reasons[answer.party])
            if signature.signed[0]:
                why = "; ".join(f"{parties[party]}: {why}" for party, why in reasons.items())
                verb = "are" if offer.kind == CBM else "is"
                self._note("signature", "", f"{sentence(what)} {verb} signed", why)
                self._votes(signature)
                return

    def _votes(self, signature: Signature) -> None:
        for party, share in signature.votes.items():
            quota = float(self.world.parties.quota[0, party])
            ratifies = share[0] >= quota
            who = f"The public of {self._names.parties[party]}"
            why = f"share of yes {share[0]:.2f} {'>=' if ratifies else '<'} quota {quota:.2f}"
            self._note("vote", who, "ratifies it" if ratifies else "rejects it", why)
