"""Förlängning: the coach proposes, the plan says who decides, the steering group is told (B9)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.casework import rules
from stegvis.casework.events import Event
from stegvis.casework.models import (
    Answer,
    Extension,
    ExtensionReport,
    Proposal,
    ProposalKind,
    ReportedReason,
)
from stegvis.casework.services.proposing import answered, held_open
from stegvis.lib.dates import Period, add_months, working_day_from
from stegvis.participants.models import Enrolment, Participant
from stegvis.participants.services import hold
from stegvis.programmes.definition import parts

#: As few as figures are hidden for (docs/decisions/0032).
LEAST = 5
#: The time whoever decides is given at least, where the stay has all but run out.
TO_DECIDE = timedelta(days=14)


# --- Proposing ----------------------------------------------------------------------------------


@transaction.atomic
def propose_extension(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    condition: bool,
    reason: str,
    today: date,
) -> Proposal:
    """Ask for the plan's extension, with the reason. ``condition``: what the plan asks is so.

    Refused where the plan has no extension, where the stay has been extended, and while a proposal
    waits. It can be answered until the stay runs out, and for a fortnight at least.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    first, last = days_of(held)
    rule = _rule(held)
    waiting = Proposal.objects.open(today).filter(enrolment=held, kind=ProposalKind.EXTENSION)
    if waiting.exists():
        raise ValidationError(_("En förlängning är redan föreslagen och väntar på beslut."))
    faults = {}
    if not condition:
        faults["condition"] = _("Planen förlänger bara när: %(when)s.") % {"when": rule.when}
    if not reason.strip():
        faults["reason"] = _("Skriv varför, så att den som beslutar kan ta ställning.")
    if faults:
        raise ValidationError(faults)

    proposal = Proposal(
        association_id=held.association_id,
        enrolment=held,
        kind=ProposalKind.EXTENSION,
        proposed_by=by,
        proposed_on=today,
        reason=reason.strip(),
        values={"first": first.isoformat(), "last": last.isoformat()},
        lapses_on=working_day_from(max(first - timedelta(days=1), today + TO_DECIDE)),
    )
    proposal.full_clean()
    proposal.save()
    held.save(update_fields=["revision"])

    log.record(Event.PROPOSED, by=by, on=proposal, kind=proposal.kind)
    return proposal


def days_of(held: Enrolment) -> tuple[date, date]:
    """First and last day that the plan's extension adds. Refused where it adds none."""
    started_on = rules.require_ongoing(held)
    rule, stay = _rule(held), held.version.definition.stay
    if Extension.objects.filter(enrolment=held).exists():
        raise ValidationError(
            _("Vistelsen är redan förlängd. Planen förlänger en gång, med %(length)s.")
            % {"length": rules.length(rule.length)}
        )
    limit, last = stay.last_day(started_on), stay.last_day(started_on, extended=True)
    assert limit
    assert last
    return limit + timedelta(days=1), last


def _rule(held: Enrolment) -> parts.Extension:
    stay = held.version.definition.stay
    if stay.extension is None:
        raise ValidationError(
            _("Planen har ingen förlängning (%(where)s).") % {"where": rules.cited(stay.passage)}
        )
    return stay.extension


# --- Deciding -----------------------------------------------------------------------------------


def may_decide(by: User, enrolment: Enrolment) -> bool:
    """Whether the user has, in the person's unit, the role that the plan lets decide."""
    rule = enrolment.version.definition.stay.extension
    return rule is not None and any(
        m.role == rule.decided_by and m.unit_id == enrolment.unit_id for m in by.memberships
    )


@transaction.atomic
def decide_extension(
    *,
    by: User,
    proposal: Proposal,
    revision: int | None,
    approve: bool,
    reason: str,
    instead: str = "",
    today: date,
) -> Proposal:
    """Approve: the plan's days are added. Refuse: with the reason, and what is to be done instead.

    The days are computed anew from the start, and kept as decided. Refused without a reason, and
    when the proposal has been answered or has lapsed.
    """
    enrolment = proposal.enrolment
    require(by, Permission.EXTENSION_DECIDE, enrolment)
    if proposal.kind != ProposalKind.EXTENSION or not may_decide(by, enrolment):
        raise PermissionDenied

    held = hold(enrolment, revision)
    proposal = held_open(proposal, today)
    faults = {}
    if not reason.strip():
        faults["reason"] = _("Skriv skälet till beslutet.")
    if not approve and not instead.strip():
        faults["instead"] = _(
            "Skriv vad som gäller i stället, så att coachen vet hur de går vidare."
        )
    if faults:
        raise ValidationError(faults)
    answer = Answer.APPROVED if approve else Answer.REFUSED
    if approve:
        _extend(by, held, proposal, today)
    answered(by, proposal, answer, reason, "" if approve else instead, today)
    held.save(update_fields=["revision"])
    return proposal


def _extend(by: User, held: Enrolment, proposal: Proposal, today: date) -> None:
    first, last = days_of(held)
    extension = Extension(
        association_id=held.association_id,
        enrolment=held,
        proposal=proposal,
        starts_on=first,
        ends_on=last,
        decided_on=today,
        decided_by=by,
    )
    extension.full_clean()
    extension.save()


# --- Telling the steering group -----------------------------------------------------------------


@transaction.atomic
def report_extension(
    *, by: User, enrolment: Enrolment, category: str, text: str, today: date
) -> ExtensionReport:
    """Tell whoever the plan says of an extension, in a row that leads to no person.

    The unit is named only where five or more took part in it that month, and the month only where
    five or more took part in the programme. Refused when the text names the person.
    """
    require(by, Permission.EXTENSION_DECIDE, enrolment)

    held = hold(enrolment)
    extension = Extension.objects.select_for_update(of=("self",)).filter(enrolment=held).first()
    rule = _rule(held)
    if extension is None or not may_decide(by, held):
        raise PermissionDenied
    if rule.reported_to is None:
        raise ValidationError(_("Planen säger inte att förlängningar ska redovisas."))
    if extension.report_id is not None:
        raise ValidationError(
            _("Förlängningen är redan redovisad, den %(day)s.")
            % {"day": rules.said_of(extension.reported_on)}
        )
    _refuse_text(held, category, text)

    report = _report(by, held, extension, rule, category, text.strip())
    extension.report, extension.reported_on = report, today
    extension.save(update_fields=["report", "reported_on"])
    held.save(update_fields=["revision"])
    log.record(Event.EXTENSION_REPORTED, by=by, on=extension, category=category)
    return report


def _report(
    by: User, held: Enrolment, extension: Extension, rule: parts.Extension, category: str, text: str
) -> ExtensionReport:
    first = extension.decided_on.replace(day=1)
    month = Period(first, add_months(first, 1) - timedelta(days=1))
    in_all, in_unit = taking_part_in(held, month)
    report = ExtensionReport(
        association_id=held.association_id,
        programme=held.programme,
        unit=held.unit if in_unit >= LEAST else None,
        year=first.year,
        month=first.month if in_all >= LEAST else None,
        length=str(rule.length),
        category=category,
        text=text,
        reported_to=rule.reported_to or "",
        written_by=by,
    )
    report.full_clean()
    report.save()
    return report


def taking_part_in(held: Enrolment, days: Period) -> tuple[int, int]:
    """How many people took part some day of the days: in the programme, and in the unit."""
    rows = Enrolment.objects.counted().filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=days.first),
        programme=held.programme_id,
        started_on__lte=days.last,
    )
    people = rows.values("participant").distinct()
    return people.count(), people.filter(unit=held.unit_id).count()


def _refuse_text(held: Enrolment, category: str, text: str) -> None:
    faults: dict[str, list[str]] = {}
    if category not in ReportedReason.values:
        faults["category"] = [_("Välj vad för slags skäl det är.")]
    if not text.strip():
        faults["text"] = [_("Skriv motiveringen, så att den kan förstås utan personen.")]
    elif found := _gives_away(held.participant, held.case_number, text):
        faults["text"] = [
            _("”%(found)s” pekar ut personen. Skriv om det så att ingen kan kännas igen.")
            % {"found": found}
        ]
    if faults:
        raise ValidationError(faults)


def _gives_away(person: Participant, case_number: str, text: str) -> str:
    """The first word of the text that is the person's name or number; empty when none is."""
    names = re.findall(r"\w+", f"{person.given_name} {person.family_name}")
    for name in [case_number, *(name for name in names if len(name) > 1)]:
        found = re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", text, re.IGNORECASE)
        if found:
            return found.group()
    # A personal number with or without its century, hyphen and spaces.
    found = re.search(r"(?<![0-9])(?:[0-9]{2})?[0-9]{6} ?[-+]? ?[0-9]{4}(?![0-9])", text)
    return found.group() if found else ""


@transaction.atomic
def note_reports(*, by: User, reports: Iterable[int], seen_on: date, today: date) -> int:
    """Note the meeting at which the steering group went through these. How many were noted."""
    require(by, Permission.EXTENSION_NOTE)

    wanted = set(reports)
    rows = ExtensionReport.objects.readable_by(by).filter(pk__in=wanted, seen_on__isnull=True)
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if not wanted or len(found) < len(wanted):
        raise ValidationError(
            {"reports": _("Kryssa för minst en som inte redan är genomgången. Ladda om sidan.")}
        )
    faults = [*rules.not_in_future(seen_on, today)]
    if any((seen_on.year, seen_on.month) < (row.year, row.month or 1) for row in found):
        faults.append(_("Mötet var före beslutet. Välj en senare dag."))
    rules.refuse("seen_on", faults)
    for row in found:
        row.seen_on, row.seen_by = seen_on, by
        row.save(update_fields=["seen_on", "seen_by"])
        log.record(Event.EXTENSION_NOTED, by=by, on=row, day=seen_on.isoformat())
    return len(found)
