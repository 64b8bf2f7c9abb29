"""An application that one party begins and the party that pays the person sends (A6).

One proposes, the other takes over, refuses with a reason, or lets it lapse.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access.models import Organisation, User
from stegvis.access.once import Stale
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.groups import group_of
from stegvis.intake.models import Application, HandOver
from stegvis.intake.services.applications import version_for
from stegvis.intake.ways import must_hand_over, payers, way_of

#: How long the other party has to answer: a month's holiday, and some days.
WAITS = timedelta(days=35)


@transaction.atomic
def propose_hand_over(
    *,
    by: User,
    application: Application,
    to: Organisation,
    consent_on: date,
    consent_form: str,
    now: datetime,
) -> HandOver:
    """Put a draft to the party that pays the person, with the person's consent to that.

    Until it is answered or lapses the draft stands still. Refused where the plan lets one's own
    party send it, while it waits with another, for a party that may not apply, and before the
    draft says who the person is. ``Stale`` when it has been sent.
    """
    require(by, Permission.APPLICATION_WRITE, application)
    held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    today = timezone.localdate(now)
    if held.sent_at:
        raise Stale
    if HandOver.objects.filter(application=held).open(today).exists():
        raise ValidationError(_("Ansökan är redan överlämnad och väntar på svar."))
    group = group_of(held.unit, version_for(held, today))
    if not must_hand_over(group, way_of(group.definition, held.way_in), held.organisation):
        raise ValidationError(_("Den här ansökan skickar ni själva. Den lämnas inte över."))
    _refuse_what_is_said(held, to, payers(group), consent_on, today)

    row = HandOver(
        association_id=held.association_id, application=held, to=to, proposed_by=by,
        proposed_at=now, lapses_on=today + WAITS, consent_on=consent_on, consent_form=consent_form,
    )  # fmt: skip
    row.full_clean()
    row.save()

    log.record(Event.HAND_OVER_PROPOSED, by=by, on=row, party=to.pk)
    return row


def _refuse_what_is_said(
    application: Application,
    to: Organisation,
    possible: list[Organisation],
    consent_on: date,
    today: date,
) -> None:
    faults = {}
    if to not in possible:
        faults["to"] = _("Planen låter inte den parten ansöka. Välj en av dem som står här.")
    if consent_on > today:
        faults["consent_on"] = _("Dagen har inte varit än. Lämna över när personen har sagt ja.")
    if faults:
        raise ValidationError(faults)
    if not application.typed_name:
        raise ValidationError(_("Skriv vem personen är i utkastet först."))


@transaction.atomic
def take_over(*, by: User, hand_over: HandOver, now: datetime) -> Application:
    """Make the draft one's own, to complete and send for the party it was put to.

    Refused when it has been answered or has lapsed.
    """
    row = _open(by, hand_over, now)
    application = Application.objects.select_for_update(of=("self",)).get(pk=row.application_id)

    row.taken_over, row.answered_by, row.answered_at = True, by, now
    row.save()
    application.written_by, application.organisation = by, row.to
    application.saved_from = None
    application.revision += 1
    application.save()

    log.record(Event.HAND_OVER_TAKEN, by=by, on=row)
    return application


@transaction.atomic
def refuse_hand_over(*, by: User, hand_over: HandOver, refusal: str, now: datetime) -> HandOver:
    """Leave the draft with the party that began it, with a reason that it reads.

    Refused without one, and when it has been answered or has lapsed.
    """
    row = _open(by, hand_over, now)
    if not refusal.strip():
        raise ValidationError({"refusal": _("Skriv varför, så att de vet vad de ska göra.")})

    row.taken_over, row.answered_by, row.answered_at = False, by, now
    row.refusal = refusal.strip()
    row.full_clean()
    row.save()

    log.record(Event.HAND_OVER_REFUSED, by=by, on=row)
    return row


@transaction.atomic
def take_back(*, by: User, application: Application, now: datetime) -> None:
    """Close a draft to the party it was put to, as when the person has taken the consent back.

    Refused when that party has answered. What was put to it is gone; that it was, the log says.
    """
    require(by, Permission.APPLICATION_WRITE, application)
    held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    rows = HandOver.objects.filter(application=held).open(timezone.localdate(now))
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise ValidationError(_("Den andra parten har svarat, eller så har tiden gått ut."))

    log.record(Event.HAND_OVER_TAKEN_BACK, by=by, on=row, party=row.to_id)
    row.delete()


def _open(by: User, hand_over: HandOver, now: datetime) -> HandOver:
    require(by, Permission.APPLICATION_WRITE, hand_over)
    row = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    if row.answered_at:
        raise ValidationError(_("Överlämningen är redan besvarad."))
    if row.has_lapsed(timezone.localdate(now)):
        raise ValidationError(
            _("Tiden för att svara har gått ut. Be parten att lämna över ansökan igen.")
        )
    return row
