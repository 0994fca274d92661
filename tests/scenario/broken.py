"""Broken scenarios: each is the template with one stretch replaced, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

VALLEY = (
    resources.files("sim.cli").joinpath("template.yaml").read_text("utf-8").replace("SCHEMA", "x")
)
CARET = "«"
"""Stands in a replacement where the problem must point."""


@dataclass(frozen=True)
class Broken:
    """The template with `old` replaced by `new`; `says` must stand in the message."""

    name: str
    old: str
    new: str
    says: str

    @property
    def text(self) -> str:
        return self._marked().replace(CARET, "")

    @property
    def place(self) -> tuple[int, int]:
        before = self._marked().partition(CARET)[0]
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    def _marked(self) -> str:
        assert VALLEY.count(self.old) >= 1, f"{self.old!r} is not in the template"
        assert self.new.count(CARET) == 1
        return VALLEY.replace(self.old, self.new, 1)


_SHAPE = [
    Broken("unknown key", "    name: Norland", "    «nmae: Norland", "did you mean `name`?"),
    Broken("misspelt once", "capability_drift:", "«capabilty_drift:", "did you mean `capability_drift`?"),
    Broken("unknown section", "agendas:     ", "«agenda:     ", "agenda is not a key known here; did you mean `agendas`?"),
    Broken("far from any key", "    kind: observers", "    «xyzzy: 1\n    kind: observers", "the keys of a mission are `name`"),
    Broken("missing keys", "  monitors:\n    name: The monitoring office\n    kind: observers\n", "  «monitors:\n", "lacks the keys `name` and `kind`, which a mission needs"),
    Broken("missing section", "title: The Arda valley\n", "«", "lacks the key `title`, which a scenario needs"),
    Broken("missing value", "    capability: {value: 1.0, ", "    «capability: {", "lacks the key `value`, which a number with its evidence needs"),
    Broken("text for a number", "attention: 0.5", "attention: «high", "must be a number, but is the text `high`"),
    Broken("comma", "attention: 0.5", "attention: «0,5", "write 0.5, with a point"),
    Broken("percent", "attention: 0.5", "attention: «50%", "write 0.5, a share"),
    Broken("unit", "length: 40", "length: «40 km", "write the number alone; its unit is: km"),
    Broken("thousands", "civilians: 12000", "civilians: «12,000", "write 12000"),
    Broken("underscore", "civilians: 12000", "civilians: «12_000", "write 12000"),
    Broken("sexagesimal", "length: 40", "length: «1:30", "a colon is not part of a number"),
    Broken("octal", "length: 40", "length: «040", "zeros in front are not used"),
    Broken("hexadecimal", "length: 40", "length: «0x28", "write 40"),
    Broken("quoted number", "attention: 0.5", "attention: «'0.5'", "write 0.5 without quotes"),
    Broken("no as number", "attention: 0.5", "attention: «no", "must be a number, but is the text `no`"),
    Broken("true as number", "attention: 0.5", "attention: «true", "must be a number, but is `true`"),
    Broken("date as number", "attention: 0.5", "attention: «2030-03-01", "must be a number, but is the date 2030-03-01"),
    Broken("infinite", "attention: 0.5", "attention: «.inf", "must be a finite number"),
    Broken("huge exponent", "attention: 0.5", "attention: «1e999", "must be a finite number"),
    Broken("hundreds of digits", "attention: 0.5", "attention: «" + "9" * 400, "must be a finite number"),
    Broken("list as number", "attention: 0.5", "attention: «[0.5]", "must be a number, but is a list"),
    Broken("out of range", "attention: 0.5", "attention: «1.5", "is 1.5, outside 0 to 1 (share)"),
    Broken("negative length", "length: 40", "length: «-40", "outside 0.1 to 5000 (km)"),
    Broken("range end outside", "range: [1.0, 1.7]", "range: [1.0, «1e6]", "is 1e+06, outside 0.001 to 1000 (ratio)"),
    Broken("range backwards", "range: [1.0, 1.7]", "range: «[1.7, 1.0]", "range runs backwards"),
    Broken("value outside range", "range: [1.0, 1.7]", "range: «[1.0, 1.2]", "value 1.3 lies outside its range"),
    Broken("range of three", "range: [1.0, 1.7]", "range: «[1.0, 1.3, 1.7]", "must be a list of two, but has 3"),
    Broken("documented without source", "confidence: inferred, source: field-notes}", "confidence: «documented}", "a documented number needs a `source`"),
    Broken("confidence", "{value: 1.3, range: [1.0, 1.7], confidence: inferred", "{value: 1.3, range: [1.0, 1.7], confidence: «infered", "did you mean `inferred`?"),
    Broken("choice", "rung: violations ", "rung: «violation ", "did you mean `violations`?"),
    Broken("choice without a guess", "rung: violations ", "rung: «zzz ", "must be one of `calm`, `violations`"),
    Broken("instrument", "[facilitation, formulation, manipulation]", "[facilitation, «mediation]", "must be one of"),
    Broken("text for a list", "tasks: [observe, investigate]", "tasks: «observe", "write `[observe]`"),
    Broken("empty list", "tasks: [observe, investigate]", "tasks: «[]", "is an empty list"),
    Broken("text for a block", "consent: {norland: 0.7, southmark: 0.6}", "consent: «both", "must be a block of names"),
    Broken("list for a block", "trust: {norland: 0.2, the_envoy: 0.5}", "trust: «[norland]", "must be a block of names"),
    Broken("block for text", "title: The Arda valley", "title: «{a: b}", "must be text, but is a block of keys"),
    Broken("list for text", "title: The Arda valley", "title: «[a]", "must be text, but is a list"),
    Broken("empty text", "title: The Arda valley", "title: «''", "title is empty"),
    Broken("key without value", "title: The Arda valley", "«title:", "title is empty; a scenario needs it"),
    Broken("entry without value", "  norland:\n    name: Norland", "  «nowhere:\n  norland:\n    name: Norland", "parties.nowhere is empty"),
    Broken("truth", "    mechanism: true", "    mechanism: «perhaps", "must be `true` or `false`"),
    Broken("quoted truth", "    mechanism: true", "    mechanism: «'true'", "write it without quotes"),
    Broken("bad name", "  southmark:\n", "  «South Mark:\n", "such as `south_mark`"),
    Broken("no name", "between: [norland, southmark]", "between: [norland, «South]", "which cannot be a name"),
    Broken("one side", "between: [norland, southmark]", "between: «[norland]", "must be a list of two, but has 1"),
    Broken("long title", "title: The Arda valley", "title: «" + "long " * 500, "2,000 is the most"),
]  # fmt: skip

_DATES = [
    Broken("no such day", "date: 2030-05-10", "date: «2030-02-31", "there is no such day"),
    Broken("short date", "date: 2030-05-10", "date: «2030-5-10", "write 2030-05-10"),
    Broken("day first", "date: 2030-05-10", "date: «10.05.2030", "write the year first"),
    Broken("time of day", "date: 2030-05-10", "date: «2030-05-10 12:00", "write the day alone: 2030-05-10"),
    Broken("year alone", "date: 2030-05-10", "date: «2030", "year, month and day are needed"),
    Broken("before the period", "date: 2030-05-10", "date: «2029-05-10", "outside the period, 2030-03-01 to 2030-12-31"),
    Broken("after the period", "date: 2030-09-20", "date: «2031-09-20", "outside the period"),
    Broken("backwards", "end: 2030-12-31}", "end: «2029-12-31}", "before the start"),
    Broken("too long", "end: 2030-12-31}", "end: «2051-01-01}", "more than 20 years"),
    Broken("signed later", "signed: 2010-06-15", "signed: «2030-06-15", "not before the period begins"),
    Broken("window", "    end: 2030-05-31", "    end: «2031-05-31", "outside the period"),
    Broken("window backwards", "    start: 2030-03-01\n    end: 2030-05-31", "    start: 2030-05-01\n    end: «2030-04-30", "before its start"),
    Broken("deployed early", "    strength: 30", "    strength: 30\n    deployed: «2029-01-01", "there from the first day"),
    Broken("expired", "    strength: 30", "    strength: 30\n    expires: «2029-01-01", "before the period begins"),
]  # fmt: skip

_REFERENCES = [
    Broken("issue in positions", "positions: {valley: 0.0, return: 0.2,", "positions: {«vally: 0.0, return: 0.2,", "is not an issue of this scenario; did you mean `valley`?"),
    Broken("issue in saliences", "saliences: {valley: 0.5, return: 0.2,", "saliences: {valley: 0.5, «retrun: 0.2,", "did you mean `return`?"),
    Broken("omitted issue", "    positions: {valley: 0.0, return: 0.2, trade: 0.9}", "    «positions: {valley: 0.0, return: 0.2}", "says nothing of the issue `trade`"),
    Broken("sum of saliences", "    saliences: {valley: 0.5, return: 0.2, trade: 0.3}", "    «saliences: {valley: 0.5, return: 0.2, trade: 0.2}", "add up to 0.9, not to 1"),
    Broken("stance", "    capability: {value: 1.0,", "    stance: «gaurded\n    capability: {value: 1.0,", "did you mean `guarded`?"),
    Broken("trust", "trust: {southmark: 0.2, the_envoy", "trust: {southmark: 0.2, «the_envy", "did you mean `the_envoy`?"),
    Broken("principal", "    capability: {value: 1.0,", "    principal: «nobody\n    capability: {value: 1.0,", "`nobody` is not a party of this scenario"),
    Broken("own principal", "    capability: {value: 1.0,", "    principal: «norland\n    capability: {value: 1.0,", "is the party itself"),
    Broken("agenda", "agenda: first_steps", "agenda: «first_step", "did you mean `first_steps`?"),
    Broken("sponsor", "sponsor: the_envoy", "sponsor: «norland", "`norland` is a party"),
    Broken("front", "    front: valley_line\n    strength", "    front: «vally_line\n    strength", "did you mean `valley_line`?"),
    Broken("posts", "    strength: 30", "    strength: 30\n    posts: {«brigde: 0.5}", "did you mean `bridge`?"),
    Broken("posts above one", "    strength: 30", "    strength: 30\n    «posts: {bridge: 0.7, heights: 0.7}", "add up to 1.4"),
    Broken("consent", "consent: {norland: 0.7,", "consent: {«norlnd: 0.7,", "did you mean `norland`?"),
    Broken("garrison", "garrisoned_by: [norland, southmark]", "garrisoned_by: [norland, «norland]", "`norland` cannot garrison the side of `southmark`"),
    Broken("command", "commanded_by: [norland, southmark]", "commanded_by: [«southmark, southmark]", "cannot command the side of `norland`"),
    Broken("front with itself", "between: [norland, southmark]", "between: «[norland, norland]", "names `norland` twice"),
    Broken("prize", "prize: {valley: -0.2}", "prize: {«valey: -0.2}", "did you mean `valley`?"),
    Broken("signatory", "signatories: [norland, southmark]", "signatories: [norland, «the_envoy]", "`the_envoy` is a mediator"),
    Broken("signed and bound", "    ambiguity: 0.5\n", "    ambiguity: 0.5\n    bound: [«norland]\n", "it is bound already"),
    Broken("two ceasefires", "agendas:   ", "  «new_truce:\n    kind: ceasefire\n    signed: 2012-01-01\n    signatories: [southmark, norland]\n    front: valley_line\n\nagendas:   ", "contradicts agreements.old_truce"),
    Broken("two settlements", "agendas:   ", "  one: {kind: settlement, signed: 2012-01-01, signatories: [southmark, norland], terms: {trade: 0.3}}\n  «two: {kind: settlement, signed: 2013-01-01, signatories: [southmark, norland], terms: {trade: 0.6}}\n\nagendas:   ", "both settle `trade`"),
    Broken("host", "host: the_envoy", "host: «envoy", "is not a mediator or a format"),
    Broken("participant", "participants: [norland, southmark]", "participants: [norland, «southmarch]", "did you mean `southmark`?"),
    Broken("source", "source: field-notes\n    confidence", "source: «field_notes\n    confidence", "did you mean `field-notes`?"),
    Broken("source of a number", "[1.0, 1.7], confidence: inferred, source: field-notes", "[1.0, 1.7], confidence: inferred, source: «notes", "is not a source"),
    Broken("actor named twice", "  the_envoy:\n    name", "  «norland:\n    name: Twin\n    instruments: [facilitation]\n  the_envoy:\n    name", "has the same name as a party"),
    Broken("no effect", "- {on: mediators.the_envoy.attention, scale: 0.6, days: 60}", "- «{on: mediators.the_envoy.attention, days: 60}", "says none of `set`, `add` and `scale`"),
    Broken("two effects", "- {on: mediators.the_envoy.attention, scale: 0.6, days: 60}", "- «{on: mediators.the_envoy.attention, scale: 0.6, add: 0.1}", "may say only one of"),
    Broken("address section", "on: mediators.the_envoy.attention", "on: «mediator.the_envoy.attention", "did you mean `mediators`?"),
    Broken("address name", "on: mediators.the_envoy.attention", "on: mediators.«the_envy.attention", "did you mean `the_envoy`?"),
    Broken("address quality", "on: mediators.the_envoy.attention", "on: mediators.the_envoy.«atention", "did you mean `attention`?"),
    Broken("address towards whom", "on: mediators.the_envoy.attention", "on: mediators.the_envoy.«leverage", "write `mediators.the_envoy.leverage.NAME`"),
    Broken("address of nobody", "on: mediators.the_envoy.attention", "on: mediators.the_envoy.leverage.«nobody", "`nobody` is not a party"),
    Broken("address too long", "on: mediators.the_envoy.attention", "on: mediators.the_envoy.attention.«now", "nothing follows `attention`"),
    Broken("address too short", "on: mediators.the_envoy.attention", "on: «mediators.the_envoy", "is not a whole address"),
    Broken("public address", "on: mediators.the_envoy.attention, scale", "on: parties.norland.«public.support, scale", "write `parties.norland.support`"),
    Broken("set outside", "attention, scale: 0.6", "attention, set: «1.6", "is 1.6, outside 0 to 1"),
    Broken("negative factor", "attention, scale: 0.6", "attention, scale: «-0.6", "a factor is not below 0"),
    Broken("outcome", "outcome: deaths\n", "outcome: «death\n", "did you mean `deaths`?"),
    Broken("party of a total", "    outcome: deaths\n", "    outcome: deaths\n    party: «norland\n", "is not counted party by party"),
    Broken("party is missing", "outcome: deaths\n", "outcome: «deaths_military\n", "add `party:`"),
    Broken("several ways", "  deaths_in_spring:\n", "  «deaths_in_spring:\n    at_least: 3\n", "says `value` and `at_least`"),
    Broken("category of a number", "    value: {value: 9, source: field-notes, confidence: documented}", "    category: «many", "is a number (deaths), not a word"),
    Broken("number of a category", "    outcome: deaths\n    text: The office counted 9 deaths in spring\n    start: 2030-03-01\n    end: 2030-05-31\n    value: {value: 9,", "    outcome: peak_rung\n    text: It became tense\n    value: «{value: 9,", "use `category`: `calm`"),
    Broken("two entries in one", "- date: 2030-05-10\n    event: Elections", "- «date: 2030-05-10\n    meeting: A meeting\n    event: Elections", "is both `event` and `meeting`"),
    Broken("entry of nothing", "- date: 2030-05-10\n    event: Elections", "- «date: 2030-05-10\n    note: Elections", "it needs one of the keys `event`, `meeting` or `offensive`"),
    Broken("same id", "id: autumn_meeting", "id: «distraction", "is also the id of entry 1"),
    Broken("kind of entry", "    event: Elections", "    «evnt: Elections", "did you mean `event`?"),
    Broken("key of another kind", "    level: leaders", "    «objectives: [bridge]", "is not a key known here"),
]  # fmt: skip

_RULE = "rules:\n  a_rule:\n    applies_to: side\n    when: losses(30) > tolerance\n    chance: 0.1\n    effect: {raise_rung: 1}\n    why: To try it.\n\nperiod:"


def _rule(name: str, old: str, new: str, says: str) -> Broken:
    assert old in _RULE
    return Broken(name, "period:", _RULE.replace(old, new, 1), says)


_CONDUCT = [
    _rule("name in an expression", "losses(30) > tolerance", "losses(30) > «tolerence", "did you mean `tolerance`?"),
    _rule("number for a truth", "losses(30) > tolerance", "«losses(30)", "not a truth"),
    _rule("broken expression", "losses(30) > tolerance", "losses(30) >«", "ends too early"),
    _rule("quoted expression", "losses(30) > tolerance", "\"losses(30) > «tolerence\"", "did you mean `tolerance`?"),
    _rule("folded expression", "losses(30) > tolerance", ">-\n      losses(30) >\n      2 * «tolerence", "did you mean `tolerance`?"),
    _rule("literal expression", "losses(30) > tolerance", "|\n      losses(30) >\n      2 * «tolerence", "did you mean `tolerance`?"),
    _rule("event in an expression", "losses(30) > tolerance", "«days_since('distration') > 3", "distraction"),
    _rule("stance in an expression", "losses(30) > tolerance", "stance == «'gaurded'", "guarded"),
    _rule("code in an expression", "losses(30) > tolerance", "«__import__('os').system('id')", ""),
    _rule("scope", "applies_to: side", "applies_to: «sides", "did you mean `side`?"),
    _rule("who", "applies_to: side", "applies_to: side\n    who: [«nobody]", "`nobody` is not a party or a front"),
    _rule("rungs", "raise_rung: 1", "raise_rung: «9", "is 9, outside 1 to 4"),
    _rule("half a rung", "raise_rung: 1", "raise_rung: «1.5", "must be a whole number"),
    _rule("both ways", "effect: {raise_rung: 1}", "«effect: {raise_rung: 1, lower_rung: 1}", "both raises and lowers"),
    _rule("nothing happens", "effect: {raise_rung: 1}", "«effect: {}", "changes nothing"),
    _rule("limit alone", "raise_rung: 1", "«up_to: clashes", "stands without `raise_rung`"),
    _rule("new stance", "raise_rung: 1", "stance: «gaurded", "did you mean `guarded`?"),
    _rule("remove nothing", "  a_rule:", "  «local_retalliation: null\n  a_rule:", "did you mean `local_retaliation`?"),
    Broken("parameter", "period:", "behaviour: {«retalation: 0.5}\nperiod:", "did you mean `retaliation`?"),
    Broken("hard limit", "period:", "behaviour: {retaliation: «1.5}\nperiod:", "is 1.5, outside 0 to 1"),
    Broken("below nothing", "period:", "behaviour: {retaliation_memory: «-5}\nperiod:", "below 0"),
    Broken("mechanism", "period:", "mechanisms: {«retalation: false}\nperiod:", "did you mean `retaliation`?"),
    Broken("switch", "period:", "mechanisms: {retaliation: «0.5}\nperiod:", "must be `true` or `false`"),
]  # fmt: skip

_YAML = [
    Broken("duplicate key", "  southmark:\n", "  «norland:\n", "appears twice; first in line 43"),
    Broken("duplicate key in brackets", "{norland: 0.7, southmark: 0.6}", "{norland: 0.7, «norland: 0.6}", "appears twice"),
    Broken("tab", "    name: Norland", "    name: Norland\n«\tarmy: true", "a tab stands here"),
    Broken("colon in text", "title: The Arda valley", "title: The Arda valley«: a test", "needs quotes"),
    Broken("open bracket", "tasks: [observe, investigate]", "tasks: [observe, investigate\n    consent«: {norland: 0.7}", "a list in square brackets is not closed, or lacks a comma (opened in line 84)"),
    Broken("open quotation mark", "title: The Arda valley\nsummary: >-", "title: 'The Arda valley\nsummary: it's« long\nnote: >-", "opened in line 10 is closed here only"),
    Broken("at sign", "title: The Arda valley", "title: «@home", "text cannot begin with this character"),
    Broken("anchor", "positions: {valley: 0.0", "positions: «&p {valley: 0.0", "anchors (`&name`) are not used"),
    Broken("alias", "title: The Arda valley", "title: «*valley", "aliases (`*name`) are not used"),
    Broken("python tag", "title: The Arda valley", "title: «!!python/object/apply:os.system [id]", "tags (`!name`) are not used"),
    Broken("own tag", "title: The Arda valley", "title: «!x valley", "tags (`!name`) are not used"),
    Broken("two documents", "issues:    ", "«---\nissues:    ", "a second document begins here"),
    Broken("number as key", "  norland:\n    name", "  «7: {}\n  norland:\n    name", "write \"7\""),
    Broken("date as key", "  norland:\n    name", "  «2030-01-01: {}\n  norland:\n    name", "which is not a word"),
    Broken("list as key", "  norland:\n    name", "  «[a, b]: {}\n  norland:\n    name", "a key must be a single word"),
    Broken("merge key", "title: The Arda valley", "title: The Arda valley\n«<<: {a: 1}", "is not a key known here"),
    Broken("indentation", "    name: Norland\n    capability", "   name: Norland\n    capability«", "this line is indented too far"),
    Broken("nesting", "title: The Arda valley", "title: " + "[" * 29 + "«[" + "]" * 30, "nested more than 30"),
    Broken("control character", "title: The Arda valley", "title: The «\x07 valley", "a control character"),
]  # fmt: skip

BROKEN = tuple(
    broken
    for broken in [*_SHAPE, *_DATES, *_REFERENCES, *_CONDUCT, *_YAML]
    if broken.new.count(CARET) == 1
)
