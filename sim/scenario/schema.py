"""What a scenario file may say: one frozen class for each thing it can describe."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sim.scenario.quantity import Bounds, Quantity

Share = Annotated[Quantity, Bounds(0.0, 1.0, "share")]
Position = Annotated[Quantity, Bounds(0.0, 1.0, "position on the issue")]
Slant = Annotated[Quantity, Bounds(-1.0, 1.0, "-1 against to +1 for")]
Count = Annotated[Quantity, Bounds(0.0, 1e7, "count")]
Days = Annotated[Quantity, Bounds(0.0, 36_525.0, "days")]
Kilometres = Annotated[Quantity, Bounds(0.1, 5_000.0, "km")]
Metres = Annotated[Quantity, Bounds(10.0, 20_000.0, "m")]
Ratio = Annotated[Quantity, Bounds(0.001, 1_000.0, "ratio")]
Growth = Annotated[Quantity, Bounds(-2.0, 2.0, "log change a year")]
Change = Annotated[Quantity, Bounds(-1e6, 1e6, "change")]

NAME_PATTERN = r"^[a-z][a-z0-9_]*$"
Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=60)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2_000)]

Rung = Literal["calm", "violations", "clashes", "operation", "war"]
AgreementKind = Literal["statement", "cbm", "ceasefire", "interim", "framework", "settlement"]
Measure = Literal[
    "hotline",
    "sniper_withdrawal",
    "trench_freeze",
    "exchange",
    "humanitarian_pause",
    "monitoring",
    "separation",
    "cantonment",
]
Task = Literal["observe", "investigate", "interpose", "protect", "use_force"]
Instrument = Literal["facilitation", "formulation", "manipulation"]
Level = Literal["leaders", "ministers", "shuttle", "proximity"]
Approach = Literal["package", "framework", "step_by_step"]


def _unfold(text: Any) -> Any:
    """A number is a sound expression too: `chance: 0.2`."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return repr(text)
    if isinstance(text, bool):
        return "true" if text else "false"
    return text


ExpressionText = Annotated[
    str,
    BeforeValidator(_unfold),
    Field(min_length=1, max_length=1_000, json_schema_extra={"format": "parley-expression"}),
]


class Part(BaseModel):
    """Anything in a scenario file: unknown keys are refused, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Period(Part):
    """The days the scenario runs over, first and last included."""

    start: date
    end: date


class Source(Part):
    """A document that numbers and claims are taken from."""

    title: Text
    publisher: str | None = None
    date: str | None = Field(None, description="Date of publication, as exact as it is known.")
    note: str | None = None


class Issue(Part):
    """What is negotiated: a line from 0 to 1 whose two ends are described."""

    name: Text
    low: Text = Field(description="What position 0 means.")
    high: Text = Field(description="What position 1 means.")
    status_quo: Position = Field(description="Where the facts on the ground stand at the start.")
    by_force: Share = Field(
        default=Quantity(value=0.0),
        description="How far a victory by force moves this issue to the victor's ideal.",
    )
    terrain: Share = Field(
        default=Quantity(value=0.0),
        description="How much of the militarily useful terrain changes hands from end to end.",
    )


class RedLine(Part):
    """A bound that no payment elsewhere makes up for."""

    bound: Position = Field(description="The position furthest from the ideal that can be carried.")
    hardness: Annotated[Quantity, Bounds(0.0, 10.0, "loss of utility per unit beyond")] = Quantity(
        value=1.0
    )


class Public(Part):
    """Those whose opinion a leader must carry."""

    support: Share = Quantity(value=0.6)
    propaganda: Share = Field(Quantity(value=0.5), description="How one-sided the media are.")
    preparation: Share = Field(
        Quantity(value=0.2), description="How far the public was prepared for compromise."
    )
    contact: Share = Field(Quantity(value=0.05), description="Contact with the other public.")
    quota: Share = Field(Quantity(value=0.5), description="Share of yes that ratifies.")
    ratifies: bool = Field(True, description="Whether a deal needs its consent at all.")
    red_lines: dict[Name, RedLine] = Field(
        default_factory=dict,
        description="What the public would not have, where that is harder than the leader's own.",
    )


class Party(Part):
    """A side that negotiates, fights, or both."""

    name: Text
    army: bool = True
    capability: Ratio = Field(description="Military capability, relative to the other parties.")
    capability_drift: Growth = Quantity(value=0.0)
    positions: dict[Name, Position] = Field(description="Ideal position on each issue.")
    saliences: dict[Name, Share] = Field(description="Weight of each issue; they sum to 1.")
    red_lines: dict[Name, RedLine] = Field(default_factory=dict)
    stance: Name = "guarded"
    resolve: Ratio = Field(
        Quantity(value=1.0),
        description="Own cost of war relative to the common one (low = resolved).",
    )
    trust: dict[Name, Share] = Field(
        default_factory=dict,
        description="Trust in other parties, mediators and missions at the start.",
    )
    public: Public = Public()
    principal: Name | None = Field(
        None, description="The party that backs and speaks for this one."
    )
    compliance: Share = Field(
        Quantity(value=0.7),
        description="How far it follows its principal, before gains and pressure.",
    )
    at_the_table: bool = True
    agent: str = Field("party", description="Who decides for it: `party`, or `module:Class`.")


class Style(Part):
    """How hard a mediator works each of its instruments: 1 with all its effort, 0 not at all."""

    facilitation: Share = Quantity(value=1.0)
    formulation: Share = Quantity(value=1.0)
    manipulation: Share = Quantity(value=1.0)


class Mediator(Part):
    """Somebody who brings the parties together, with instruments, leverage and interests."""

    name: Text
    instruments: list[Instrument] = Field(min_length=1)
    style: Style = Field(Style(), description="Effort it puts into each of its instruments.")
    threat: Share = Field(
        Quantity(value=0.0),
        description="Share of its leverage that it uses to threaten rather than to reward.",
    )
    precision: Annotated[Quantity, Bounds(0.0, 100.0, "1 / standard error")] = Field(
        Quantity(value=5.0), description="Precision of the signals it can carry; 0 = none."
    )
    skill: Share = Field(
        Quantity(value=0.6), description="How exactly it knows what the parties want."
    )
    leverage: dict[Name, Share] = Field(default_factory=dict)
    bias: dict[Name, Slant] = Field(default_factory=dict)
    guarantees: dict[Name, Share] = Field(
        default_factory=dict, description="How far it would come to a party's defence."
    )
    bias_model: Literal["none", "kydd", "favretto", "svensson"] = Field(
        "none",
        description="Rival hypotheses of what bias does to messages, guarantees or leverage.",
    )
    attention: Share = Quantity(value=0.5)
    credibility: Share = Quantity(value=0.7)
    position: dict[Name, Position] = Field(
        default_factory=dict, description="The settlement it would like best."
    )
    affinity: dict[Name, Slant] = Field(
        default_factory=dict, description="How well it works with other mediators."
    )
    initiative: Annotated[Quantity, Bounds(0.0, 50.0, "meetings a year")] = Field(
        Quantity(value=1.0), description="Meetings a year it would convene at full attention."
    )
    selection: Annotated[Quantity, Bounds(-5.0, 5.0, "ratio")] = Field(
        Quantity(value=1.0),
        description="How strongly violent conflicts draw it, beside others; below 0 it shuns them.",
    )
    level: Level = "ministers"
    agenda: Name | None = Field(None, description="The agenda of meetings it convenes.")
    agent: str = "mediator"


class Format(Part):
    """A forum with several mediators: it drafts by their consensus."""

    name: Text
    members: list[Name] = Field(min_length=1)
    cohesion: Share = Quantity(value=0.7)
    participants: list[Name] = Field(
        default_factory=list, description="Parties; empty = all at the table."
    )
    initiative: Annotated[Quantity, Bounds(0.0, 50.0, "meetings a year")] = Quantity(value=1.0)
    level: Level = "ministers"
    agenda: Name | None = None


class Renewal(Part):
    """What happens when a mandate runs out."""

    months: Annotated[Quantity, Bounds(0.0, 240.0, "months")] = Quantity(value=60.0)
    consent_of: list[Name] = Field(min_length=1)


class Mission(Part):
    """Peacekeepers or observers, and what their mandate lets them do."""

    name: Text
    kind: Literal["troops", "observers"]
    sponsor: Name | None = Field(None, description="The mediator that stands behind it.")
    front: Name
    strength: Count = Field(description="Persons in the field.")
    posts: dict[Name, Share] = Field(
        default_factory=dict, description="Share of the strength at each sector; empty = by length."
    )
    patrols: Annotated[Quantity, Bounds(0.0, 100.0, "patrols a week and sector")] = Quantity(
        value=1.0
    )
    tasks: list[Task] = Field(min_length=1)
    clarity: Share = Quantity(value=0.5)
    announced: bool = Field(False, description="Whether its visits are announced beforehand.")
    consent: dict[Name, Share] = Field(default_factory=dict)
    deployed: date | None = Field(None, description="First day; empty = before the period.")
    expires: date | None = None
    renewal: Renewal | None = None
    after: AgreementKind | None = Field(
        None, description="Deploys only once an agreement of this kind is in force."
    )
    agent: str = "mission"


class Sector(Part):
    """A stretch of a front."""

    name: Text
    length: Kilometres
    distance: Metres = Field(Quantity(value=300.0), description="Between the forward positions.")
    snipers: Annotated[Quantity, Bounds(0.0, 100.0, "pairs per 10 km and side")] = Quantity(
        value=2.0
    )
    terrain: Share = Field(Quantity(value=0.5), description="How hard it is to attack through.")
    civilians: Count = Field(Quantity(value=0.0), description="Living within reach of small arms.")
    garrisoned_by: tuple[Name, Name] = Field(
        description="Who holds the trenches, in the front's order."
    )
    commanded_by: tuple[Name, Name] = Field(
        description="Who gives the orders, in the front's order."
    )
    prize: dict[Name, Change] = Field(
        default_factory=dict,
        description="What capture by the first side moves on each issue (second: the reverse).",
    )
    held_by: Name | None = Field(
        None, description="Whose loss its capture would be; empty = the second side of the front."
    )


class Front(Part):
    """A line between two sides, cut into sectors."""

    name: Text
    between: tuple[Name, Name]
    rung: Rung = "violations"
    sectors: dict[Name, Sector] = Field(min_length=1)


class Agreement(Part):
    """An agreement that was signed before the period begins."""

    kind: AgreementKind
    signed: date
    effective: date | None = Field(
        None, description="First day in force; empty = the day it was signed."
    )
    signatories: list[Name] = Field(min_length=1)
    bound: list[Name] = Field(
        default_factory=list, description="Bound by it without having signed."
    )
    measures: list[Measure] = Field(default_factory=list)
    mechanism: bool = Field(False, description="Whether compliance is checked by a joint body.")
    host: Name | None = None
    ambiguity: Share = Quantity(value=0.3)
    terms: dict[Name, Position] = Field(default_factory=dict)
    front: Name | None = None
    source: str | None = None


class Term(Part):
    """Who has to do what an agreement says on an issue, by when, and how that would show."""

    obligor: Name | None = Field(None, description="Who has to act; empty = who gives most.")
    due: Annotated[Quantity, Bounds(1.0, 36_525.0, "days")] | None = Field(
        None, description="Days from entry into force until all is done; empty = as usual."
    )
    evidence: Literal["observe", "investigate"] = Field(
        "observe", description="The task of a mission that can show it."
    )
    observer: Name | None = Field(
        None, description="The mission that has to see it; empty = any, or a joint body."
    )
    ambiguity: Share | None = Field(
        None, description="Room for disputes over what it means; empty = that of the agenda."
    )


class Agenda(Part):
    """What a meeting is about, from the most to the least ambitious outcome."""

    approach: Approach
    kinds: list[AgreementKind] = Field(min_length=1)
    issues: list[Name] = Field(default_factory=list, description="On the table; empty = all.")
    aside: list[Name] = Field(default_factory=list, description="Set aside by name.")
    measures: list[Measure] = Field(default_factory=list)
    draft: dict[Name, Position] = Field(
        default_factory=dict, description="The text it starts from."
    )
    mechanism: bool = False
    ambiguity: Share = Quantity(value=0.3)
    delay: Days = Field(Quantity(value=0.0), description="From signature to entry into force.")
    guarantee: Share = Field(Quantity(value=0.0), description="Guarantee offered with the deal.")
    deploys: Name | None = Field(None, description="The mission that the agreement brings in.")
    terms: dict[Name, Term] = Field(
        default_factory=dict, description="By issue, who has to do what, and how it would show."
    )
    steps: list[list[Name]] = Field(
        default_factory=list,
        description="Issues step by step: the next ones come up once the last are agreed.",
    )


class Effect(Part):
    """A change of a named quantity, for good or for a time."""

    on: Text = Field(description="Address, such as `mediators.russia.attention`.")
    set: Quantity | None = None
    add: Quantity | None = None
    scale: Quantity | None = None
    days: Days | None = Field(None, description="How long it lasts; empty = for good.")


class Event(Part):
    """Something dated that happened around the talks."""

    date: date
    event: Text
    id: Name | None = None
    effects: list[Effect] = Field(default_factory=list)
    source: str | None = None
    confidence: Literal["documented", "inferred", "assumed"] = "documented"


class Meeting(Part):
    """A meeting that was on the calendar; whether it is held and what it brings is simulated."""

    date: date
    meeting: Text
    id: Name | None = None
    host: Name = Field(description="A mediator or a format.")
    participants: list[Name] = Field(min_length=1)
    level: Level = "leaders"
    agenda: Name
    secrecy: Share = Quantity(value=0.5)
    source: str | None = None
    confidence: Literal["documented", "inferred", "assumed"] = "documented"


class Offensive(Part):
    """A dated resort to force: an input of the scenario, never a prediction of the model."""

    date: date
    offensive: Text
    id: Name | None = None
    by: Name
    front: Name
    scale: Literal["limited", "general"]
    objectives: list[Name] = Field(min_length=1, description="Sectors.")
    source: str | None = None
    confidence: Literal["documented", "inferred", "assumed"] = "documented"


class Stance(Part):
    """How a party carries itself: scalings of a few behavioural parameters."""

    tolerance: Annotated[Quantity, Bounds(0.0, 1e5, "deaths in 30 days")] = Field(
        description="Own losses it bears before it is grieved."
    )
    endurance: Share = Field(description="Weariness at which it looks for a way out.")
    retaliation: Ratio = Field(
        Quantity(value=1.0), description="Scales the retaliation probability."
    )
    initiative: Ratio = Field(Quantity(value=1.0), description="Scales spontaneous fire.")
    war_cost: Ratio = Field(Quantity(value=1.0), description="Scales the cost of war it feels.")
    audience: Ratio = Field(Quantity(value=1.0), description="Scales audience costs.")
    concession: Annotated[Quantity, Bounds(0.01, 50.0, "exponent")] = Field(
        Quantity(value=0.5), description="Faratin's beta: below 1 Boulware, above 1 conceder."
    )
    why: str | None = None


class RuleEffect(Part):
    """What a rule does when it fires."""

    raise_rung: Annotated[int, Field(ge=1, le=4)] | None = None
    up_to: Rung | None = None
    lower_rung: Annotated[int, Field(ge=1, le=4)] | None = None
    down_to: Rung | None = None
    posture: ExpressionText | None = Field(None, description="Added to the log of the posture.")
    support: ExpressionText | None = Field(None, description="Added to public support.")
    stance: Name | None = Field(None, description="The stance the party takes from now on.")
    seek_talks: bool | None = None
    convene: Name | None = Field(
        None, description="The mediator or format that calls a meeting of its own."
    )


class Rule(Part):
    """A rule of escalation or of stance: who, when, how likely, what, and why."""

    applies_to: Literal["front", "side", "party"] = Field(
        description="`front`: each front; `side`: each side of each front; `party`: each party."
    )
    who: list[Name] = Field(
        default_factory=list, description="Only these fronts or parties; empty = all."
    )
    when: ExpressionText
    chance: ExpressionText = Field(description="Chance a day, 0 to 1.")
    effect: RuleEffect
    why: Text
    source: str | None = None


class Documented(Part):
    """What is documented to have happened, to be held against the model."""

    outcome: Name = Field(description="An outcome of the catalogue, such as `deaths`.")
    text: Text
    start: date | None = Field(None, description="First day counted; empty = start of the period.")
    end: date | None = Field(None, description="Last day counted; empty = end of the period.")
    party: Name | None = Field(None, description="Counted for this party only.")
    value: Quantity | None = None
    at_least: Quantity | None = None
    at_most: Quantity | None = None
    category: str | None = Field(None, description="For outcomes that are words.")
    claimed_by: str | None = None
    source: str
    scored: bool = Field(True, description="False: told for context, never held against the model.")
    note: str | None = None


class Scenario(Part):
    """A scenario: everything a run needs, with the evidence for it."""

    title: Text
    summary: Text
    extends: str | None = Field(None, description="Another scenario file that this one varies.")
    period: Period
    sources: dict[Slug, Source] = Field(default_factory=dict)
    issues: dict[Name, Issue] = Field(min_length=1)
    parties: dict[Name, Party] = Field(min_length=2)
    mediators: dict[Name, Mediator] = Field(default_factory=dict)
    formats: dict[Name, Format] = Field(default_factory=dict)
    peacekeepers: dict[Name, Mission] = Field(default_factory=dict)
    fronts: dict[Name, Front] = Field(min_length=1)
    agreements: dict[Name, Agreement] = Field(default_factory=dict)
    timeline: list[Event | Meeting | Offensive] = Field(default_factory=list)
    agendas: dict[Name, Agenda] = Field(default_factory=dict)
    stances: dict[Name, Stance] = Field(default_factory=dict)
    rules: dict[Name, Rule | None] = Field(
        default_factory=dict, description="Added or changed by name; null removes one."
    )
    behaviour: dict[Name, Quantity] = Field(default_factory=dict)
    mechanisms: dict[Name, bool] = Field(default_factory=dict)
    documented: dict[Name, Documented] = Field(default_factory=dict)
