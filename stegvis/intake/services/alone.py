"""What a person sends alone (A6): received from outside, then read and taken further by a coach."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from stegvis.access.models import Unit, User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.models import Application, SelfApplication
from stegvis.intake.queries.alone import Door
from stegvis.intake.ways import way_alone
from stegvis.programmes.models import ProgrammeVersion

#: Letters and digits that are not taken for each other when they are read out on the telephone.
CLEAR = "23456789ACDEFHJKMNPRTVWXY"


@dataclass(frozen=True)
class Sent:
    """What the person wrote."""

    given_name: str
    family_name: str
    personal_number: str = ""
    phone: str = ""
    email: str = ""
    municipality: str = ""
    about: str = ""


@transaction.atomic
def receive_alone(*, door: Door, unit: Unit, sent: Sent, token: uuid.UUID, now: datetime) -> str:
    """Keep what a person sent, and give the reference that they are told.

    Works at the door, where nothing can be read: nobody is looked up, and the answer is the same
    whoever it is. Sent again from the same page it is kept once, and the reference is the same.
    """
    row = SelfApplication(
        association_id=unit.association_id,
        programme=door.version.programme,
        unit=unit,
        reference=reference_of(token),
        token=token,
        sent_at=now,
        **asdict(sent),
    )
    row.clean_fields()
    try:
        with transaction.atomic():
            _add(row)
    except IntegrityError:  # the same page, sent twice
        return row.reference

    log.record(Event.SENT_ALONE, by=None, unit=unit.pk)
    return row.reference


def _add(row: SelfApplication) -> None:
    """Add the row without asking its number back, which the door does not give."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    SelfApplication._base_manager._insert(  # type: ignore[attr-defined]
        [row], fields=fields, using=DEFAULT_DB_ALIAS
    )


def reference_of(token: uuid.UUID) -> str:
    """What the sender can refer to. Follows from the page it was sent from, and nothing else."""
    number = int(salted_hmac("stegvis.intake.alone", token.hex, algorithm="sha256").hexdigest(), 16)
    letters = []
    for _place in range(8):
        number, place = divmod(number, len(CLEAR))
        letters.append(CLEAR[place])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


@transaction.atomic
def begin_from_alone(*, by: User, alone: SelfApplication, now: datetime) -> Application:
    """A draft with what the person wrote, to be gone through with them and sent by the coach.

    The same draft when it is there already. What was set aside is taken up again.
    """
    require(by, Permission.CASE_EDIT, alone)
    require(by, Permission.APPLICATION_WRITE)
    held = SelfApplication.objects.select_for_update(of=("self",)).get(pk=alone.pk)
    begun = Application.objects.filter(sent_alone=held).first()
    if begun is not None:
        return _own(by, begun)

    versions = ProgrammeVersion.objects.filter(programme=held.programme_id)
    version = versions.in_force(timezone.localdate(now)).first()
    way = way_alone(version.definition) if version else None
    if way is None:
        raise ValidationError(
            _(
                "Planen låter inte längre någon ansöka på egen hand. Lägg ansökan åt sidan och säg "
                "till personen vad som gäller."
            )
        )
    if held.set_aside_at:
        held.set_aside_at, held.set_aside_by, held.set_aside_reason = None, None, ""
        held.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_reason"])
    application = Application(
        association_id=held.association_id, programme=held.programme, unit=held.unit,
        organisation=held.unit.organisation, written_by=by, way_in=way.key, sent_alone=held,
        saved_at=now,
        typed={
            "personal_number": [held.personal_number],
            "given_name": [held.given_name],
            "family_name": [held.family_name],
            "municipality": [held.municipality],
            "goal": [held.about],
        },
    )  # fmt: skip
    application.full_clean()
    application.save()

    log.record(Event.ALONE_CONNECTED, by=by, on=application, alone=held.pk)
    return application


def _own(by: User, begun: Application) -> Application:
    if begun.written_by_id != by.pk:
        raise ValidationError(
            _("%(who)s håller redan på med den här ansökan.") % {"who": begun.written_by.name}
        )
    return begun


@transaction.atomic
def set_aside(*, by: User, alone: SelfApplication, reason: str, now: datetime) -> SelfApplication:
    """Leave what a person sent without registering it, with a reason. It can be taken up again."""
    require(by, Permission.CASE_EDIT, alone)
    held = SelfApplication.objects.select_for_update(of=("self",)).get(pk=alone.pk)
    if Application.objects.filter(sent_alone=held).exists():
        raise ValidationError(
            _("Ansökan håller på att registreras. Ta bort utkastet först, om den ska läggas undan.")
        )
    if held.set_aside_at:
        raise ValidationError(_("Den är redan lagd åt sidan."))
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför.")})

    held.set_aside_at, held.set_aside_by, held.set_aside_reason = now, by, reason.strip()
    held.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_reason"])

    log.record(Event.ALONE_SET_ASIDE, by=by, on=held)
    return held
