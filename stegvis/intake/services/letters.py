"""Telling a decision in writing: a version for each who is to know, frozen as it was told (A10)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.letters import as_pdf, documents, say
from stegvis.intake.models import Letter, MeetingItem
from stegvis.intake.queries.letters import sayable
from stegvis.intake.queries.meetings import group_at
from stegvis.lib.paper import Unprintable
from stegvis.participants.queries import coverage
from stegvis.participants.services import hold


@transaction.atomic
def write_letters(
    *,
    by: User,
    item: MeetingItem,
    to_person: str,
    to_referrer: str = "",
    instead: str = "",
    call: str,
    now: datetime,
    revision: int | None = None,
) -> list[Letter]:
    """Tell what was decided, a letter for each who is to know; all of them or none.

    ``to_person`` and ``to_referrer`` are the reason in the words of each. What was written before
    stands and is replaced by these. Without a consent that names the referrer's party today there
    is no letter to it, whatever the plan says (A8). Refused for a decision that is not told by
    letter or that another has replaced, without a reason, and for what cannot be set on paper.
    """
    require(by, Permission.CASE_EDIT, item.enrolment)
    enrolment = hold(item.enrolment, revision)
    row = MeetingItem.objects.select_related("meeting__unit__organisation").get(pk=item.pk)
    row.enrolment = enrolment
    group = group_at(row.meeting)
    known = coverage([enrolment.pk], timezone.localdate(now))
    kinds = sayable(group, row, known)
    if not kinds:
        raise ValidationError(_("Det här beslutet meddelas inte med brev."))
    if row.result != enrolment.decision:
        raise ValidationError(_("Ett senare beslut gäller. Skriv brevet om det i stället."))
    reasons = {"person": to_person, "referrer": to_referrer}
    silent = {
        f"to_{to}": _("Skriv skälet.")
        for to, name in kinds.items()
        if not reasons[to].strip() and documents()[name].about != "admitted"
    }
    if silent:
        raise ValidationError(silent)

    enrolment.save(update_fields=["revision"])
    letters = []
    for to, name in kinds.items():
        said = say(
            documents()[name], item=row, group=group, reason=reasons[to], instead=instead,
            call=call, signed=by.name,
        )  # fmt: skip
        letter = Letter(
            association_id=enrolment.association_id, enrolment=enrolment, item=row, to=to,
            document=name, said=said, written_by=by, written_at=now,
        )  # fmt: skip
        letter.full_clean()
        _refuse_unprintable(letter)
        letter.save()
        log.record(Event.LETTER_WRITTEN, by=by, on=letter, to=to, document=name)
        letters.append(letter)
    return letters


def _refuse_unprintable(letter: Letter) -> None:
    """Refuse what could not be opened as paper afterwards, before anything is kept."""
    try:
        as_pdf(letter)
    except Unprintable as unprintable:
        raise ValidationError(
            _("”%(text)s” går inte att skriva ut. Ta bort det och skriv beskedet igen.")
            % {"text": unprintable.text}
        ) from None
