"""Writing invented lives as rows, dated as they happened.

The services of the site act today; these people have a past. So the rows are made here, as the
services would have left them, under every constraint of the database; tests hold them against
what the pages derive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from django.db import connection, models
from django.utils import timezone

from stegvis.access.models import Association, Organisation, Unit, User
from stegvis.access.roles import Role
from stegvis.casework.models import Livelihood, Occupation, Phase
from stegvis.demo import texts
from stegvis.demo.cast import EVERYBODY, REFERRER, in_unit
from stegvis.demo.lives import Agreed, Life, Raised, Seen
from stegvis.intake.groups import Group, group_of
from stegvis.intake.models import (
    Application,
    Attendance,
    MeetingItem,
    Outcome,
    Position,
    Preparation,
    ReferralMeeting,
)
from stegvis.participants.models import (
    Consent,
    ConsentParty,
    ContactPerson,
    Enrolment,
    Participant,
)
from stegvis.programmes.models import ProgrammeVersion

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Place:
    """Where lives are written: the association, the plan, who works there."""

    association: Association
    version: ProgrammeVersion
    units: dict[str, Unit]
    parties: dict[str, Organisation]
    users: dict[str, User]
    today: date

    def works_at(self, name: str) -> Organisation:
        """The party that a member of the cast works at."""
        return self.parties[next(member.party for member in EVERYBODY if member.name == name)]

    def coach_of(self, unit: str) -> User:
        """The one who calls the unit's referral group."""
        return self.users[in_unit(unit, Role.COACH)[0]]

    def sitting(self, unit: str, organisation: Organisation | None) -> str:
        """Who sits for a party in the unit's group; empty when nobody does."""
        for member in EVERYBODY:
            sits = unit in member.units and member.role in (Role.REFERRER, Role.COACH)
            if sits and self.parties[member.party] == organisation:
                return member.name
        return ""


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of office hours that day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


class Writer:
    """Collects rows by table and writes each table at once."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place = place
        self.random = Random(seed)  # noqa: S311 - for variety, not for secrets
        self.groups: dict[str, Group] = {
            key: group_of(unit, place.version) for key, unit in place.units.items()
        }
        self.meetings: dict[tuple[str, date], ReferralMeeting] = {}
        self.tables: dict[type[models.Model], list[models.Model]] = {}

    def add(self, model: type[Row], when: datetime, by: User, **fields: Any) -> Row:
        """A row of the association, made by somebody at a moment."""
        row: Any = model(
            association=self.place.association, made_at=when, made_by=by.pk, made_how="demo",
            **fields,
        )  # fmt: skip
        self.tables.setdefault(model, []).append(row)
        return row

    def write(self, lives: Iterable[Life]) -> dict[str, Enrolment]:
        """Every life's rows; gives the enrolments by the person's number."""
        lives = list(lives)
        numbers = iter(_reserved(Enrolment, len(lives)))
        written = {life.person.number: self._life(life, next(numbers)) for life in lives}
        for key in self.place.units:
            self._attendances(key)
        self._drafts()
        for model, rows in self.tables.items():
            model._default_manager.bulk_create(rows, batch_size=1000)
        return written

    # --- One life -------------------------------------------------------------------------------

    def _life(self, life: Life, number: int) -> Enrolment:
        applied = at(life.applied, 9, self.random.randint(0, 59))
        referrer, coach = self.place.users[life.referrer], self.place.users[life.coach]
        enrolment = self._enrolment(life, number, applied, referrer)
        self._application(life, enrolment, applied, referrer)
        for agreed in life.consents:
            self._consent(agreed, enrolment, referrer, life.unit)
        for key, answer in life.prepared.items():
            day = min(life.applied + timedelta(days=5), self.place.today)
            self.add(
                Preparation, at(day), coach, enrolment=enrolment, key=key, answer=answer, on=day
            )
        for raised in life.raised:
            self._item(raised, life, enrolment, coach)
        if life.started:
            self._work(life, enrolment, coach)
        return enrolment

    def _enrolment(self, life: Life, number: int, when: datetime, by: User) -> Enrolment:
        person = life.person
        participant = self.add(
            Participant, when, by,
            ref=f"demo-{number}", personal_number=person.number, birth_date=person.born,
            birth_year=person.born.year, sex=person.sex, given_name=person.given,
            family_name=person.family, municipality=person.municipality,
            protected=person.protected,
        )  # fmt: skip
        return self.add(
            Enrolment, when, by,
            pk=number, case_number=f"{life.applied.year}-{number:05d}", participant=participant,
            programme=self.place.version.programme, version=self.place.version,
            unit=self.place.units[life.unit], referred_by=self.place.works_at(life.referrer),
            way_in=texts.WAY_IN, applied_on=life.applied, raised_on=life.raised_on,
            decided_on=life.decided, decision=life.decision, refusal_reason=life.refusal,
            started_on=life.started, ended_on=life.ended, discharged_on=life.discharged,
            end_reason=life.end_reason,
        )  # fmt: skip

    def _application(self, life: Life, enrolment: Enrolment, when: datetime, by: User) -> None:
        person = life.person
        old = life.decided and (self.place.today - life.decided).days > 60
        self.add(
            Application, when, by,
            programme=self.place.version.programme, unit=self.place.units[life.unit],
            organisation=self.place.works_at(life.referrer), way_in=texts.WAY_IN, written_by=by,
            saved_at=when,
            sent_at=when, enrolment=enrolment, criteria=texts.answers(),
            stated={
                "personal_number": person.number, "birth_date": person.born.isoformat(),
                "given_name": person.given, "family_name": person.family, "sex": person.sex.value,
                "municipality": person.municipality,
            },
            read_decision=life.decision if old else None,
            read_decided_on=life.decided if old else None,
            **texts.written(self.random),
        )  # fmt: skip

    def _drafts(self) -> None:
        """Two applications that are being written: one almost whole, one just begun."""
        for typed, days in ((texts.ALMOST_WHOLE, 2), (texts.JUST_BEGUN, 0)):
            when = at(self.place.today - timedelta(days=days), 8, 42)
            writer = self.place.users[REFERRER.name]
            self.add(
                Application, when, writer,
                programme=self.place.version.programme, unit=self.place.units["eksjo"],
                organisation=self.place.works_at(REFERRER.name), way_in=texts.WAY_IN,
                written_by=writer,
                typed={name: [text] for name, text in typed.items()}, saved_at=when,
            )  # fmt: skip

    def _consent(self, agreed: Agreed, enrolment: Enrolment, by: User, unit: str) -> None:
        rules = self.place.version.definition.consent
        assert rules, "the programme asks for consent"
        when = at(agreed.first, 9)
        consent = self.add(
            Consent, when, by,
            enrolment=enrolment, form="paper", starts_on=agreed.first, ends_on=agreed.last,
            information=sorted(kind.key for kind in rules.information),
            withdrawn_on=agreed.withdrawn,
        )  # fmt: skip
        group = self.groups[unit]
        parties = group.consent_parties if agreed.to_group else (group.unit.organisation,)
        for party in parties:
            self.add(ConsentParty, when, by, consent=consent, organisation=party)

    # --- The referral group ---------------------------------------------------------------------

    def _meeting(self, unit: str, on: date) -> ReferralMeeting:
        if (unit, on) not in self.meetings:
            coach = self.place.coach_of(unit)
            self.meetings[unit, on] = self.add(
                ReferralMeeting, at(on - timedelta(days=14)), coach,
                programme=self.place.version.programme, unit=self.place.units[unit], on=on,
                held_at=at(on, 15) if on < self.place.today else None,
            )  # fmt: skip
        return self.meetings[unit, on]

    def _item(self, raised: Raised, life: Life, enrolment: Enrolment, coach: User) -> None:
        decided = at(raised.on, 14)
        item = self.add(
            MeetingItem, at(raised.on - timedelta(days=5)), coach,
            meeting=self._meeting(life.unit, raised.on), enrolment=enrolment, kind=raised.kind,
            outcome=raised.outcome, reason=raised.reason, from_day=raised.from_day,
            end_reason=raised.end_reason, recorded_by=coach if raised.outcome else None,
            recorded_at=decided if raised.outcome else None,
        )  # fmt: skip
        if raised.outcome == Outcome.DISAGREE:
            for seat, wants, reason in POSITIONS:
                self.add(Position, decided, coach, item=item, seat=seat, wants=wants, reason=reason)

    def _attendances(self, unit: str) -> None:
        """Who came to each meeting that was held. Now and then a party could not."""
        for (where, on), meeting in list(self.meetings.items()):
            if where != unit or meeting.held_at is None:
                continue
            for seat in self.groups[unit].seats:
                present = not seat.is_partys or self.random.random() < 0.9
                self.add(
                    Attendance, at(on, 13), self.place.coach_of(unit),
                    meeting=meeting, seat=seat.key, organisation=seat.organisation, present=present,
                    name=self.place.sitting(unit, seat.organisation) if present else "",
                )  # fmt: skip

    # --- The work -------------------------------------------------------------------------------

    def _work(self, life: Life, enrolment: Enrolment, coach: User) -> None:
        started = life.started
        assert started
        self._followed(life, enrolment, coach, started)
        for key, first, last in life.phases:
            self.add(
                Phase, at(first), coach, enrolment=enrolment, key=key, starts_on=first, ends_on=last
            )
        self._seen(Livelihood, life.livelihoods, enrolment, coach)
        self._seen(Occupation, life.occupations, enrolment, coach)

    def _followed(self, life: Life, enrolment: Enrolment, coach: User, started: date) -> None:
        """Who follows: one coach, or another for the first two months."""
        last = life.discharged
        first = started
        if life.former_coach:
            former = self.place.users[life.former_coach]
            first = started + timedelta(days=60)
            self.add(
                ContactPerson, at(started), former, enrolment=enrolment, user=former,
                name=former.name, starts_on=started, ends_on=first - timedelta(days=1),
            )  # fmt: skip
        self.add(
            ContactPerson, at(first), coach,
            enrolment=enrolment, user=coach, name=coach.name, starts_on=first, ends_on=last,
        )  # fmt: skip

    def _seen(
        self, model: type[models.Model], seen: Iterable[Seen], enrolment: Enrolment, coach: User
    ) -> None:
        for one in seen:
            self.add(
                model, at(one.on, 11), coach,
                enrolment=enrolment, occasion=one.occasion, on=one.on, kind=one.kind,
                percent=one.percent,
            )  # fmt: skip


#: What each seat of the group that could not agree wanted.
POSITIONS = (
    ("coach", Outcome.ADMITTED, "Är motiverad och har väntat länge. Vi har plats."),
    ("municipality", Outcome.ADMITTED, "Boendestödet fungerar, nu behövs ett sammanhang."),
    ("forsakringskassan", Outcome.REFUSED, "Bör prövas i gemensam kartläggning först."),
    ("arbetsformedlingen", Outcome.REFUSED, "Våra egna insatser är inte prövade."),
    ("region", Outcome.ADMITTED, "Vården fortsätter parallellt. Vi ser inget hinder."),
)


def _reserved(model: type[models.Model], count: int) -> list[int]:
    """That many numbers of the table's own, so that a row can be numbered before it is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]
