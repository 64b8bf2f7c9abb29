"""Who follows a person: one at a time, from a day, without a hole that nobody has noticed (B1)."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.models import Membership, User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.casework.events import Event
from stegvis.participants.models import ContactPerson, Enrolment
from stegvis.participants.services import hold, name_contact_person
from stegvis.ui.human import in_full

#: The code of the refusal that ``gap=True`` overrules.
GAP = "gap"


@transaction.atomic
def change_contact_person(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    user: User,
    starts_on: date,
    gap: bool = False,
    because: str = "",
) -> ContactPerson:
    """Let somebody else follow from a day; the one before follows to the day before that.

    From the very day the present one began it is a correction: the wrong name is replaced, and
    stands in the history. A change that leaves days without anybody is refused (code ``gap``)
    until ``gap`` says that this is how it was. Where the plan says one and the same throughout,
    a change takes a reason; a correction does not.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    if held.discharged_on is not None:
        raise ValidationError(_("Personen är utskriven och har ingen kontaktperson."))
    may_follow(held, user, starts_on)
    present = ContactPerson.objects.current().filter(enrolment=held).first()
    if present is not None and present.user_id == user.pk:
        raise ValidationError(
            {"user": _("%(name)s är redan kontaktperson.") % {"name": present.name}}
        )
    if not gap:
        _refuse_gap(held, starts_on)

    corrects = present is not None and present.starts_on == starts_on
    if present is not None and not corrects and same_throughout(held) and not because.strip():
        raise ValidationError(
            {
                "because": _(
                    "Planen ger en och samma kontaktperson hela tiden. Skriv varför det byts."
                )
            }
        )

    held.save(update_fields=["revision"])
    if present is not None and corrects:
        return _correct(by, present, user)
    return name_contact_person(
        by=by, enrolment=held, user=user, starts_on=starts_on, because=because.strip()
    )


def same_throughout(held: Enrolment) -> bool:
    """Whether the plan promises one and the same contact person through the whole stay."""
    rule = held.version.definition.contact_person
    return rule is not None and rule.same_throughout


def _correct(by: User, present: ContactPerson, user: User) -> ContactPerson:
    present.user, present.name = user, user.name
    present.save()
    log.record(Event.CONTACT_PERSON_CORRECTED, by=by, on=present, user=user.pk)
    return present


def _refuse_gap(held: Enrolment, starts_on: date) -> None:
    """Every day from the start on has somebody, up to the day before the new one."""
    hole = first_day_alone(held, starts_on)
    if hole is not None:
        raise ValidationError(
            _(
                "Ingen skulle följa personen från den %(first)s till den %(last)s. "
                "Låt bytet gälla från den %(first)s, eller bekräfta att det var så."
            )
            % {"first": in_full(hole), "last": in_full(starts_on - timedelta(days=1))},
            code=GAP,
        )


def first_day_alone(held: Enrolment, starts_on: date) -> date | None:
    """The first day before ``starts_on`` from which on nobody follows until then, or None."""
    if held.started_on is None or starts_on <= held.started_on:
        return None
    rows = ContactPerson.objects.filter(enrolment=held, starts_on__lt=starts_on)
    last = rows.order_by("-starts_on").first()
    if last is None:
        return held.started_on
    if last.ends_on is None or last.ends_on >= starts_on - timedelta(days=1):
        return None
    return max(held.started_on, last.ends_on + timedelta(days=1))


def may_follow(held: Enrolment, user: User, day: date) -> None:
    """Refuse one who has not, on the day and in the person's unit, the role the plan names."""
    rule = held.version.definition.contact_person
    rows = Membership.objects.in_force(day).filter(user=user, unit=held.unit_id)
    if not rows.filter(role=rule.role if rule else "coach").exists():
        raise ValidationError(
            _("%(name)s arbetar inte med det i enheten den %(day)s. Välj någon annan.")
            % {"name": user.name, "day": in_full(day)}
        )
