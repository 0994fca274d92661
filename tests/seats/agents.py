"""Agents for tests: some decide as the usual ones do, one run at a time; some as they please."""

from __future__ import annotations

from collections.abc import Mapping

import mesa

from sim.agents.party import Party
from sim.seats import (
    Draft,
    Invited,
    MediatorOneByOne,
    MissionOneByOne,
    PartyOneByOne,
    View,
)
from sim.world.records import Invitation, Reply
from sim.world.world import World


class LikeTheUsual(PartyOneByOne):
    """Comes to the usual decisions from what the view shows."""

    def choose(self, view: View) -> str:
        return max(view.worth, key=lambda option: view.worth[option])

    def signs(self, view: View, draft: Draft) -> bool:
        left = draft.worth + draft.inducements
        return left - draft.going_on - draft.audience - draft.demand >= 0.0


class Silent(PartyOneByOne):
    """Decides nothing by itself."""


class Grudging(PartyOneByOne):
    """A party of plain ifs: grieved it presses, at peace it talks, and it signs small things."""

    LIMIT = 2.0

    def choose(self, view: View) -> str:
        if float(view("losses", 30)) > self.LIMIT and view("rung") != 4:
            return "coerce"
        if view("support") < 0.3:
            return "stand down"
        if view.draw("a whim") < 0.2:
            return "limited operation"
        return "hold"

    def orders(self, view: View) -> float:
        if view("truce"):
            return 0.0
        return 2.0 if float(view("incidents", 7)) > 0 else 1.0

    def comes(self, view: View, invitation: Invited) -> bool:
        if invitation.level == "leaders" and float(view("losses", 14)) > 0:
            return False
        return view.draw("mood") < 0.9

    def signs(self, view: View, draft: Draft) -> bool:
        if draft.kind == "cbm":
            return float(view("trust")) > 0.2
        return draft.kind == "statement" or draft.worth > draft.going_on

    def abides(self, view: View, kind: str, days: int) -> bool:
        return days < 100

    def assents(self, view: View, mission: str) -> bool:
        return float(view("weariness")) < 0.9


class Busybody(MediatorOneByOne):
    """Calls whenever somebody died of late, and draws the text to the middle."""

    def calls(self, view: View) -> bool:
        return float(view.of("south")("losses", 30)) > 0 or view.date.day < 8

    def improves(self, view: View, text: Mapping[str, float]) -> Mapping[str, float]:
        ideals = [view.positions(party) for party in ("north", "south")]
        return {issue: (ideals[0][issue] + ideals[1][issue]) / 2 for issue in text}


class Chaser(MissionOneByOne):
    """Stands where trouble is worst, all of it."""

    def stands(
        self, view: View, planned: Mapping[str, float], trouble: Mapping[str, float]
    ) -> Mapping[str, float]:
        worst = max(trouble, key=lambda name: trouble[name])
        return {worst: 1.0} if trouble[worst] > 0 else planned


class Stubborn(Party):
    """A vectorised replacement: it stays away and signs nothing where it lost anybody."""

    def reply(self, world: World, invitation: Invitation) -> Reply:
        usual = super().reply(world, invitation)
        return Reply(self.index, world.parties.dead[:, self.index] == 0, usual.gain, usual.cost)


class Remembering(PartyOneByOne):
    """Counts its meetings, which it may not."""

    met = 0

    def comes(self, view: View, invitation: Invited) -> bool:
        self.met += 1
        return True


class Deferring(PartyOneByOne):
    """Asks its parent class, which has nothing to say."""

    def comes(self, view: View, invitation: Invited) -> bool:
        return super().comes(view, invitation)


class Gambling(PartyOneByOne):
    """Draws from the generator that runs share."""

    def comes(self, view: View, invitation: Invited) -> bool:
        return self.random.random() < 0.5


class Always(PartyOneByOne):
    """Stands down, comes and signs, whatever happens."""

    def choose(self, view: View) -> str:
        return "stand down"

    def comes(self, view: View, invitation: Invited) -> bool:
        return True

    def signs(self, view: View, draft: Draft) -> bool:
        return True


class Stayer(MissionOneByOne):
    """Stands at one place for good."""

    def stands(
        self, view: View, planned: Mapping[str, float], trouble: Mapping[str, float]
    ) -> Mapping[str, float]:
        return {"s1": 1.0}


class Crowded(MissionOneByOne):
    """Wants to be everywhere at once."""

    def stands(
        self, view: View, planned: Mapping[str, float], trouble: Mapping[str, float]
    ) -> Mapping[str, float]:
        return dict.fromkeys(planned, 1.0)


class Elsewhere(MissionOneByOne):
    """Wants to be where there is no sector."""

    def stands(
        self, view: View, planned: Mapping[str, float], trouble: Mapping[str, float]
    ) -> Mapping[str, float]:
        return {"s9": 0.5}


class Hoarding(PartyOneByOne):
    """Holds a list that runs would share."""

    def __init__(self, model: mesa.Model, name: str, index: int) -> None:
        self.seen: list[int] = []
        super().__init__(model, name, index)


class Wordy(PartyOneByOne):
    """Misspells an option."""

    def choose(self, view: View) -> str:
        return "stand dwn"


class Undecided(PartyOneByOne):
    """Forgets to answer."""

    def comes(self, view: View, invitation: Invited) -> bool:
        return None if view.day < 1_000 else True


class Excited(PartyOneByOne):
    """Orders more than can be fired."""

    def orders(self, view: View) -> float:
        return 21


class Muddled(PartyOneByOne):
    """Misspells a name."""

    def orders(self, view: View) -> float:
        return float(view("losess", 30))


class Vague(PartyOneByOne):
    """Forgets the days of a window."""

    def orders(self, view: View) -> float:
        return float(view("losses"))


class Lost(PartyOneByOne):
    """Asks a front what only parties know."""

    def orders(self, view: View) -> float:
        return float(view.on("line")("at_war"))


class Stranger(PartyOneByOne):
    """Asks about a party that is not there."""

    def orders(self, view: View) -> float:
        return float(view.of("nroth")("support"))
