"""Calendars of generated scenarios: events with effects, meetings, attacks."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.laws.situations import Data, day
from tests.laws.values import LEVELS, SHARE, Draw, figure, some


def _addresses(data: Data) -> list[tuple[str, float, float]]:
    """Quantities that events may change, with values they may be set to."""
    found: list[tuple[str, float, float]] = []
    for name in data["parties"]:
        traits = ("support", "weariness", "propaganda", "preparation", "contact")
        found += [(f"parties.{name}.{trait}", 0.0, 1.0) for trait in traits]
        found += [(f"parties.{name}.capability", 0.1, 5.0), (f"parties.{name}.posture", 0.2, 5.0)]
        found += [(f"parties.{name}.trust.{other}", 0.0, 1.0) for other in data["parties"]]
    for name in data["mediators"]:
        found += [(f"mediators.{name}.{trait}", 0.0, 1.0) for trait in ("attention", "credibility")]
        found += [(f"mediators.{name}.initiative", 0.0, 50.0)]
        found += [(f"mediators.{name}.precision", 0.0, 100.0)]
        found += [(f"mediators.{name}.{trait}", 0.0, 1.0) for trait in ("skill", "threat")]
        found += [(f"mediators.{name}.guarantees.{other}", 0.0, 1.0) for other in data["parties"]]
        found += [(f"mediators.{name}.leverage.{other}", 0.0, 1.0) for other in data["parties"]]
    found += [(f"formats.{name}.cohesion", 0.0, 1.0) for name in data["formats"]]
    found += [(f"formats.{name}.initiative", 0.0, 50.0) for name in data["formats"]]
    for name in data["peacekeepers"]:
        found += [(f"peacekeepers.{name}.strength", 0.0, 900.0)]
        found += [(f"peacekeepers.{name}.patrols", 0.0, 14.0)]
        found += [(f"peacekeepers.{name}.clarity", 0.0, 1.0)]
        found += [(f"peacekeepers.{name}.consent.{other}", 0.0, 1.0) for other in data["parties"]]
    found += [(f"issues.{name}.status_quo", 0.0, 1.0) for name in data["issues"]]
    for name in data["fronts"]:
        found += [(f"fronts.{name}.posture", 0.2, 5.0), (f"fronts.{name}.snipers", 0.0, 20.0)]
        found += [(f"fronts.{name}.distance", 10.0, 2_000.0)]
    return found


def _event(draw: Draw, data: Data, days: int) -> Data:
    effects = []
    for _ in range(draw(st.integers(0, 3))):
        on, low, high = draw(st.sampled_from(_addresses(data)))
        way = draw(st.sampled_from(["set", "add", "scale"]))
        amount = {"set": figure(low, high), "add": figure(-1, 1), "scale": figure(0.0, 3.0)}[way]
        effect: Data = {"on": on, way: draw(amount)}
        if draw(st.booleans()):
            effect["days"] = float(draw(st.integers(0, 20)))
        effects.append(effect)
    when = day(draw(st.integers(0, days - 1)))
    return {"date": when, "event": "Something happened", "effects": effects}


def _meeting(draw: Draw, data: Data, days: int) -> Data:
    hosts = [*data["mediators"], *data["formats"]]
    return {
        "date": day(draw(st.integers(0, days - 1))),
        "meeting": draw(st.sampled_from(["Talks", "More talks"])),
        "host": draw(st.sampled_from(hosts)),
        "participants": draw(some(list(data["parties"]), 1, unique=False)),
        "level": draw(st.sampled_from(LEVELS)),
        "agenda": draw(st.sampled_from(list(data["agendas"]))),
        "secrecy": draw(SHARE),
    }


def _offensive(draw: Draw, data: Data, days: int) -> Data:
    front = draw(st.sampled_from(list(data["fronts"])))
    sectors = list(data["fronts"][front]["sectors"])
    return {
        "date": day(draw(st.integers(0, days - 1))),
        "offensive": "An attack that was dated",
        "by": draw(st.sampled_from(data["fronts"][front]["between"])),
        "front": front,
        "scale": draw(st.sampled_from(["limited", "general"])),
        "objectives": draw(some(sectors, least=1)),
    }


def timeline(draw: Draw, data: Data, days: int) -> list[Data]:
    entries = [_event(draw, data, days) for _ in range(draw(st.integers(0, 4)))]
    if data["mediators"]:
        entries += [_meeting(draw, data, days) for _ in range(draw(st.integers(0, 5)))]
    entries += [_offensive(draw, data, days) for _ in range(draw(st.integers(0, 2)))]
    return entries
