"""A person's case and everything due from it, gathered in the query that finds the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.casework.due import Agreed, Due, Facts, State, Stretch, due, next_due
from stegvis.casework.models import Livelihood, Occupation, Phase
from stegvis.intake.models import MeetingItem, Outcome, Preparation, ReferralMeeting
from stegvis.participants.models import (
    Consent,
    ConsentParty,
    ContactPerson,
    Enrolment,
    EnrolmentQuerySet,
)
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.models import ProgrammeVersion

#: What stands in a list instead of the name of a person with protected identity.
PROTECTED = _("Skyddade personuppgifter")


def with_facts(rows: EnrolmentQuerySet, today: date) -> EnrolmentQuerySet:
    """The enrolments with what `Case` reads of them: one query, however many rows.

    The plan they stand under is left out; `cases` brings it, once for each version.
    """
    days = {"first": F("starts_on"), "last": F("ends_on")}
    in_order = ("starts_on", "pk")
    return rows.select_related("participant", "unit").annotate(
        contact_rows=_rows(ContactPerson, *in_order, user=F("user_id"), name=F("name"), **days),
        phase_rows=_rows(Phase, *in_order, pk=F("pk"), key=F("key"), **days),
        consent_rows=_rows(
            Consent, *in_order, pk=F("pk"), withdrawn=F("withdrawn_on"), to=_parties(), **days
        ),
        preparation_rows=_rows(Preparation, "pk", key=F("key"), answer=F("answer")),
        livelihood_at=_occasions(Livelihood),
        occupation_at=_occasions(Occupation),
        ruling=_ruling(),
        meeting_on=_next_meeting(today),
    )


def _rows(model: type[Model], *order: str, **columns: Any) -> ArraySubquery:
    """The rows of a model that hang on the enrolment, as much of them as the columns say."""
    rows = model._default_manager.filter(enrolment=OuterRef("pk")).order_by(*order)
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _parties() -> ArraySubquery:
    named = ConsentParty.objects.filter(consent=OuterRef("pk")).order_by("organisation_id")
    return ArraySubquery(named.values("organisation__name"))


def _occasions(model: type[Livelihood] | type[Occupation]) -> ArraySubquery:
    rows = model.objects.filter(enrolment=OuterRef("pk")).order_by("occasion")
    return ArraySubquery(rows.distinct().values("occasion"))


def _ruling() -> Subquery:
    """What the referral group, or the head of unit for it, decided last."""
    decided = (
        MeetingItem.objects.filter(enrolment=OuterRef("pk"), outcome__isnull=False)
        .order_by("-meeting__on", "-pk")
        .values(
            row=JSONObject(
                outcome=Coalesce("settled", "outcome"),
                from_day=F("from_day"),
                met_on=F("meeting__on"),
                end_reason=F("end_reason"),
            )
        )
    )
    return Subquery(decided[:1])


def _next_meeting(today: date) -> Subquery:
    """The day of the group's next meeting, where one is planned."""
    planned = (
        ReferralMeeting.objects.open()
        .filter(programme=OuterRef("programme"), unit=OuterRef("unit"), on__gte=today)
        .values("unit")
        .annotate(day=Min("on"))
    )
    return Subquery(planned.values("day"))


# --- One case ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ContactRow:
    """Who followed, from a day to a day."""

    user: int | None
    name: str
    days: Stretch


@dataclass(frozen=True)
class PhaseRow:
    """One stretch in a phase of the method."""

    pk: int
    key: str
    title: str
    days: Stretch


@dataclass(frozen=True)
class ConsentRow:
    """One consent, as much of it as a list of people shows."""

    pk: int
    agreed: Agreed


@dataclass(frozen=True)
class Case:
    """An enrolment found by `with_facts`, its plan, and what follows from the two on a day."""

    enrolment: Enrolment
    definition: ProgrammeDefinition
    today: date

    @property
    def name(self) -> str:
        """The name as lists show it: masked for a person with protected identity."""
        person = self.enrolment.participant
        return str(PROTECTED) if person.protected else person.name

    @property
    def gathered(self) -> dict[str, Any]:
        """What `with_facts` put beside the enrolment's own columns."""
        return vars(self.enrolment)

    @property
    def ruling(self) -> dict[str, Any]:
        """What the referral group decided last; empty when it has decided nothing."""
        return self.gathered["ruling"] or {}

    @cached_property
    def contacts(self) -> list[ContactRow]:
        return [
            ContactRow(row["user"], row["name"], _stretch(row))
            for row in self.gathered["contact_rows"]
        ]

    @cached_property
    def phases(self) -> list[PhaseRow]:
        titles = {phase.key: phase.title for phase in self.definition.phases}
        return [
            PhaseRow(row["pk"], row["key"], titles.get(row["key"], row["key"]), _stretch(row))
            for row in self.gathered["phase_rows"]
        ]

    @cached_property
    def consents(self) -> list[ConsentRow]:
        return [
            ConsentRow(
                row["pk"], Agreed(frozenset(row["to"]), _stretch(row), _day(row["withdrawn"]))
            )
            for row in self.gathered["consent_rows"]
        ]

    @property
    def contact(self) -> ContactRow | None:
        """Who follows today; else who is to."""
        now = [row for row in self.contacts if row.days.covers(self.today)]
        to_come = [row for row in self.contacts if row.days.first > self.today]
        return next(iter([*now, *to_come]), None)

    @property
    def phase(self) -> PhaseRow | None:
        """Where on the road the person stands today."""
        return next((row for row in self.phases if row.days.covers(self.today)), None)

    @property
    def where(self) -> str:
        """Where the person is on the road, in a few words: the step, else the status."""
        if self.facts.taking_part and self.phase:
            return self.phase.title
        return str(self.enrolment.status.label)

    def followed_by(self, user: User) -> bool:
        """Whether the user follows the person, today or from a day to come."""
        return any(
            row.user == user.pk and (row.days.last is None or row.days.last >= self.today)
            for row in self.contacts
        )

    @cached_property
    def facts(self) -> Facts:
        return _facts(self)

    @cached_property
    def due(self) -> list[Due]:
        """Everything due, to come, done and not possible: `stegvis.casework.due`."""
        return due(self.definition, self.facts, self.today)

    @property
    def to_do(self) -> list[Due]:
        return [item for item in self.due if item.open]

    @property
    def next(self) -> Due | None:
        return next_due(self.due)

    @property
    def late(self) -> int:
        """How many things should have been done before today."""
        return sum(item.state == State.LATE for item in self.due)


Plans = dict[int, ProgrammeDefinition]


def cases(rows: Iterable[Enrolment], today: date, plans: Plans | None = None) -> list[Case]:
    """A `Case` for each row of `with_facts`, in the same order.

    One query for all their plans, none for those in ``plans``, which learns the others.
    """
    found, plans = list(rows), {} if plans is None else plans
    if missing := {row.version_id for row in found} - plans.keys():
        versions = ProgrammeVersion.objects.in_bulk(missing)
        plans.update({pk: version.definition for pk, version in versions.items()})
    return [Case(row, plans[row.version_id], today) for row in found]


def _facts(case: Case) -> Facts:
    row, gathered, ruling = case.enrolment, case.gathered, case.ruling
    from_day = _day(ruling.get("from_day"))
    return Facts(
        applied_on=row.applied_on,
        decided_on=row.decided_on,
        decision=row.decision,
        started_on=row.started_on,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
        discharged_on=row.discharged_on,
        anonymous=row.anonymous,
        meeting_on=gathered["meeting_on"],
        admit_from=from_day if ruling.get("outcome") == Outcome.ADMITTED else None,
        end_from=from_day or _day(ruling["met_on"])
        if ruling.get("outcome") == Outcome.END
        else None,
        ready=_answered(gathered, Preparation.Answer.DONE),
        not_ready=_answered(gathered, Preparation.Answer.NOT_YET),
        consents=tuple(consent.agreed for consent in case.consents),
        contact_persons=tuple(contact.days for contact in case.contacts),
        phases=tuple(phase.days for phase in case.phases),
        recorded=frozenset(
            [("livelihood", occasion) for occasion in gathered["livelihood_at"]]
            + [("occupation", occasion) for occasion in gathered["occupation_at"]]
        ),
    )


def _answered(gathered: Mapping[str, Any], answer: str) -> frozenset[str]:
    """The keys of the preparation that somebody has answered so."""
    return frozenset(
        item["key"] for item in gathered["preparation_rows"] if item["answer"] == answer
    )


def _stretch(row: Mapping[str, Any]) -> Stretch:
    first = _day(row["first"])
    assert first
    return Stretch(first, _day(row["last"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
