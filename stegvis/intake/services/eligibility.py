"""What people attest of the criteria, the exceptions that are made, and joint assessments (A1–A4).

Nothing here is written over: a new word stands beside the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import ROLES, Permission, Role
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.eligibility import Judged, answered_by_people, judged
from stegvis.intake.events import Event
from stegvis.intake.models import Application, Attestation, Exemption, JointAssessment
from stegvis.participants.models import Enrolment
from stegvis.participants.queries import covered
from stegvis.participants.services import hold


@dataclass(frozen=True)
class Word:
    """What somebody says of one criterion or exclusion: whether what stands there is so, and why.

    `answer` is None for what they do not know.
    """

    answer: bool | None
    why: str = ""


@transaction.atomic
def attest(
    *,
    by: User,
    enrolment: Enrolment,
    words: Mapping[str, Word],
    today: date,
    revision: int | None = None,
) -> list[Attestation]:
    """Keep what the team says of what takes judgement. Only what is new is kept, and given back.

    A word that speaks against the person, or against what somebody else has said, needs a reason.
    Refused for what follows from what is recorded: nobody attests it.
    """
    require(by, Permission.CASE_EDIT, enrolment)
    held = hold(enrolment, revision)
    role = _role_with(by, Permission.CASE_EDIT, held)
    stands = {row.key: row for row in judged(held, today)}
    _refuse_words(held, words, stands, role)

    new = [
        Attestation(
            association_id=held.association_id, enrolment=held, key=key, role=role,
            answer=word.answer, why=word.why.strip(), on=today, by=by,
        )
        for key, word in words.items()
        if _is_new(word, stands[key], role)
    ]  # fmt: skip
    if not new:
        return []
    Attestation.objects.bulk_create(new)
    held.save(update_fields=["revision"])

    log.record(Event.CRITERIA_ATTESTED, by=by, on=held, keys=sorted(row.key for row in new))
    return new


def _role_with(by: User, permission: Permission, enrolment: Enrolment) -> str:
    """The role in which the user has the permission in the person's unit."""
    return next(
        one.role
        for one in by.memberships
        if permission in ROLES[Role(one.role)].permissions and one.unit_id == enrolment.unit_id
    )


def _is_new(word: Word, stands: Judged, role: str) -> bool:
    own = next((one for one in stands.said if one.role == role), None)
    before = Word(own.answer, own.why) if own else Word(None)
    return before != Word(word.answer, word.why.strip())


def _refuse_words(
    enrolment: Enrolment, words: Mapping[str, Word], stands: Mapping[str, Judged], role: str
) -> None:
    answerable = {row.key for row in answered_by_people(enrolment.version.definition)}
    if unknown := sorted(set(words) - answerable):
        raise ValidationError(
            _("Det här följer av det som är registrerat och intygas inte: %(keys)s.")
            % {"keys": ", ".join(unknown)}
        )
    faults = {
        f"{key}_why": _("Skriv varför. Skälet står kvar bredvid det som andra har sagt.")
        for key, word in words.items()
        if _needs_reason(word, stands[key], role) and not word.why.strip()
    }
    if faults:
        raise ValidationError(faults)


def _needs_reason(word: Word, stands: Judged, role: str) -> bool:
    if word.answer is None or not _is_new(word, stands, role):
        return False
    others = {one.answer for one in stands.said if one.role != role and one.answer is not None}
    return word.answer is stands.excludes or bool(others - {word.answer})


# --- Exceptions -----------------------------------------------------------------------------------


def may_exempt(by: User, enrolment: Enrolment) -> bool:
    """Whether the plan lets the user make exceptions for the person."""
    rule = enrolment.version.definition.exceptions
    return rule is not None and any(
        one.role == rule.decided_by and one.unit_id in (None, enrolment.unit_id)
        for one in by.memberships
    )


@transaction.atomic
def exempt(
    *,
    by: User,
    enrolment: Enrolment,
    key: str,
    reason: str,
    today: date,
    revision: int | None = None,
) -> Exemption:
    """Let the person come in although one criterion is not met, or one exclusion holds.

    By whom the plan says, with a reason. Refused where the plan lets nobody, and for what does not
    stand in the way.
    """
    require(by, Permission.CASE_READ, enrolment)
    held = hold(enrolment, revision)
    if held.version.definition.exceptions is None:
        raise ValidationError(_("Planen säger inte att någon får göra undantag från villkoren."))
    if not may_exempt(by, held):
        raise PermissionDenied
    row = next((row for row in judged(held, today) if row.key == key), None)
    if row is None or not row.stands_in_the_way:
        raise ValidationError(_("Det villkoret hindrar inte, så det behövs inget undantag."))
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv skälet. Det står bredvid villkoret.")})

    exemption = Exemption(
        association_id=held.association_id,
        enrolment=held,
        key=key,
        reason=reason.strip(),
        on=today,
        by=by,
    )
    exemption.full_clean()
    exemption.save()
    held.save(update_fields=["revision"])

    log.record(Event.EXEMPTION_MADE, by=by, on=exemption, key=key)
    return exemption


# --- Joint assessment -----------------------------------------------------------------------------


@transaction.atomic
def record_joint_assessment(
    *, by: User, enrolment: Enrolment, starts_on: date, ends_on: date | None, source: str
) -> JointAssessment:
    """That the person is in a joint assessment (gemensam kartläggning) from a day, and to a day.

    By the unit, or the one who wrote the application. Refused when it overlaps one that is there.
    """
    _require_keeper(by, enrolment)

    row = JointAssessment(
        association_id=enrolment.association_id,
        enrolment=enrolment,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source.strip(),
        by=by,
    )
    row.full_clean()
    row.save()

    log.record(Event.JOINT_ASSESSMENT_RECORDED, by=by, on=row, day=starts_on.isoformat())
    return row


@transaction.atomic
def end_joint_assessment(*, by: User, row: JointAssessment, ends_on: date) -> JointAssessment:
    """Give one that goes on its last day. Refused for one that has a last day: it keeps it."""
    _require_keeper(by, row.enrolment)

    held = JointAssessment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if held.ends_on is not None:
        raise ValidationError(_("Kartläggningen har redan en sista dag, och den står kvar."))
    held.ends_on = ends_on
    held.full_clean()
    held.save()

    log.record(Event.JOINT_ASSESSMENT_ENDED, by=by, on=held, day=ends_on.isoformat())
    return held


def _require_keeper(by: User, enrolment: Enrolment) -> None:
    if not may_keep(by, enrolment):
        raise PermissionDenied


def may_keep(by: User, enrolment: Enrolment) -> bool:
    """Whether the user keeps what is known of joint assessments: the unit does, and the one who
    wrote the application while a consent lets their party know of the person.
    """
    if Enrolment.objects.visible_to(by, Permission.CASE_EDIT).filter(pk=enrolment.pk).exists():
        return True
    own = Application.objects.visible_to(by).filter(enrolment=enrolment).first()
    return own is not None and bool(covered(enrolment, own.organisation, timezone.localdate()))
