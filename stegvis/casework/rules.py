"""Refusals that several acts share, each with its sentence: what is wrong, and what instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stegvis.participants.models import Enrolment, Status
from stegvis.programmes.definition import Length, ProgrammeDefinition
from stegvis.ui.human import in_full

#: Why somebody with a status cannot do what needs another, and what to do instead.
NOT_STARTED = {
    Status.APPLIED: gettext_lazy("Ansökan är inte avgjord än."),
    Status.RAISED: gettext_lazy("Ärendet är aktualiserat, men inget beslut är fattat."),
    Status.WAITING: gettext_lazy("Beslutet är att personen ska vänta."),
    Status.REFUSED: gettext_lazy("Ansökan har fått avslag."),
    Status.WITHDRAWN: gettext_lazy("Ansökan är återtagen."),
}


def said_of(day: date | None) -> str:
    """A day in full; one that is not there is said with nothing."""
    return in_full(day) if day else ""


def length(value: Length) -> str:
    """A length of time in words: "3 månader", "14 dagar", "samma dag"."""
    if value == Length():
        return _("samma dag")
    months = ngettext("%(n)s månad", "%(n)s månader", value.months) % {"n": value.months}
    days = ngettext("%(n)s dag", "%(n)s dagar", value.days) % {"n": value.days}
    return " ".join(words for words, n in ((months, value.months), (days, value.days)) if n)


def cited(passage: str) -> str:
    """Where in the plan: "avsnitt 8", "bilaga 9.1"."""
    return _("avsnitt %(number)s") % {"number": passage} if passage[:1].isdigit() else passage


def refuse(field: str | None, sentences: Iterable[str]) -> None:
    """Raise ValidationError with the sentences, on a field or on the whole. Nothing without any."""
    found = list(sentences)
    if found:
        raise ValidationError({field: found} if field else found)


def require_ongoing(enrolment: Enrolment) -> date:
    """The day the person started. Refuses for one who has not started or has ended."""
    if enrolment.started_on is None:
        raise ValidationError(_("Personen är inte inskriven. Skriv in personen först."))
    if enrolment.ended_on is not None:
        raise ValidationError(
            _("Insatsen avslutades den %(day)s. Är det fel, ta tillbaka avslutet först.")
            % {"day": in_full(enrolment.ended_on)}
        )
    if enrolment.discharged_on is not None:
        raise ValidationError(
            _("Personen skrevs ut den %(day)s.") % {"day": in_full(enrolment.discharged_on)}
        )
    return enrolment.started_on


def not_in_future(day: date, today: date) -> Iterable[str]:
    """What has not happened is not recorded as if it had."""
    if day > today:
        yield _("Dagen har inte varit än. Registrera det när det har skett.")


def not_before(day: date, first: date | None, why: str) -> Iterable[str]:
    """``why`` says what happened on the first possible day; it is told with the day."""
    if first is not None and day < first:
        yield _("%(why)s den %(day)s. Välj den dagen eller en senare.") % {
            "why": why,
            "day": in_full(first),
        }


def save(enrolment: Enrolment) -> None:
    """Save a held enrolment after asking the database's own rules, each with its sentence."""
    enrolment.validate_constraints()
    enrolment.save()


def meets_in_group(definition: ProgrammeDefinition) -> bool:
    """Whether people are taken up in a group that meets about many, and not met one by one."""
    return definition.deciding is None or definition.deciding.way == "referral_group"
