"""Proposals that wait, that are waited for, and what the steering group is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.casework import rules
from stegvis.casework.due.stay import report_by
from stegvis.casework.models import (
    FROM_A_PARTY,
    TO_A_PARTY,
    Answer,
    Extension,
    ExtensionReport,
    Proposal,
    ProposalKind,
)
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import Length
from stegvis.programmes.models import ProgrammeVersion
from stegvis.ui.human import spoken

#: What waits, in the words of a list of things to do.
TO_ANSWER = {
    ProposalKind.FOLLOW_UP: _("Svara på förslag: uppföljning i gruppen"),
    ProposalKind.END: _("Svara på förslag: avslut"),
    ProposalKind.DATE: _("Svara på förslag: ändrad sista dag"),
    ProposalKind.RENEW_CONSENT: _("Svara: förnya samtycket"),
    ProposalKind.ATTEND: _("Svara: delta i ett möte"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that waits for the user: what, about whom, where, and by or since when."""

    what: str | Promise
    enrolment: Enrolment
    url: str
    due_on: date | None = None
    since: date | None = None


def waiting_in_unit(user: User, today: date) -> list[Asked]:
    """What waits for one who works in a unit: to answer, to decide, to read, to tell.

    Two queries, and one more for the plans where somebody has an extension to decide or tell of.
    """
    asked = Q(kind__in=sorted(FROM_A_PARTY | {ProposalKind.EXTENSION}), answer__isnull=True)
    unread = Q(proposed_by=user, answer__isnull=False, read_on__isnull=True)
    rows = Proposal.objects.visible_to(user, Permission.CASE_READ).filter(
        asked & Q(lapses_on__gte=today) | unread
    )
    found = list(_with_people(rows))
    to_decide = [row for row in found if row.kind == ProposalKind.EXTENSION and not row.answer]
    to_report = _to_report(user) if user.may(Permission.EXTENSION_DECIDE) else []
    decided = _decided_by(user, [*to_decide, *to_report])
    return [*_proposed(user, found), *(_decision(row) for row in decided)]


def _proposed(user: User, rows: list[Proposal]) -> Iterator[Asked]:
    """What a party has proposed to a unit where the user answers, and answers to read."""
    units = set(user.units_with(Permission.CASE_EDIT))
    for row in rows:
        if row.answer:
            since = row.answered_on
            yield Asked(_("Läs svaret på ditt förslag"), row.enrolment, _url(row), since=since)
        elif row.kind in FROM_A_PARTY and row.enrolment.unit_id in units:
            what = TO_ANSWER[ProposalKind(row.kind)]
            yield Asked(what, row.enrolment, _url(row), row.lapses_on)


def _to_report(user: User) -> list[Extension]:
    rows = Extension.objects.visible_to(user, Permission.EXTENSION_DECIDE)
    return list(_with_people(rows.filter(report__isnull=True)))


def _decision(row: Proposal | Extension) -> Asked:
    if isinstance(row, Proposal):
        return Asked(_("Besluta om förlängning"), row.enrolment, _url(row), row.lapses_on)
    url = reverse("casework:extension_report", args=[row.enrolment_id])
    what = _("Redovisa förlängningen för styrgruppen")
    return Asked(what, row.enrolment, url, report_by(row.decided_on))


def _decided_by(user: User, rows: list) -> Iterator:
    """Those whose plan gives the decision to a role that the user has in the unit."""
    versions = ProgrammeVersion.objects.in_bulk({row.enrolment.version_id for row in rows})
    held = {(m.role, m.unit_id) for m in user.memberships}
    for row in rows:
        rule = versions[row.enrolment.version_id].definition.stay.extension
        if rule and (rule.decided_by, row.enrolment.unit_id) in held:
            yield row


def _with_people(rows: QuerySet) -> QuerySet:
    return rows.select_related("enrolment__participant").order_by("pk")


def _url(row: Proposal) -> str:
    return reverse("casework:proposal", args=[row.pk])


# --- A party's page ------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartysPage:
    """What a party sees: what it is asked, what it was answered, what it waits for, about whom."""

    to_answer: list[Proposal]
    unread: list[Proposal]
    waiting: list[Proposal]
    earlier: list[Proposal]
    people: list[Enrolment]

    @property
    def shown(self) -> list[Enrolment]:
        """Everybody named on the page, each once."""
        rows = [*self.to_answer, *self.unread, *self.waiting, *self.earlier]
        named = {row.enrolment_id: row.enrolment for row in rows}
        return list((named | {row.pk: row for row in self.people}).values())


#: How many earlier proposals a party's page has.
EARLIER = 20
#: How many people it has. More than anybody is raised about at a time.
PEOPLE = 200


def partys_page(user: User, today: date) -> PartysPage:
    """A party's proposals, and the people it can propose about. Two queries.

    Without a consent in force to the party there is no row and no person (A8).
    """
    rows = Proposal.objects.visible_to(user, Permission.SHARED_READ)
    rows = rows.select_related("enrolment__participant", "enrolment__unit", "proposed_by", "party")
    found = list(rows.order_by("-proposed_on", "-pk")[:PEOPLE])
    to_answer = [row for row in found if row.kind in TO_A_PARTY and row.is_open(today)]
    mine = [row for row in found if row.kind in FROM_A_PARTY]
    unread = [row for row in mine if is_unread(row, user)]
    waiting = [row for row in mine if row.is_open(today)]
    taken = {row.pk for row in [*to_answer, *unread, *waiting]}
    people = Enrolment.objects.visible_to(user, Permission.SHARED_READ).filter(
        started_on__isnull=False, discharged_on__isnull=True
    )
    in_order = people.select_related("participant", "unit").order_by(
        "participant__family_name", "participant__given_name", "pk"
    )
    earlier = [row for row in found if row.pk not in taken]
    return PartysPage(to_answer, unread, waiting, earlier[:EARLIER], list(in_order[:PEOPLE]))


def is_unread(row: Proposal, user: User) -> bool:
    """Whether the user proposed it and has not seen its answer."""
    return row.proposed_by_id == user.pk and row.answer is not None and row.read_on is None


def something_waits(user: User, today: date) -> bool:
    """Whether a party is asked something, or has an answer to read. One query."""
    rows = Proposal.objects.visible_to(user, Permission.SHARED_READ)
    asked = Q(kind__in=sorted(TO_A_PARTY), answer__isnull=True, lapses_on__gte=today)
    unread = Q(proposed_by=user, answer__isnull=False, read_on__isnull=True)
    return rows.filter(asked | unread).exists()


# --- One proposal, in words ----------------------------------------------------------------------


def standing(row: Proposal, today: date) -> tuple[str, str]:
    """How a proposal stands, in a few words, and the sign of the chip."""
    return stands(row.answer, row.answered_on, row.lapses_on, today)


def stands(
    answer: str | None, answered_on: date | None, lapses_on: date, today: date
) -> tuple[str, str]:
    """As `standing`, of what is known of it."""
    if answer is not None:
        kind = "ok" if answer == Answer.APPROVED else "late"
        return f"{Answer(answer).label} {spoken(answered_on or today, today)}", kind
    if lapses_on < today:
        return str(_("Förföll efter %(day)s") % {"day": spoken(lapses_on, today)}), "warn"
    return str(_("Väntar på svar till %(day)s") % {"day": spoken(lapses_on, today)}), "info"


# --- What the steering group is told -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One extension as it is told: nothing of it leads to a person."""

    report: ExtensionReport
    when: str
    unit: str
    length: str


def told(user: User) -> list[Told]:
    """Every extension the user may read of, those not gone through first. One query."""
    rows = ExtensionReport.objects.readable_by(user).select_related("programme", "unit")
    return [
        Told(row, _when(row), row.unit.name if row.unit else "", _length(row.length))
        for row in rows.order_by(F("seen_on").desc(nulls_first=True), "-year", "-month", "-pk")
    ]


def _when(row: ExtensionReport) -> str:
    if row.month is None:
        return str(row.year)
    return date_format(date(row.year, row.month, 1), "F Y")


def _length(text: str) -> str:
    return rules.length(Length.parse(text))
