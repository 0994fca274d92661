"""Invitations to the meetings of the timeline."""

from __future__ import annotations

from sim.scenario.schema import Meeting
from sim.world.layout import Layout
from sim.world.records import Invitation


def invitations_by_day(layout: Layout) -> dict[int, list[Invitation]]:
    """Invitations to the meetings of the timeline, by the day they are for."""
    calendar: dict[int, list[Invitation]] = {}
    for meeting in layout.meetings:
        today = calendar.setdefault(layout.day_of(meeting.date), [])
        host = layout.host(meeting.host)
        before = sum(earlier.host == host for earlier in today)
        key = meeting.id or f"meeting {before} of {meeting.host}"
        today.append(_invitation(layout, meeting, host, key))
    return calendar


def _invitation(layout: Layout, meeting: Meeting, host: int, key: str) -> Invitation:
    return Invitation(
        key=key,
        host=host,
        participants=tuple(layout.party(name) for name in dict.fromkeys(meeting.participants)),
        agenda=meeting.agenda,
        level=meeting.level,
        secrecy=meeting.secrecy.value,
        title=meeting.meeting,
        scheduled=True,
    )
