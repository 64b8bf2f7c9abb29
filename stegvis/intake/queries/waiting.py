"""What on the way in waits for one user: their part of "what needs doing"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.intake.models import Application, HandOver, MeetingItem, Outcome
from stegvis.intake.queries.alone import sent_alone
from stegvis.intake.queries.around import decided_by_head
from stegvis.intake.queries.arrivals import Arrival, Stage, arrivals
from stegvis.intake.queries.letters import untold
from stegvis.intake.queries.meetings import Planned, disputes, planned_meetings
from stegvis.participants.models import Enrolment
from stegvis.participants.queries import coverage

#: How long before a consent ends that a new one is asked for: a month's meeting has time to pass.
NOTICE = timedelta(days=30)
#: How many of those who applied alone are told of at a time, the oldest first. Anybody can send.
ALONE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the user: a verb, about whom, where it is done, since when.

    `who` is empty where it is not about one person, `since` None where no day says. `due_on` is
    the day it has to be done by, when there is one. `kind` tells the sorts apart. `case` is the
    address of the person's own page, where the user may open it.
    """

    kind: str
    what: str
    who: str
    url: str
    since: date | None = None
    due_on: date | None = None
    case: str = ""


def waiting_for_me(user: User, today: date) -> list[Waiting]:
    """Everything on the way in that the user can do something about, in a fixed number of queries.

    What belongs to a role the user does not have costs nothing and is not asked for.
    """
    return [
        *(_disputes(user) if user.may(Permission.DISPUTE_DECIDE) else ()),
        *(_to_decide(user) if user.may(Permission.DISPUTE_DECIDE) else ()),
        *(_alone(user) if user.may(Permission.CASE_EDIT) else ()),
        *(_arrivals(user, today) if user.may(Permission.CASE_EDIT) else ()),
        *(_untold(user, today) if user.may(Permission.CASE_EDIT) else ()),
        *(_exits(user) if user.may(Permission.CASE_EDIT) else ()),
        *(_meetings(user, today) if user.may(Permission.MEETING_RUN) else ()),
        *(_handed_over(user, today) if user.may(Permission.APPLICATION_WRITE) else ()),
        *(_own(user, today) if user.may(Permission.APPLICATION_WRITE) else ()),
    ]


def _disputes(user: User) -> Iterator[Waiting]:
    for item in disputes(user):
        yield Waiting(
            "settle",
            _("Avgör det ni inte enades om")
            if item.meeting.around_id
            else _("Avgör det gruppen inte enades om"),
            item.enrolment.listed_name,
            reverse("intake:settle", args=[item.pk]),
            item.meeting.on,
            case=_case(item.enrolment_id),
        )


def _to_decide(user: User) -> Iterator[Waiting]:
    """Whom the unit has met and the head decides about, where the plan says that the head does."""
    for item in decided_by_head(user):
        yield _decide(item.enrolment, item.meeting.on)


def _decide(enrolment: Enrolment, since: date | None) -> Waiting:
    url = reverse("intake:decide", args=[enrolment.pk])
    case = _case(enrolment.pk)
    return Waiting("decide", _("Besluta efter mötet"), enrolment.listed_name, url, since, case=case)


def _case(enrolment: int) -> str:
    return reverse("casework:case", args=[enrolment])


def _alone(user: User) -> Iterator[Waiting]:
    rows = sent_alone(user, Permission.CASE_EDIT).filter(application__isnull=True)
    for row in rows[:ALONE]:
        yield Waiting(
            "alone",
            _("Läs den egna ansökan"),
            row.name,
            reverse("intake:alone_read", args=[row.pk]),
            timezone.localdate(row.sent_at),
        )


def _handed_over(user: User, today: date) -> Iterator[Waiting]:
    rows = HandOver.objects.visible_to(user).open(today).select_related("application")
    for row in rows.order_by("proposed_at", "pk"):
        yield Waiting(
            "hand_over",
            _("Svara på den överlämnade ansökan"),
            row.application.typed_name,
            reverse("intake:hand_over_answer", args=[row.pk]),
            timezone.localdate(row.proposed_at),
            due_on=row.lapses_on,
        )


def _arrivals(user: User, today: date) -> Iterator[Waiting]:
    for arrival in arrivals(user, today, Permission.CASE_EDIT):
        case = _case(arrival.enrolment.pk)
        for waiting in (*_next_act(arrival), *_ending_consent(arrival, today)):
            yield replace(waiting, case=case)


#: What is to be done on the way to a meeting around one person, by stage: the sort, a verb, where.
TOWARD_MEETING = {
    Stage.MATCH: ("match", gettext_lazy("Utse kontaktperson"), "casework:contact_person"),
    Stage.BOOK: ("book", gettext_lazy("Boka mötet"), "intake:book"),
    Stage.HOLD: ("hold_person", gettext_lazy("Håll mötet och anteckna det"), "intake:hold"),
}


def _next_act(arrival: Arrival) -> Iterator[Waiting]:
    """What the coach has to do about one person now; nothing where others are to act."""
    enrolment = arrival.enrolment
    name, since = enrolment.listed_name, arrival.since
    if arrival.stage == Stage.ADMIT:
        url = reverse("casework:admit", args=[enrolment.pk])
        yield Waiting("admit", _("Skriv in"), name, url, since)
    elif arrival.stage == Stage.DECIDE and arrival.item:
        if not arrival.group.head_decides:
            yield _decide(enrolment, arrival.item.meeting.on)
    elif arrival.stage in TOWARD_MEETING:
        kind, what, page = TOWARD_MEETING[arrival.stage]
        met = arrival.item if arrival.stage == Stage.HOLD else None
        url = reverse(page, args=[enrolment.pk])
        yield Waiting(kind, str(what), name, url, met.meeting.on if met else since)
    elif arrival.stage in (Stage.SETTLE, Stage.ON_AGENDA, Stage.MEET, Stage.QUEUE):
        return
    elif arrival.is_new:
        url = reverse("intake:arrival", args=[enrolment.pk])
        yield Waiting("new", _("Läs den nya ansökan"), name, url, since)
    elif arrival.stage == Stage.CONSENT:
        url = reverse("intake:consent", args=[enrolment.pk])
        yield Waiting("consent", _("Se till att samtycke finns"), name, url, since)
    elif arrival.stage == Stage.PREPARE:
        url = reverse("intake:preparation", args=[enrolment.pk])
        yield Waiting("prepare", _("Gör klart förarbetet"), name, url, since)


def _untold(user: User, today: date) -> Iterator[Waiting]:
    """What was decided and somebody has still to be told of in writing."""
    for item in untold(user, today):
        yield Waiting(
            "tell",
            _("Skriv beskedet"),
            item.enrolment.listed_name,
            reverse("intake:letters", args=[item.enrolment_id]),
            item.enrolment.decided_on,
            case=_case(item.enrolment_id),
        )


def _ending_consent(arrival: Arrival, today: date) -> Iterator[Waiting]:
    ends_on = arrival.consent_ends_on
    decided = arrival.stage in (Stage.ADMIT, Stage.CONSENT)
    if decided or ends_on is None or ends_on > today + NOTICE:
        return
    yield Waiting(
        "consent_ends",
        _("Förnya samtycket innan det går ut"),
        arrival.enrolment.listed_name,
        reverse("intake:consent", args=[arrival.enrolment.pk]),
        due_on=ends_on,
    )


def _exits(user: User) -> Iterator[Waiting]:
    """Those whom the group, or the head of unit, decided to end and who have not been ended."""
    mine = Enrolment.objects.visible_to(user, Permission.CASE_EDIT).filter(
        started_on__isnull=False, ended_on__isnull=True, discharged_on__isnull=True
    )
    latest = (
        MeetingItem.objects.filter(enrolment__in=mine, outcome__isnull=False)
        .select_related("enrolment__participant", "meeting")
        .order_by("enrolment_id", "-meeting__on", "-pk")
        .distinct("enrolment_id")
    )
    for item in latest:
        if item.result == Outcome.END:
            yield Waiting(
                "end",
                _("Avsluta, som gruppen har beslutat"),
                item.enrolment.listed_name,
                reverse("casework:end", args=[item.enrolment_id]),
                item.meeting.on,
                due_on=item.from_day,
                case=_case(item.enrolment_id),
            )


def _meetings(user: User, today: date) -> Iterator[Waiting]:
    for planned in planned_meetings(user, today):
        yield from _meeting(planned, today)


def _meeting(planned: Planned, today: date) -> Iterator[Waiting]:
    """Plan, call, hold and finish: one of them at a time for each group."""
    name = planned.group.unit.name
    deciding = planned.group.definition.deciding
    if planned.open is None:
        if deciding and deciding.cadence == "monthly":
            url = f"{reverse('intake:plan_meeting')}?group={planned.group.key}"
            what = _("Planera nästa möte med remittentgruppen")
            yield Waiting("plan", what, name, url, planned.last_on, planned.suggested(today))
        return
    url = reverse("intake:meeting", args=[planned.open.pk])
    if planned.open.on < today:
        what = _("Gör klart anteckningarna från mötet")
        yield Waiting("minute", what, name, url, planned.open.on)
    elif planned.open.on == today:
        what = _("Håll mötet med remittentgruppen")
        yield Waiting("hold", what, name, url, due_on=planned.open.on)
    else:
        what = _("Gör dagordningen till remittentgruppen")
        yield Waiting("agenda", what, name, url, due_on=planned.open.on)


def _own(user: User, today: date) -> Iterator[Waiting]:
    own = Application.objects.visible_to(user)
    for draft in own.drafts().order_by("saved_at", "pk"):
        url = reverse("intake:draft", args=[draft.pk])
        what = _("Skriv klart och skicka ansökan")
        yield Waiting("draft", what, draft.typed_name, url, _day(draft))
    decided = (
        own.sent()
        .filter(enrolment__decision__isnull=False)
        .select_related("enrolment__participant")
    )
    unread = [row for row in decided.order_by("pk") if row.unread]
    known = coverage([row.case.pk for row in unread], today)
    for row in unread:
        seen = (row.case.pk, row.organisation_id) in known and not row.case.participant.protected
        who = row.stated_name if seen else row.case.case_number
        url = reverse("intake:application", args=[row.pk])
        yield Waiting("decision", _("Läs beslutet"), who, url, row.case.decided_on)


def _day(draft: Application) -> date | None:
    return timezone.localdate(draft.saved_at) if draft.saved_at else None
