"""What has been taken up about one person, each time with who was there and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.intake.groups import Group, group_of
from stegvis.intake.models import Attendance, MeetingItem
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import ProgrammeDefinition


@dataclass(frozen=True)
class Matter:
    """One time a person was taken up. Who was there is told of a meeting around the person."""

    item: MeetingItem
    there: list[str]
    away: list[str]
    #: What a refusal rests on, in the plan's sentences.
    grounds: list[str]


def grounds_of(definition: ProgrammeDefinition) -> dict[str, str]:
    """What a refusal can rest on: each criterion and exclusion, in the plan's own sentence."""
    return {row.key: row.text for row in (*definition.criteria, *definition.exclusions)}


def said_grounds(definition: ProgrammeDefinition, keys: list[str]) -> list[str]:
    """What a refusal rests on, in the plan's sentences and order. The reason says OTHER."""
    return [text for key, text in grounds_of(definition).items() if key in keys]


def matters_of(enrolment: Enrolment, group: Group) -> list[Matter]:
    """Every time the person was taken up, the latest first. Two queries."""
    rows = enrolment.meeting_items.select_related(
        "meeting", "recorded_by", "settled_by", "corrected_by"
    ).order_by("-meeting__on", "-pk")
    titles = {seat.key: seat.title for seat in group.seats_for(enrolment)}
    said: dict[int, list[Attendance]] = {}
    for row in Attendance.objects.filter(meeting__around=enrolment).order_by("pk"):
        said.setdefault(row.meeting_id, []).append(row)
    return [
        Matter(
            item,
            _named(said.get(item.meeting_id, []), titles, True),
            _named(said.get(item.meeting_id, []), titles, False),
            said_grounds(group.definition, item.criteria),
        )
        for item in rows
    ]


def decided_by_head(user: User) -> list[MeetingItem]:
    """Those the user's unit has met, and whom the plan has the head of unit decide about.

    The first met first. One query, however many there are.
    """
    heads = Enrolment.objects.visible_to(user, Permission.DISPUTE_DECIDE)
    met = MeetingItem.objects.filter(
        enrolment__in=heads.open().filter(started_on__isnull=True),
        outcome__isnull=True,
        meeting__around__isnull=False,
        meeting__held_at__isnull=False,
        meeting__cancelled_at__isnull=True,
    ).select_related(
        "meeting", "enrolment__participant", "enrolment__unit", "enrolment__version__programme"
    )
    return [
        item
        for item in met.order_by("meeting__on", "pk")
        if item.enrolment.unit
        and group_of(item.enrolment.unit, item.enrolment.version, ()).head_decides
    ]


def _named(rows: list[Attendance], titles: dict[str, str], present: bool) -> list[str]:
    return [
        " ".join(filter(None, [titles.get(row.seat, row.seat), row.name and f"({row.name})"]))
        for row in rows
        if row.present is present
    ]
