"""The facts of one person that the computed rules rest on, and how each is told to the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stegvis.intake.groups import Group, Seat
from stegvis.intake.models import Application
from stegvis.lib.dates import age_on
from stegvis.participants.models import Enrolment, Participant
from stegvis.participants.queries import Coverage
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.ui.human import in_full


@dataclass(frozen=True, slots=True)
class Stretch:
    """A joint assessment's days, first and last included, and where they are known from."""

    starts_on: date
    ends_on: date | None
    source: str = ""


@dataclass(frozen=True)
class Facts:
    """What the computed rules may rest on, and how each is told to the reader."""

    values: Mapping[str, object]
    told: Mapping[str, str]


def facts_about(
    enrolment: Enrolment,
    group: Group,
    application: Application | None,
    stretches: Sequence[Stretch],
    known: Coverage,
    today: date,
) -> Facts:
    """Everything that a condition can ask about the person. None where it is not recorded."""
    person, asked_on = enrolment.participant, enrolment.applied_on or today
    lacking = group.without_consent(enrolment.pk, known)
    consented = bool(known) and not lacking
    livelihood = application.stated.get("livelihood", "") if application else ""
    return Facts(
        values={
            "age": age_of(person, asked_on),
            "municipality": person.municipality or None,
            "consent": consented,
            "livelihood": livelihood or None,
            "joint_assessment": in_joint_assessment(stretches, today),
        },
        told={
            "age": _told_age(person, asked_on),
            "municipality": _told_municipality(person),
            "consent": _told_consent(consented, lacking),
            "livelihood": _told_livelihood(group.definition, livelihood),
            "joint_assessment": _told_joint_assessment(stretches, today),
        },
    )


def age_of(person: Participant, day: date) -> int | None:
    """Whole years on the day. None when the day of birth is not known."""
    return age_on(person.birth_date, day) if person.birth_date else None


def in_joint_assessment(stretches: Sequence[Stretch], day: date) -> bool | None:
    """Whether a stretch holds on the day. None when none was ever recorded: that is not a no."""
    if not stretches:
        return None
    return any(one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
               for one in stretches)  # fmt: skip


def _told_age(person: Participant, day: date) -> str:
    age = age_of(person, day)
    if age is None:
        return _("Födelsedagen är inte registrerad.")
    years = ngettext("%(n)s år", "%(n)s år", age) % {"n": age}
    return _("%(years)s den %(day)s, då ansökan kom in.") % {"years": years, "day": in_full(day)}


def _told_municipality(person: Participant) -> str:
    if not person.municipality:
        return _("Hemkommunen är inte registrerad.")
    return _("Hemkommun enligt registret: %(name)s.") % {"name": person.municipality}


def _told_consent(consented: bool, lacking: Sequence[Seat]) -> str:
    if consented:
        return _("Ett samtycke gäller i dag och omfattar alla som ska vara med.")
    if not lacking:
        return _("Inget samtycke gäller i dag.")
    parties = ", ".join(seat.title for seat in lacking)
    return _("Samtycket omfattar inte %(parties)s i dag.") % {"parties": parties}


def _told_livelihood(definition: ProgrammeDefinition, key: str) -> str:
    kinds = definition.livelihoods.kinds if definition.livelihoods else ()
    titles = {kind.key: kind.title for kind in kinds}
    if not key:
        return _("Försörjningen vid ansökan är inte registrerad.")
    return _("Försörjning enligt ansökan: %(kind)s.") % {"kind": titles.get(key, key)}


def _told_joint_assessment(stretches: Sequence[Stretch], day: date) -> str:
    now = [one for one in stretches if in_joint_assessment([one], day)]
    if now:
        sentence = _("I gemensam kartläggning från %(first)s till %(last)s. Källa: %(source)s.")
        last = in_full(now[-1].ends_on) if now[-1].ends_on else _("vidare")
        first = in_full(now[-1].starts_on)
        return sentence % {"first": first, "last": last, "source": now[-1].source}
    if stretches:
        last_day = max(one.ends_on or one.starts_on for one in stretches)
        if min(one.starts_on for one in stretches) > day:
            return _("Ingen gemensam kartläggning har börjat än.")
        return _("Ingen gemensam kartläggning gäller i dag. Den senaste: till %(day)s.") % {
            "day": in_full(last_day)
        }
    return _("Ingen gemensam kartläggning är registrerad.")
