"""Moving people to a new version of the plan (E12): an act with its day, nothing overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.casework import rules
from stegvis.casework.events import Event
from stegvis.casework.models import Phase, VersionStretch
from stegvis.casework.queries.moving import movable_by, recorded_by_person, why_not
from stegvis.participants.models import Enrolment
from stegvis.participants.services import hold
from stegvis.programmes.models import ProgrammeVersion
from stegvis.ui.human import in_full


@transaction.atomic
def move_to_version(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    version: ProgrammeVersion,
    today: date,
) -> VersionStretch:
    """Let the person stand under a newer version from today on.

    What is due follows from the new version at once. Who stands in a phase that another has taken
    over from stands in that one. Refused when anything recorded has no place in the new version,
    and when the version has not begun, is older, or is another programme's.
    """
    require(by, Permission.VERSION_MOVE, enrolment)

    held = hold(enrolment, revision)
    former = held.version
    _refuse(held, former, version, today)

    if not VersionStretch.objects.filter(enrolment=held).exists():
        _begin(held, former, held.applied_on or held.started_on or former.valid_from)
    stretch = _begin(held, version, today)
    held.version = version
    held.save(update_fields=["version", "revision"])
    _stand_in_successor(held, version, today)

    log.record(
        Event.VERSION_MOVED, by=by, on=stretch,
        version=version.version, former=former.version, day=today.isoformat(),
    )  # fmt: skip
    return stretch


def _refuse(
    held: Enrolment, former: ProgrammeVersion, version: ProgrammeVersion, today: date
) -> None:
    if version.programme_id != held.programme_id:
        raise ValidationError(_("Versionen hör till en annan insats."))
    if held.discharged_on or held.decision in ("refused", "withdrawn"):
        raise ValidationError(_("Ärendet är avslutat och står kvar under sin version."))
    if version.valid_from <= former.valid_from:
        raise ValidationError(
            _("Personen står redan under version %(former)s, som inte är äldre.")
            % {"former": former.version}
        )
    if version.valid_from > today:
        raise ValidationError(
            _("Versionen börjar gälla den %(day)s. Flytta personen då.")
            % {"day": in_full(version.valid_from)}
        )
    recorded = recorded_by_person([held], today)[held.pk]
    rules.refuse(None, why_not(former.definition, version.definition, recorded))


def _begin(held: Enrolment, version: ProgrammeVersion, day: date) -> VersionStretch:
    return VersionStretch.objects.create(
        association_id=held.association_id, enrolment=held, version=version, starts_on=day
    )


def _stand_in_successor(held: Enrolment, version: ProgrammeVersion, today: date) -> None:
    """From today in the phase that has taken over from the one the person stands in."""
    here = Phase.objects.filter(enrolment=held, ends_on__isnull=True).first()
    successor = version.definition.phase_for(here.key) if here else None
    if here is None or successor is None or successor.key == here.key:
        return
    if here.starts_on >= today:
        here.key = successor.key
        here.save(update_fields=["key"])
        return
    here.ends_on = today - timedelta(days=1)
    here.save(update_fields=["ends_on"])
    Phase.objects.create(
        association_id=held.association_id, enrolment=held, key=successor.key, starts_on=today
    )


@dataclass
class Moved:
    """What moving many led to: those moved, and why the others were not, by number."""

    moved: list[int] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)


@transaction.atomic
def move_people(
    *,
    by: User,
    version: ProgrammeVersion,
    chosen: Mapping[int, int | None] | None,
    today: date,
) -> Moved:
    """Move each of the chosen (number to the revision the page showed), or all that ``by`` may.

    One who is refused, or whose case somebody has changed since, stays as they were; the others
    are moved.
    """
    require(by, Permission.VERSION_MOVE)

    rows = movable_by(by, version).select_related("unit", "version", "programme")
    done = Moved()
    for enrolment in rows if chosen is None else rows.filter(pk__in=chosen):
        revision = chosen[enrolment.pk] if chosen is not None else None
        try:
            move_to_version(
                by=by, enrolment=enrolment, revision=revision, version=version, today=today
            )
        except ValidationError as refusal:
            done.refused[enrolment.pk] = refusal.messages
        else:
            done.moved.append(enrolment.pk)
    return done
