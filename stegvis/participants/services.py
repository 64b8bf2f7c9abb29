"""Acts on people and enrolments that every way in and every case shares.

Who may do them is asked on the enrolment by permission; the acts of ``intake`` and ``casework``
that call these have asked already with their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from stegvis.access.models import Organisation, Unit, User
from stegvis.access.once import fresh
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.lib.personal_number import PersonalNumber
from stegvis.participants.events import Event
from stegvis.participants.models import (
    Consent,
    ConsentParty,
    ContactPerson,
    Enrolment,
    Participant,
)
from stegvis.programmes.models import Programme, ProgrammeVersion


@transaction.atomic
def find_or_make_participant(
    *,
    by: User,
    association_id: int,
    personal_number: PersonalNumber | None,
    given_name: str,
    family_name: str,
    sex: str,
    municipality: str = "",
    birth_date: date | None = None,
    protected: bool = False,
) -> Participant:
    """The person with that number in the association, made when they are not there.

    What is on file of a person who is there already stands: an application changes nobody's name,
    and the one who sends it cannot tell from the answer that the person was known.
    """
    if not (by.may(Permission.APPLICATION_WRITE) or by.may(Permission.CASE_EDIT)):
        raise PermissionDenied

    if personal_number is not None:
        _in_turn(association_id, personal_number)
        known = Participant.objects.filter(personal_number=personal_number.digits).first()
        if known is not None:
            return known
    born = birth_date or (personal_number.birth_date if personal_number else None)
    participant = Participant(
        association_id=association_id,
        ref=uuid.uuid4().hex[:12],
        personal_number=personal_number.digits if personal_number else None,
        birth_date=born,
        birth_year=born.year if born else None,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        sex=sex,
        municipality=municipality,
        protected=protected,
    )
    participant.full_clean()
    participant.save()
    return participant


def _in_turn(association_id: int, number: PersonalNumber) -> None:
    """Let two applications for one person that come at the same moment be received in turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
            [number.digits, association_id],
        )


@transaction.atomic
def open_enrolment(
    *,
    by: User,
    participant: Participant,
    programme: Programme,
    version: ProgrammeVersion,
    unit: Unit,
    referred_by: Organisation | None,
    applied_on: date,
    way_in: str = "",
) -> Enrolment:
    """The case that an application opens, under the version in force. Numbered by year and row."""
    if not (by.may(Permission.APPLICATION_WRITE) or by.may(Permission.CASE_EDIT)):
        raise PermissionDenied
    if _has_open_case(participant, programme):
        raise cannot_be_received()

    enrolment = Enrolment(
        association_id=participant.association_id,
        case_number=uuid.uuid4().hex,  # until the row has its own number
        participant=participant,
        programme=programme,
        version=version,
        unit=unit,
        referred_by=referred_by,
        way_in=way_in,
        applied_on=applied_on,
    )
    enrolment.full_clean()
    enrolment.save()
    enrolment.case_number = f"{applied_on.year}-{enrolment.pk:05d}"
    enrolment.save(update_fields=["case_number"])

    log.record(Event.ENROLMENT_OPENED, by=by, on=enrolment)
    return enrolment


def cannot_be_received() -> ValidationError:
    """A refusal that sends the referrer to the unit and says nothing of what is known there."""
    return ValidationError(
        _("Det går inte att ta emot ansökan här. Ring coachen i enheten och gör den tillsammans.")
    )


def _has_open_case(participant: Participant, programme: Programme) -> bool:
    """Whether the person is on the way in, or in, already. One who has left may come again."""
    cases = Enrolment.objects.filter(participant=participant, programme=programme)
    return cases.open().filter(ended_on__isnull=True).exists()


@transaction.atomic
def record_consent(
    *,
    by: User,
    enrolment: Enrolment,
    parties: Sequence[Organisation],
    information: Sequence[str],
    form: str,
    starts_on: date,
    ends_on: date | None = None,
) -> Consent:
    """Keep what the person has agreed to (A8). Refused when it names no party or no information."""
    _require_keeper_of_consents(by, enrolment)
    if not parties:
        raise ValidationError({"parties": _("Ange vilka parter samtycket gäller.")})
    consent_rules = enrolment.version.definition.consent
    known = {item.key for item in consent_rules.information} if consent_rules else set()
    if set(information) - known:
        raise ValidationError({"information": _("Insatsen känner inte de uppgifterna.")})

    consent = Consent(
        association_id=enrolment.association_id,
        enrolment=enrolment,
        information=sorted(set(information)),
        form=form,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    consent.full_clean()
    consent.save()
    ConsentParty.objects.bulk_create(
        ConsentParty(association_id=consent.association_id, consent=consent, organisation=party)
        for party in parties
    )

    log.record(
        Event.CONSENT_RECORDED, by=by, on=consent, parties=sorted(party.pk for party in parties)
    )
    return consent


def _require_keeper_of_consents(by: User, enrolment: Enrolment) -> None:
    """The person, the party that referred them (H23 §6.6) and the unit keep the consents."""
    own = Enrolment.objects.visible_to(by, Permission.OWN_CASE).filter(pk=enrolment.pk)
    referred = enrolment.referred_by_id in by.organisations_with(Permission.APPLICATION_WRITE)
    if not (referred or own.exists()):
        require(by, Permission.CASE_EDIT, enrolment)


@transaction.atomic
def withdraw_consent(*, by: User, consent: Consent, on: date) -> Consent:
    """End the sharing from that day on; what was shared before stands in the log.

    Refused when it has been taken back already.
    """
    _require_keeper_of_consents(by, consent.enrolment)

    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.withdrawn_on:
        raise ValidationError(_("Samtycket är redan återtaget."))
    consent.withdrawn_on = max(on, consent.starts_on)
    consent.save(update_fields=["withdrawn_on"])

    log.record(Event.CONSENT_WITHDRAWN, by=by, on=consent)
    return consent


@transaction.atomic
def name_contact_person(
    *, by: User, enrolment: Enrolment, user: User, starts_on: date, because: str = ""
) -> ContactPerson:
    """Let ``user`` follow the person from a day; whoever did follows to the day before (B1).

    Refused for a day that is not after the one they began.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    former = (
        ContactPerson.objects.current()
        .select_for_update(of=("self",))
        .filter(enrolment=enrolment)
        .first()
    )
    if former is not None:
        if former.starts_on >= starts_on:
            raise ValidationError(
                {
                    "starts_on": _(
                        "%(name)s är kontaktperson från %(day)s. Välj en senare dag för bytet."
                    )
                    % {"name": former.name, "day": former.starts_on}
                }
            )
        former.ends_on = starts_on - timedelta(days=1)
        former.save(update_fields=["ends_on"])
    contact = ContactPerson(
        association_id=enrolment.association_id,
        enrolment=enrolment,
        user=user,
        name=user.name,
        starts_on=starts_on,
        because=because,
    )
    contact.full_clean()
    contact.save()

    log.record(Event.CONTACT_PERSON_NAMED, by=by, on=contact, user=user.pk)
    return contact


def hold(enrolment: Enrolment, revision: int | None = None) -> Enrolment:
    """The enrolment locked for an act, its revision raised. Refuses ``Stale`` for an older page.

    The raised revision is saved with the caller's own save of the row.
    """
    held = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    fresh(held, revision)
    held.revision += 1
    return held
