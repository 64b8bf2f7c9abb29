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
from stegvis.casework.models import Livelihood, Occupation, Phase, Track, VersionStretch
from stegvis.demo import texts
from stegvis.demo.cast import Cast
from stegvis.demo.lives import Agreed, Life, Raised, Seen
from stegvis.intake.groups import Group, Seat, group_of
from stegvis.intake.models import (
    Application,
    Attendance,
    Attestation,
    Exemption,
    JointAssessment,
    MeetingItem,
    Outcome,
    PlannedStep,
    Position,
    Preparation,
    ReferralMeeting,
    TookPart,
)
from stegvis.intake.ways import way_of
from stegvis.participants.models import (
    Consent,
    ConsentParty,
    ContactPerson,
    Enrolment,
    Participant,
)
from stegvis.programmes.definition.parts import WayIn
from stegvis.programmes.models import ProgrammeVersion

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Place:
    """Where lives are written: the association, the plan's versions, who works there."""

    cast: Cast
    association: Association
    #: The oldest first.
    versions: tuple[ProgrammeVersion, ...]
    units: dict[str, Unit]
    parties: dict[str, Organisation]
    users: dict[str, User]
    today: date

    @property
    def version(self) -> ProgrammeVersion:
        """The plan's last version."""
        return self.versions[-1]

    def version_on(self, day: date) -> ProgrammeVersion:
        """The version that a person who applied on the day stands under.

        Between the end of one and the first day of the next it is the next.
        """
        begun = [v for v in self.versions if v.valid_from <= day] or [self.versions[0]]
        last = begun[-1].definition.valid_to
        if last and last < day and len(begun) < len(self.versions):
            return self.versions[len(begun)]
        return begun[-1]

    def group(self, unit: str, version: ProgrammeVersion) -> Group:
        """Who meets about the unit's people under the version."""
        return group_of(self.units[unit], version, tuple(self.parties.values()))

    def works_at(self, name: str) -> Organisation:
        """The party that a member of the cast works at."""
        return self.parties[self.cast.member(name).party]

    def coach_of(self, unit: str) -> User:
        """The one who calls the unit's referral group."""
        return self.users[self.cast.in_unit(unit, Role.COACH)[0]]

    def sitting(self, unit: str, seat: Seat) -> str:
        """Who sits on a seat of the unit's group; empty when nobody does."""
        role = Role.COACH if seat.role == Role.COACH else Role.REFERRER
        names = self.cast.in_unit(unit, role)
        return next((name for name in names if self.works_at(name) == seat.organisation), "")


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of office hours that day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


class Writer:
    """Collects rows by table and writes each table at once."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place = place
        self.random = Random(seed)  # noqa: S311 - for variety, not for secrets
        self.groups: dict[tuple[str, int], Group] = {
            (unit, version.pk): place.group(unit, version)
            for unit in place.units
            for version in place.versions
        }
        self.meetings: dict[tuple[str, date], ReferralMeeting] = {}
        self.tables: dict[type[models.Model], list[models.Model]] = {}

    def add(self, model: type[Row], when: datetime, by: User, /, **fields: Any) -> Row:
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
        version = self.place.version_on(life.applied)
        group = self.groups[life.unit, version.pk]
        way = way_of(group.definition, life.way_in or self._way_in(life, group))
        assert way, "the plan has a way in for each of them"
        enrolment = self._enrolment(life, number, applied, referrer, version, way)
        self._application(life, enrolment, applied, referrer, way)
        for agreed in life.consents:
            moved = life.moved is not None and agreed.first >= life.moved
            named = self.groups[life.unit, self.place.version.pk] if moved else group
            self._consent(agreed, enrolment, referrer, named)
        preparation = group.definition.preparation
        asked = {item.key for item in preparation.items} if preparation else set()
        for key, answer in life.prepared.items():
            if key not in asked:
                continue
            day = min(life.applied + timedelta(days=5), self.place.today)
            self.add(
                Preparation, at(day), coach, enrolment=enrolment, key=key, answer=answer, on=day
            )
        for raised in life.raised:
            item = self._item(raised, life, enrolment, coach, group)
            if raised.outcome == Outcome.DISAGREE:
                seats = {seat.key for seat in group.seats_for(enrolment)}
                self._disagreed(item, at(raised.on, 14), coach, seats)
        self._known(life, enrolment, coach)
        if life.started or life.followed:
            self._followed(life, enrolment, coach)
        if life.started:
            self._work(life, enrolment, coach)
        return enrolment

    def _way_in(self, life: Life, group: Group) -> str:
        """The first way that the plan opens to the referrer's party."""
        party = group.party_key(self.place.works_at(life.referrer))
        ways = group.definition.ways_in
        return next(way.key for way in ways if way.who == "party" and party in way.parties)

    def _enrolment(
        self,
        life: Life,
        number: int,
        when: datetime,
        by: User,
        version: ProgrammeVersion,
        way: WayIn,
    ) -> Enrolment:
        person = life.person
        now = self.place.version if life.moved else version
        refusal = next((raised.criteria for raised in life.raised if raised.criteria), ())
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
            programme=version.programme, version=now, unit=self.place.units[life.unit],
            referred_by=None if way.who == "person" else self.place.works_at(life.referrer),
            way_in=way.key, applied_on=life.applied, raised_on=self._raised_on(life, version),
            decided_on=life.decided, decision=life.decision, refusal_reason=life.refusal,
            refusal_criteria=list(refusal),
            started_on=life.started, ended_on=life.ended, discharged_on=life.discharged,
            end_reason=life.end_reason,
        )  # fmt: skip

    def _raised_on(self, life: Life, version: ProgrammeVersion) -> date | None:
        """The day from which the parties that consent names may know of the person."""
        group = self.groups[life.unit, version.pk]
        if group.seated_parties or not group.meets_person:
            return life.raised_on
        return life.decided if life.decision == Outcome.ADMITTED else None

    def _application(
        self, life: Life, enrolment: Enrolment, when: datetime, by: User, way: WayIn
    ) -> None:
        person, definition = life.person, self.place.version_on(life.applied).definition
        old = life.decided and (self.place.today - life.decided).days > 60
        self.add(
            Application, when, by,
            programme=self.place.version.programme, unit=self.place.units[life.unit],
            organisation=self.place.works_at(life.referrer), way_in=way.key, written_by=by,
            saved_at=when,
            sent_at=when, enrolment=enrolment, criteria=texts.answers(definition, life.unmet),
            took_part_on=life.applied if way.together_with_person else None,
            took_part_how=TookPart.MEETING if way.together_with_person else "",
            stated=texts.livelihood(definition, life) | {
                "personal_number": person.number, "birth_date": person.born.isoformat(),
                "given_name": person.given, "family_name": person.family, "sex": person.sex.value,
                "municipality": person.municipality,
            },
            read_decision=life.decision if old else None,
            read_decided_on=life.decided if old else None,
            **texts.written(self.random),
        )  # fmt: skip

    def _drafts(self) -> None:
        """The applications that are being written behind the referrer's door."""
        for typed, days in self.place.cast.drafts:
            when = at(self.place.today - timedelta(days=days), 8, 42)
            door = self.place.cast.door(Role.REFERRER)
            assert door
            writer, unit = self.place.users[door.who.name], door.who.units[0]
            party = self.place.works_at(door.who.name)
            group = self.groups[unit, self.place.version.pk]
            ways = [w for w in group.definition.ways_in if group.party_key(party) in w.parties]
            self.add(
                Application, when, writer,
                programme=self.place.version.programme, unit=self.place.units[unit],
                organisation=party, way_in=ways[0].key, written_by=writer,
                typed={name: [text] for name, text in typed.items()}, saved_at=when,
            )  # fmt: skip

    def _consent(self, agreed: Agreed, enrolment: Enrolment, by: User, group: Group) -> None:
        rules = group.definition.consent
        assert rules, "the programme asks for consent"
        when = at(agreed.first, 9)
        consent = self.add(
            Consent, when, by,
            enrolment=enrolment, form="paper", starts_on=agreed.first, ends_on=agreed.last,
            information=sorted(kind.key for kind in rules.information),
            withdrawn_on=agreed.withdrawn,
        )  # fmt: skip
        parties = group.consent_parties if agreed.to_group else (group.unit.organisation,)
        for party in parties:
            self.add(ConsentParty, when, by, consent=consent, organisation=party)

    def _known(self, life: Life, enrolment: Enrolment, coach: User) -> None:
        """What was said beside the application: the team's word, an exception, an assessment."""
        asked = self.place.version_on(life.applied).definition.criteria
        met = [raised.on for raised in life.raised if raised.outcome][:1]
        for on, key in [(on, one.key) for on in met for one in asked if one.attested_by == "coach"]:
            self.add(
                Attestation, at(on, 15), coach,
                enrolment=enrolment, key=key, role=Role.COACH, answer=True, on=on, by=coach,
            )  # fmt: skip
        if life.exempted and life.decided:
            key, reason = life.exempted
            [head] = self.place.cast.in_unit(life.unit, Role.HEAD_OF_UNIT)
            by = self.place.users[head]
            self.add(
                Exemption, at(life.decided, 9), by,
                enrolment=enrolment, key=key, reason=reason, on=life.decided, by=by,
            )  # fmt: skip
        if life.joint_assessment:
            self.add(
                JointAssessment, at(life.joint_assessment), coach,
                enrolment=enrolment, starts_on=life.joint_assessment, by=coach,
                source="Samtal med handläggaren på Försäkringskassan",
            )  # fmt: skip

    # --- The meeting that decides ---------------------------------------------------------------

    def _meeting(self, unit: str, on: date) -> ReferralMeeting:
        if (unit, on) not in self.meetings:
            coach = self.place.coach_of(unit)
            self.meetings[unit, on] = self.add(
                ReferralMeeting, at(on - timedelta(days=14)), coach,
                programme=self.place.version.programme, unit=self.place.units[unit], on=on,
                held_at=at(on, 15) if on < self.place.today else None,
            )  # fmt: skip
        return self.meetings[unit, on]

    def _around(
        self, raised: Raised, life: Life, enrolment: Enrolment, coach: User, group: Group
    ) -> ReferralMeeting:
        """The meeting about one person, with who was there."""
        noted = raised.on < self.place.today if raised.noted is None else raised.noted
        booked = at(max(life.applied, raised.on - timedelta(days=9)), 15)
        meeting = self.add(
            ReferralMeeting, booked, coach,
            programme=group.programme, unit=group.unit, around=enrolment, on=raised.on,
            at=time(13, 30), place=texts.ROOM, held_at=at(raised.on, 15) if noted else None,
        )  # fmt: skip
        names = {"participant": enrolment.participant.name, "coach": coach.name}
        for seat in group.seats_for(enrolment) if noted else ():
            there = seat.key not in raised.absent
            name = names.get(seat.role) or self.place.sitting(life.unit, seat)
            self.add(
                Attendance, at(raised.on, 15), coach,
                meeting=meeting, seat=seat.key, organisation=seat.organisation, present=there,
                name=name if there else "",
            )  # fmt: skip
        return meeting

    def _item(
        self, raised: Raised, life: Life, enrolment: Enrolment, coach: User, group: Group
    ) -> MeetingItem:
        decided = at(raised.on, 14)
        around = group.meets_person
        meeting = (
            self._around(raised, life, enrolment, coach, group)
            if around
            else self._meeting(life.unit, raised.on)
        )
        item = self.add(
            MeetingItem, at(raised.on - timedelta(days=5)), coach,
            meeting=meeting, enrolment=enrolment, kind=raised.kind,
            outcome=raised.outcome, reason=raised.reason, from_day=raised.from_day,
            end_reason=raised.end_reason, criteria=list(raised.criteria),
            departure=raised.departure, recorded_by=coach if raised.outcome else None,
            recorded_at=decided if raised.outcome else None,
        )  # fmt: skip
        for number, (what, who, by_on) in enumerate(raised.planned):
            self.add(
                PlannedStep, decided, coach, item=item, place=number, what=what, who=who,
                by_on=by_on,
            )  # fmt: skip
        return item

    def _disagreed(self, item: MeetingItem, when: datetime, by: User, seats: set[str]) -> None:
        for seat, wants, reason in texts.POSITIONS:
            if seat not in seats:
                continue
            self.add(Position, when, by, item=item, seat=seat, wants=wants, reason=reason)

    def _attendances(self, unit: str) -> None:
        """Who came to each meeting that was held. Now and then a party could not."""
        for (where, on), meeting in list(self.meetings.items()):
            if where != unit or meeting.held_at is None:
                continue
            for seat in self.groups[unit, self.place.version_on(on).pk].seats:
                present = not seat.is_partys or self.random.random() < 0.9
                self.add(
                    Attendance, at(on, 13), self.place.coach_of(unit),
                    meeting=meeting, seat=seat.key, organisation=seat.organisation, present=present,
                    name=self.place.sitting(unit, seat) if present else "",
                )  # fmt: skip

    # --- The work -------------------------------------------------------------------------------

    def _work(self, life: Life, enrolment: Enrolment, coach: User) -> None:
        phases = self.place.version_on(life.applied).definition.phases
        meets = {phase.key for phase in phases if phase.meeting}
        for key, first, last in life.phases:
            self.add(
                Phase, at(first), coach, enrolment=enrolment, key=key, starts_on=first,
                ends_on=last, met_on=last if key in meets else None,
            )  # fmt: skip
        for phase, key, first, last in life.tracks:
            self.add(
                Track, at(first), coach, enrolment=enrolment, phase=phase, key=key,
                starts_on=first, ends_on=last,
            )  # fmt: skip
        if life.moved:
            came = self.place.version_on(life.applied)
            for version, day in ((came, life.applied), (self.place.version, life.moved)):
                self.add(
                    VersionStretch, at(day), coach, enrolment=enrolment, version=version,
                    starts_on=day,
                )  # fmt: skip
        self._seen(Livelihood, life.livelihoods, enrolment, coach)
        self._seen(Occupation, life.occupations, enrolment, coach)

    def _followed(self, life: Life, enrolment: Enrolment, coach: User) -> None:
        """Who follows: one coach, or another for the first two months."""
        last, started = life.discharged, life.followed or life.started
        assert started
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


def _reserved(model: type[models.Model], count: int) -> list[int]:
    """That many numbers of the table's own, so that a row can be numbered before it is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]
