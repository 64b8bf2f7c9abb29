"""Föreslå och svara: what another owns is changed by proposal, between the unit and a party."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.models import Organisation, User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.casework import rules
from stegvis.casework.events import Event
from stegvis.casework.models import (
    FROM_A_PARTY,
    TO_A_PARTY,
    Answer,
    Proposal,
    ProposalKind,
)
from stegvis.casework.services.ending import correct_end
from stegvis.intake.models import MeetingItem, ReferralMeeting
from stegvis.intake.services import take_up
from stegvis.lib.dates import add_months
from stegvis.participants.models import Consent, Enrolment
from stegvis.participants.services import hold
from stegvis.ui.human import in_full

#: How far ahead a proposal may wait for its answer, in months. Longer is a plan, not a question.
LONGEST = 3

# --- Proposing -----------------------------------------------------------------------------------


@transaction.atomic
def propose_to_unit(
    *,
    by: User,
    enrolment: Enrolment,
    party: Organisation,
    kind: str,
    reason: str,
    day: date | None = None,
    lapses_on: date,
    today: date,
) -> Proposal:
    """Let a party that consent covers ask the unit for what the unit owns.

    That the person is taken up for follow-up, that the stay ends on a day, or that the last day is
    another. Refused for a party that no consent names today: then there is nobody to ask about.
    """
    require(by, Permission.SHARED_READ, enrolment)
    if kind not in FROM_A_PARTY:
        raise ValidationError({"kind": _("Välj vad förslaget gäller.")})
    _speaks_for(by, enrolment, party, today)

    held = hold(enrolment)
    _refuse_second(held, kind, party, today)
    values = _proposed(held, kind, day)
    return _save(by, held, kind, party, reason, values, lapses_on, today)


@transaction.atomic
def ask_party(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    party: Organisation,
    kind: str,
    reason: str,
    day: date | None = None,
    lapses_on: date,
    today: date,
) -> Proposal:
    """Let the unit ask a party for what is the party's: to renew a consent, or to come.

    Only a party that a consent names today can be asked; to another the question itself would
    tell that the person is known here.
    """
    require(by, Permission.CASE_EDIT, enrolment)
    if kind not in TO_A_PARTY:
        raise ValidationError({"kind": _("Välj vad frågan gäller.")})

    held = hold(enrolment, revision)
    if not _named(held, party, today):
        raise ValidationError(
            {
                "party": _(
                    "Inget samtycke som gäller i dag omfattar %(party)s. Hämta in ett samtycke "
                    "först; frågan i sig skulle röja att personen är känd här."
                )
                % {"party": party.name}
            }
        )
    _refuse_second(held, kind, party, today)
    if kind == ProposalKind.ATTEND and day is None:
        raise ValidationError({"day": _("Skriv vilken dag mötet är.")})
    if day is not None and day < today:
        raise ValidationError({"day": _("Dagen har varit. Välj i dag eller en senare dag.")})
    values = {"day": day.isoformat()} if day else {}
    return _save(by, held, kind, party, reason, values, lapses_on, today)


def _save(
    by: User,
    held: Enrolment,
    kind: str,
    party: Organisation | None,
    reason: str,
    values: dict[str, str],
    lapses_on: date,
    today: date,
) -> Proposal:
    faults: dict[str, list[str]] = {}
    if not reason.strip():
        faults["reason"] = [_("Skriv varför, så att den som svarar förstår.")]
    if lapses_on < today:
        faults["lapses_on"] = [_("Dagen har varit. Ge den som svarar några dagar.")]
    elif lapses_on > add_months(today, LONGEST):
        faults["lapses_on"] = [_("Välj en dag inom tre månader.")]
    if faults:
        raise ValidationError(faults)

    proposal = Proposal(
        association_id=held.association_id,
        enrolment=held,
        kind=kind,
        party=party,
        proposed_by=by,
        proposed_on=today,
        reason=reason.strip(),
        values=values,
        lapses_on=lapses_on,
    )
    proposal.full_clean()
    proposal.save()
    held.save(update_fields=["revision"])

    log.record(Event.PROPOSED, by=by, on=proposal, kind=str(kind), party=party and party.pk)
    return proposal


def _proposed(held: Enrolment, kind: str, day: date | None) -> dict[str, str]:
    """What of the kind is proposed, refused where it is about nothing."""
    if kind == ProposalKind.FOLLOW_UP:
        rules.require_ongoing(held)
        if not rules.meets_in_group(held.version.definition):
            raise ValidationError(
                {"kind": _("Här finns ingen grupp som följer upp. Tala med kontaktpersonen.")}
            )
        return {}
    if day is None:
        raise ValidationError({"day": _("Skriv vilken dag du föreslår.")})
    if held.started_on is None or day < held.started_on:
        raise ValidationError({"day": _("Dagen är före den första dagen i insatsen.")})
    if kind == ProposalKind.END:
        rules.require_ongoing(held)
    elif held.ended_on is None or held.discharged_on is not None:
        raise ValidationError(
            {"kind": _("Det finns ingen sista dag att ändra. Föreslå ett avslut i stället.")}
        )
    return {"day": day.isoformat()}


def _speaks_for(by: User, enrolment: Enrolment, party: Organisation, today: date) -> None:
    units = by.units_by_party_with(Permission.SHARED_READ).get(party.pk, set())
    if enrolment.unit_id not in units or not _named(enrolment, party, today):
        raise PermissionDenied


def _named(enrolment: Enrolment, party: Organisation, today: date) -> bool:
    """Whether a consent that holds today names the party."""
    rows = Consent.objects.in_force(today).filter(enrolment=enrolment, parties__organisation=party)
    return rows.exists()


def _refuse_second(held: Enrolment, kind: str, party: Organisation | None, today: date) -> None:
    rows = Proposal.objects.open(today).filter(enrolment=held, kind=kind, party=party)
    if (waiting := rows.first()) is not None:
        raise ValidationError(
            _("Det väntar redan på svar sedan den %(day)s. Nytt kan föreslås när det är besvarat.")
            % {"day": in_full(waiting.proposed_on)}
        )


# --- Answering -----------------------------------------------------------------------------------


@transaction.atomic
def answer_proposal(
    *, by: User, proposal: Proposal, approve: bool, reason: str, today: date
) -> Proposal:
    """Approve or refuse what a party has proposed, or what the unit has asked one's party.

    Approving does what was proposed, as far as there is an act for it: the person is taken up at
    the group's next meeting, the last day is put right. Of an end the coach does the act itself,
    since it asks more than a day; until then it is due. A refusal takes a reason. Refused when it
    has been answered or has lapsed, and when that act is refused.
    """
    to_party = proposal.kind in TO_A_PARTY
    if proposal.kind not in FROM_A_PARTY | TO_A_PARTY:
        raise PermissionDenied
    if to_party:
        require(by, Permission.SHARED_READ, proposal)
    else:
        require(by, Permission.CASE_EDIT, proposal.enrolment)

    held = hold(proposal.enrolment)
    held.save(update_fields=["revision"])
    proposal = held_open(proposal, today)
    if not approve and not reason.strip():
        raise ValidationError({"reason": _("Skriv varför, så att den andra förstår.")})
    answered(by, proposal, Answer.APPROVED if approve else Answer.REFUSED, reason, "", today)
    if approve:
        _carry_out(by, proposal, today)
    return proposal


def held_open(proposal: Proposal, today: date) -> Proposal:
    """The proposal locked for its answer. Refused when it has one, or has lapsed."""
    held = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if held.answer is not None:
        raise ValidationError(
            _("Förslaget är redan besvarat, den %(day)s: %(answer)s.")
            % {
                "day": rules.said_of(held.answered_on),
                "answer": held.get_answer_display().lower(),
            }
        )
    if held.lapsed(today):
        raise ValidationError(
            _("Förslaget förföll efter den %(day)s. Be den som föreslog att lämna det igen.")
            % {"day": in_full(held.lapses_on)}
        )
    return held


def answered(
    by: User, proposal: Proposal, answer: Answer, reason: str, instead: str, today: date
) -> None:
    """Write the answer on a held proposal."""
    proposal.answer, proposal.answered_by, proposal.answered_on = answer, by, today
    proposal.answer_reason, proposal.instead = reason.strip(), instead.strip()
    proposal.full_clean()
    proposal.save()
    approved = answer == Answer.APPROVED
    event = Event.PROPOSAL_APPROVED if approved else Event.PROPOSAL_REFUSED
    log.record(event, by=by, on=proposal, kind=proposal.kind)


def _carry_out(by: User, proposal: Proposal, today: date) -> None:
    enrolment = Enrolment.objects.get(pk=proposal.enrolment_id)
    day = proposal.day("day")
    if proposal.kind == ProposalKind.DATE and day:
        correct_end(
            by=by, enrolment=enrolment, revision=None, ended_on=day,
            end_reason=enrolment.end_reason or "", because=proposal.reason, today=today,
        )  # fmt: skip
    if proposal.kind == ProposalKind.FOLLOW_UP and (meeting := next_meeting(enrolment, today)):
        take_up(
            by=by, meeting=meeting, enrolment=enrolment, kind=MeetingItem.Kind.FOLLOW_UP,
            about=proposal.reason, today=today,
        )  # fmt: skip


def next_meeting(enrolment: Enrolment, today: date) -> ReferralMeeting | None:
    """The group's next planned meeting, None when none is planned."""
    rows = ReferralMeeting.objects.filter(
        programme=enrolment.programme_id,
        unit=enrolment.unit_id,
        around__isnull=True,
        held_at__isnull=True,
        cancelled_at__isnull=True,
        on__gte=today,
    )
    return rows.order_by("on", "pk").first()


@transaction.atomic
def read_answer(*, by: User, proposal: Proposal, today: date) -> None:
    """Remember that the one who proposed has seen the answer."""
    if proposal.proposed_by_id != by.pk or proposal.answer is None or proposal.read_on:
        return
    proposal.read_on = today
    proposal.save(update_fields=["read_on"])
    log.record(Event.ANSWER_READ, by=by, on=proposal)
