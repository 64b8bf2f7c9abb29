"""Who stands under an older version, and what is recorded about them that a version must know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.casework.cases import Case, cases, with_facts
from stegvis.casework.models import Livelihood, Phase, VersionStretch
from stegvis.casework.moving import Change, Lacks, Recorded, changes, without_place
from stegvis.participants.models import Consent, Enrolment, EnrolmentQuerySet
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.models import Programme, ProgrammeVersion


def under_older(rows: EnrolmentQuerySet, version: ProgrammeVersion) -> EnrolmentQuerySet:
    """The open cases of its programme that stand under a version that began before it."""
    return rows.open().filter(
        programme=version.programme_id, version__valid_from__lt=version.valid_from
    )


def movable_by(user: User, version: ProgrammeVersion) -> EnrolmentQuerySet:
    """Those the user may move to the version, in the order a list has them."""
    rows = under_older(Enrolment.objects.visible_to(user, Permission.VERSION_MOVE), version)
    return rows.order_by("participant__family_name", "participant__given_name", "pk")


def recorded_of(rows: EnrolmentQuerySet, today: date) -> Recorded:
    """The keys recorded about all of the enrolments together. Five queries.

    Of consents those that are not over: what somebody let be told until last year binds no plan.
    """
    numbers = rows.order_by().values("pk")
    hanging = {"enrolment__in": numbers}
    consents = Consent.objects.not_over(today).filter(**hanging)
    said = consents.values_list("information", flat=True)
    return Recorded(
        units=_keys(rows.order_by().values_list("unit__key", flat=True)),
        phases=_keys(Phase.objects.filter(**hanging).values_list("key", flat=True)),
        livelihoods=_keys(Livelihood.objects.filter(**hanging).values_list("kind", flat=True)),
        information=frozenset(key for keys in said.distinct() for key in keys),
        end_reasons=_keys(rows.order_by().values_list("end_reason", flat=True)),
    )


def _keys(found: Iterable[str | None]) -> frozenset[str]:
    return frozenset(key for key in found if key)


def recorded_by_person(enrolments: Iterable[Enrolment], today: date) -> dict[int, Recorded]:
    """The same for each of them by number. Three queries, however many they are."""
    rows = list(enrolments)
    hanging = {"enrolment__in": [row.pk for row in rows]}
    phases = _by_person(Phase.objects.filter(**hanging).values_list("enrolment", "key"))
    kinds = _by_person(Livelihood.objects.filter(**hanging).values_list("enrolment", "kind"))
    consents = Consent.objects.not_over(today).filter(**hanging)
    information = _by_person(
        (enrolment, key)
        for enrolment, keys in consents.values_list("enrolment", "information")
        for key in keys
    )
    return {
        row.pk: Recorded(
            units=frozenset([row.unit.key] if row.unit else []),
            phases=frozenset(phases.get(row.pk, ())),
            livelihoods=frozenset(kinds.get(row.pk, ())),
            information=frozenset(information.get(row.pk, ())),
            end_reasons=frozenset([row.end_reason] if row.end_reason else []),
        )
        for row in rows
    }


def _by_person(pairs: Iterable[tuple[int, str]]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = {}
    for enrolment, key in pairs:
        found.setdefault(enrolment, set()).add(key)
    return found


# --- One person -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """One person who could be moved: from which version, what changes, or why it cannot be done."""

    case: Case
    version: str
    changes: list[Change]
    refused: list[str]

    @property
    def possible(self) -> bool:
        return not self.refused


def moves(rows: EnrolmentQuerySet, version: ProgrammeVersion, today: date) -> list[Move]:
    """What moving each of them to the version would mean, in the order of the rows."""
    found = cases(with_facts(rows, today).select_related("participant", "unit"), today)
    under = {case.enrolment.version_id for case in found}
    names = dict(ProgrammeVersion.objects.filter(pk__in=under).values_list("pk", "version"))
    recorded = recorded_by_person((case.enrolment for case in found), today)
    return [
        Move(
            case=case,
            version=names[case.enrolment.version_id],
            changes=changes(case.definition, version.definition, case.facts, today),
            refused=why_not(case.definition, version.definition, recorded[case.enrolment.pk]),
        )
        for case in found
    ]


def why_not(old: ProgrammeDefinition, new: ProgrammeDefinition, recorded: Recorded) -> list[str]:
    """A sentence for each thing recorded about the person that the new version does not have."""
    return [_said(old, what, key) for what, key in without_place(new, recorded)]


def _said(old: ProgrammeDefinition, what: Lacks, key: str) -> str:
    kinds = old.livelihoods.kinds if old.livelihoods else ()
    information = old.consent.information if old.consent else ()
    titles: dict[Lacks, Mapping[str, str]] = {
        Lacks.UNIT: {unit.key: unit.name for unit in old.units},
        Lacks.PHASE: old.phase_titles,
        Lacks.LIVELIHOOD: {kind.key: kind.title for kind in kinds},
        Lacks.INFORMATION: {each.key: each.text for each in information},
        Lacks.END_REASON: old.end_reasons,
    }
    sentence = {
        Lacks.UNIT: _("Enheten ”%(title)s” finns inte i den nya versionen."),
        Lacks.PHASE: _("Steget ”%(title)s” finns inte i den nya versionen."),
        Lacks.LIVELIHOOD: _("Försörjningen ”%(title)s” finns inte i den nya versionen."),
        Lacks.INFORMATION: _("Uppgiften ”%(title)s” i samtycket finns inte i den nya versionen."),
        Lacks.END_REASON: _("Avslutsorsaken ”%(title)s” finns inte i den nya versionen."),
    }[what]
    return sentence % {"title": titles[what].get(key, key)}


# --- Which version, from which day ----------------------------------------------------------------


def stretches_of(enrolment: Enrolment) -> list[VersionStretch]:
    """The versions the person has stood under, in order; empty for one who was never moved."""
    rows = VersionStretch.objects.filter(enrolment=enrolment).select_related("version")
    return list(rows.order_by("starts_on", "pk"))


def newer_for(programme: Programme, today: date) -> ProgrammeVersion | None:
    """The version of the programme that new people come in on today."""
    return (
        ProgrammeVersion.objects.in_force(today)
        .filter(programme=programme)
        .select_related("programme")
        .first()
    )
