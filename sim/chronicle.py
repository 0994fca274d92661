"""The story of one run: dated lines of what happened and the inequality that decided it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.world.layout import KINDS, RUNGS
from sim.world.records import (
    COERCE,
    GENERAL,
    LIMITED,
    OPTIONS,
    REASONS,
    Answer,
    Breach,
    Captures,
    Climb,
    Halt,
    Incidents,
    Note,
    Offer,
    Outbreak,
    Posture,
    Record,
    Reply,
    Session,
    Signature,
    Strategy,
)
from sim.world.world import World

KIND_NAMES = {
    "statement": "a joint statement",
    "cbm": "confidence-building measures",
    "ceasefire": "a ceasefire",
    "interim": "an interim agreement",
    "framework": "a framework agreement",
    "settlement": "a settlement",
}
RUNG_NAMES = dict(enumerate(RUNGS))


class Chronicle:
    """Turns the records of a world of one run into notes, and notes what no record says."""

    def __init__(self, world: World, date_of: Callable[[int], date]) -> None:
        self.world = world
        self.date_of = date_of
        self.notes: list[Note] = []
        self._present: list[bool] = [bool(here) for here in world.missions.present[0]]

    def open_day(self) -> None:
        """Note the dated events of the morning, and missions that came or went overnight."""
        world, layout = self.world, self.world.layout
        for event in layout.events:
            if layout.day_of(event.date) == world.day:
                source = f"source: {event.source}" if event.source else event.confidence
                self._note("event", "", event.event, source)
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
            case Session():
                self._session(record)
            case Posture():
                pass

    def _note(self, kind: str, who: str, text: str, why: str = "") -> None:
        told = f"{who}: {text}" if who else text
        self.notes.append(Note(self.world.day, kind, who, told, why))

    def _party(self, index: int) -> str:
        return list(self.world.layout.scenario.parties.values())[index].name

    def _front(self, index: int) -> str:
        return list(self.world.layout.scenario.fronts.values())[index].name

    def _sector(self, index: int) -> str:
        front, _, sector = self.world.layout.sectors[index].partition(".")
        return self.world.layout.scenario.fronts[front].sectors[sector].name

    def _incidents(self, record: Incidents) -> None:
        layout = self.world.layout
        for place in np.flatnonzero(record.killed + record.killed_back > 0):
            sector, side = int(record.sectors[place]), int(record.sides[place])
            culprit = self._party(int(layout.commanders[sector, side]))
            harmed = self._party(int(layout.garrisons[sector, 1 - side]))
            own = self._party(int(layout.garrisons[sector, side]))
            toll = ((harmed, record.killed[place]), (own, record.killed_back[place]))
            lost = [f"{party} loses {count}" for party, count in toll if count]
            civil = int(record.civilians[place])
            if civil:
                lost.append(f"{civil} of them civilian")
            cause = "in answer to earlier harm" if record.answers[place] else "on their own account"
            seen = "seen" if record.seen[place] else "seen by no mission"
            proven = ", and rightly attributed" if record.attributed[place] else ""
            proven = proven if record.seen[place] else ", so each side blames the other"
            self._note(
                "deaths",
                self._sector(sector),
                f"an exchange of fire; {', '.join(lost)}",
                f"garrisons under {culprit} fired {cause}; {seen}{proven}",
            )

    def _strategy(self, record: Strategy) -> None:
        if not record.due[0]:
            return
        choice = int(record.choice[0])
        course = int(self.world.fronts.course[0, record.front, record.side])
        if course == choice and choice not in (LIMITED, GENERAL):
            return
        worth = record.worth[0]
        order = np.argsort(-worth)
        compared = " > ".join(f"{OPTIONS[int(option)]} {worth[option]:.3f}" for option in order[:3])
        terms = ", ".join(f"{name} {value[0]:.2f}" for name, value in record.terms.items())
        text = {
            0: "orders its garrisons to stand down",
            1: "holds its line",
            COERCE: "presses by force short of an operation",
            LIMITED: f"prepares a limited operation ({record.preparation[0]} days)",
            GENERAL: f"prepares a general offensive ({record.preparation[0]} days)",
        }[choice]
        chosen = int(order[0])
        taste = (
            "" if chosen == choice else f"; its leaning towards {OPTIONS[choice]} tips the scale"
        )
        self._note(
            "decision",
            self._party(record.party),
            f"{text} on the {self._front(record.front)}",
            f"{compared}{taste}; {terms}",
        )

    def _outbreak(self, record: Outbreak) -> None:
        if not record.begun[0]:
            return
        scale = "a general offensive" if record.scale[0] == 2 else "a limited operation"
        origin = "its own decision" if record.own_choice[0] else "dated in the scenario: an input"
        party = self._party(int(self.world.layout.sides[record.front, record.side]))
        aims = np.flatnonzero(self.world.sectors.objective[0, :, record.side])
        names = ", ".join(self._sector(int(place)) for place in aims)
        self._note("attack", party, f"begins {scale}", f"{origin}; objectives: {names}")

    def _halt(self, record: Halt) -> None:
        if not record.halted[0]:
            return
        party = self._party(int(self.world.layout.sides[record.front, record.side]))
        gain, cost = record.gain[0], record.cost[0]
        guarantor = record.guarantor[0]
        if record.resumed:
            why = f"p x remaining gain {gain:.3f} > cost {cost:.3f} + guarantors {guarantor:.3f}"
            self._note("attack", party, "resumes its attack: the truce is broken", why)
            return
        reason = REASONS[int(record.reason[0])]
        why = f"p x remaining gain {gain:.3f} against cost {cost:.3f} + guarantors {guarantor:.3f}"
        self._note("attack", party, f"stops its attack ({reason})", why)

    def _captures(self, record: Captures) -> None:
        layout = self.world.layout
        for sector, side in zip(record.sectors, record.sides, strict=True):
            party = self._party(int(layout.sides[layout.front_of[sector], side]))
            self._note("ground", party, f"takes {self._sector(int(sector))}")

    def _climb(self, record: Climb) -> None:
        if not record.fired[0]:
            return
        rule = self.world.layout.case.rules[record.rule]
        before, after = int(record.before[0]), int(record.after[0])
        what = f"rule `{record.rule}` fires"
        if after != before:
            verb = "rises" if after > before else "falls"
            what = f"{verb} from {RUNG_NAMES[before]} to {RUNG_NAMES[after]}"
        who = self._target(record)
        because = "; ".join(record.why)
        self._note("rung", who, what, f"{rule.why} [{record.rule}: {because}]")

    def _target(self, record: Climb) -> str:
        layout = self.world.layout
        if record.scope == "front":
            return self._front(record.target)
        if record.scope == "party":
            return self._party(record.target)
        front, side = layout.seats[record.target]
        return f"{self._front(front)}, {self._party(int(layout.sides[front, side]))}"

    def _breach(self, record: Breach) -> None:
        if record.ended[0]:
            cause = {
                "attack": "one side attacks",
                "losses": "losses blamed on the other exceed what one side bears",
                "repudiated": "once inducements have faded it is worth less than going on",
            }[record.cause]
            self._note("agreement", "", "an agreement breaks down", cause)

    def _session(self, record: Session) -> None:
        host = self.world.layout.hosts[record.invitation.host].title
        title = record.invitation.title
        if not record.held[0]:
            refused = [reply for reply in record.replies if not reply.comes[0]]
            names = ", ".join(self._party(reply.party) for reply in refused)
            why = "; ".join(self._why_not(reply) for reply in refused)
            self._note("meeting", host, f"{title}: refused by {names}", why)
            return
        self._note("meeting", host, f"{title}: held")
        for offer, answers, signature in record.drafts:
            self._offer(offer, answers, signature)
            if signature.signed[0]:
                return

    def _why_not(self, reply: Reply) -> str:
        return (
            f"{self._party(reply.party)}: gain of coming {reply.gain[0]:.3f}, cost"
            f" {reply.cost[0]:.3f} and chance did the rest"
            if reply.gain[0] >= reply.cost[0]
            else f"{self._party(reply.party)}: gain of coming {reply.gain[0]:.3f} <"
            f" cost {reply.cost[0]:.3f}"
        )

    def _offer(self, offer: Offer, answers: Sequence[Answer], signature: Signature) -> None:
        what = KIND_NAMES[KINDS[offer.kind]]
        for answer in answers:
            if not answer.signs[0]:
                self._note(
                    "refusal", self._party(answer.party), f"declines {what}", inequality(answer)
                )
        if not signature.signed[0]:
            return
        why = "; ".join(f"{self._party(answer.party)}: {inequality(answer)}" for answer in answers)
        self._note("signature", "", f"{what} is signed", why)
        for party, share in signature.votes.items():
            quota = float(self.world.parties.quota[0, party])
            verdict = "ratifies" if share[0] >= quota else "rejects it"
            sign = ">=" if share[0] >= quota else "<"
            self._note(
                "vote",
                f"The public of {self._party(party)}",
                verdict,
                f"share of yes {share[0]:.2f} {sign} quota {quota:.2f}",
            )


@dataclass(frozen=True)
class _Term:
    name: str
    value: float


def inequality(answer: Answer) -> str:
    """The comparison that decided an answer, with its values."""
    left = [_Term("worth", answer.worth[0]), _Term("inducements", answer.carrots[0])]
    right = [
        _Term("going on", answer.going_on[0]),
        _Term("audience", answer.audience[0]),
        _Term("demand", answer.demand[0]),
    ]
    sign = ">=" if answer.signs[0] else "<"
    return f"{_sum(left)} {sign} {_sum(right)}"


def _sum(terms: list[_Term]) -> str:
    shown = [f"{term.name} {term.value:.3f}" for term in terms if abs(term.value) >= 0.0005]
    return " + ".join(shown) or "0"
