"""Everybody on the way in: what each waits for, and on whom. Derived from facts, stored nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.intake.groups import Group, Seat, organisations
from stegvis.intake.models import Application, MeetingItem, Outcome, Preparation
from stegvis.intake.preparing import Ready, goes_first, readiness
from stegvis.participants.among import among
from stegvis.participants.models import Consent, ContactPerson, Decision, Enrolment
from stegvis.participants.queries import Coverage, coverage
from stegvis.programmes.models import ProgrammeVersion


class Stage(TextChoices):
    """What is to happen next to someone on the way in; `WAITS_FOR` says by whom."""

    SETTLE = "settle", _("Chefen ska avgöra")
    ADMIT = "admit", _("Ska skrivas in")
    ON_AGENDA = "on_agenda", _("Står på dagordningen")
    CONSENT = "consent", _("Samtycke saknas")
    PREPARE = "prepare", _("Förarbete pågår")
    RAISE = "raise", _("Kan tas upp")
    MATCH = "match", _("Kontaktperson ska utses")
    BOOK = "book", _("Mötet ska bokas")
    MEET = "meet", _("Möte bokat")
    HOLD = "hold", _("Mötet ska antecknas")
    DECIDE = "decide", _("Ska beslutas")
    QUEUE = "queue", _("Väntar")
    CLOSED = "closed", _("Avgjord")


WAITS_FOR = {
    Stage.SETTLE: _("Enhetschefen"),
    Stage.ADMIT: _("Coachen"),
    Stage.ON_AGENDA: _("Remittentgruppen"),
    Stage.CONSENT: _("Den som remitterar"),
    Stage.PREPARE: _("Coachen"),
    Stage.RAISE: _("Coachen"),
    Stage.MATCH: _("Enheten"),
    Stage.BOOK: _("Kontaktpersonen"),
    Stage.MEET: _("Mötet"),
    Stage.HOLD: _("Kontaktpersonen"),
    Stage.DECIDE: _("Enheten"),
    Stage.QUEUE: _("Enheten"),
    Stage.CLOSED: "",
}


@dataclass(frozen=True)
class Arrival:
    """One person on the way in, with all that decides what happens next."""

    enrolment: Enrolment
    group: Group
    #: Number of the application; None for someone who came in from a file.
    application: int | None
    unconsented: tuple[Seat, ...]
    #: The last day of the consents that hold today; None when there is none or no end.
    consent_ends_on: date | None
    preparation: tuple[Ready, ...]
    #: The last time on an agenda.
    item: MeetingItem | None
    goes_first: bool | None
    #: The day it was asked on.
    today: date
    #: What the consents of that day let each party know of the person.
    coverage: Coverage
    #: Whether somebody follows the person or is to. Asked where the plan wants it before a meeting.
    followed: bool = False
    #: Whether any consent holds that day, whomever it names.
    agreed: bool = False

    @property
    def consented(self) -> bool:
        """Whether everyone who sits in the group may hear of the person today."""
        return not self.unconsented

    @property
    def prepared(self) -> bool:
        return all(ready.done for ready in self.preparation)

    @property
    def lacking(self) -> tuple[Ready, ...]:
        """What of the preparation a person has still to see to, consent aside."""
        return tuple(r for r in self.preparation if not r.computed and not r.done)

    @property
    def asked_count(self) -> int:
        """How many things of the preparation somebody has to see to, consent aside."""
        return sum(not ready.computed for ready in self.preparation)

    @property
    def done_count(self) -> int:
        return self.asked_count - len(self.lacking)

    @property
    def is_new(self) -> bool:
        """Whether nobody in the unit has done anything with it yet."""
        untouched = all(ready.done is None for ready in self.preparation if not ready.computed)
        return bool(
            untouched and self.asked_count and self.item is None and not self.enrolment.decision
        )

    @property
    def stage(self) -> Stage:
        enrolment, item = self.enrolment, self.item
        if item and item.outcome == Outcome.DISAGREE and item.settled is None:
            return Stage.SETTLE
        if enrolment.started_on or enrolment.decision in (Decision.REFUSED, Decision.WITHDRAWN):
            return Stage.CLOSED
        if enrolment.decision == Decision.ADMITTED:
            return Stage.ADMIT
        if self.group.meets_person:
            return self._toward_meeting()
        if item and item.outcome is None and item.meeting.is_open:
            return Stage.ON_AGENDA
        if not self.consented:
            return Stage.CONSENT
        return Stage.RAISE if self.prepared else Stage.PREPARE

    def _toward_meeting(self) -> Stage:
        """Where someone stands whom the team, or the parties, are to meet before they decide."""
        item, rule = self.item, self.group.definition.consent
        if item and item.outcome is None:
            if item.meeting.held_at:
                return Stage.DECIDE
            ahead = self.today is not None and item.meeting.on > self.today
            return Stage.MEET if ahead else Stage.HOLD
        if not self.consented and rule and rule.required_before == "raising":
            return Stage.CONSENT
        if self.enrolment.decision == Decision.WAITING:
            return Stage.QUEUE
        if self.group.names_contact_first and not self.followed:
            return Stage.MATCH
        return Stage.PREPARE if self.lacking else Stage.BOOK

    @property
    def waits_for(self) -> str:
        if self.stage == Stage.DECIDE and self.group.head_decides:
            return str(WAITS_FOR[Stage.SETTLE])
        return str(WAITS_FOR[self.stage])

    @property
    def since(self) -> date | None:
        """The day since which it has waited for what it now waits for."""
        enrolment = self.enrolment
        return enrolment.decided_on if enrolment.decision else enrolment.applied_on


def arrivals(
    user: User, today: date, permission: Permission = Permission.CASE_READ
) -> list[Arrival]:
    """Those of the user's units who have applied and are neither in nor turned away, oldest first.

    Eight queries, however many they are.
    """
    return survey(list(on_the_way_in(user, permission)), today)


def on_the_way_in(user: User, permission: Permission) -> QuerySet[Enrolment]:
    """The enrolments of `arrivals`, with what `survey` needs of each."""
    visible = Enrolment.objects.visible_to(user, permission)
    return surveyed(visible.open().filter(started_on__isnull=True)).order_by("applied_on", "pk")


def surveyed(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Enrolments with the rows beside them that `survey` reads."""
    return enrolments.select_related("participant", "referred_by", "unit__organisation")


def arrival(enrolment: Enrolment, today: date) -> Arrival:
    """One person's way in."""
    return survey([enrolment], today)[0]


def survey(enrolments: list[Enrolment], today: date) -> list[Arrival]:
    """The way in of many, in the same order, in a fixed number of queries."""
    numbers = [enrolment.pk for enrolment in enrolments]
    versions = ProgrammeVersion.objects.filter(pk__in={e.version_id for e in enrolments})
    known = _Known(
        versions={version.pk: version for version in versions.select_related("programme")},
        organisations=organisations(),
        coverage=_by_person(coverage(numbers, today)),
        ends=_consent_ends(numbers, today),
        recorded=_recorded(numbers),
        items=latest_items(numbers),
        applications=_applications(numbers),
    )
    found = [known.arrival(enrolment, today) for enrolment in enrolments]
    return _with_followers(found, today)


def _with_followers(found: list[Arrival], today: date) -> list[Arrival]:
    """The same, knowing who is followed: one more query where a plan wants it before a meeting."""
    asked = [one.enrolment.pk for one in found if one.group.names_contact_first]
    if not asked:
        return found
    rows = ContactPerson.objects.from_now_on(today).filter(among(asked, "enrolment"))
    followed = set(rows.values_list("enrolment_id", flat=True))
    return [replace(one, followed=one.enrolment.pk in followed) for one in found]


@dataclass(frozen=True)
class _Known:
    """What was read for all of them at once."""

    versions: Mapping[int, ProgrammeVersion]
    organisations: tuple
    coverage: Mapping[int, Coverage]
    ends: Mapping[int, date | None]
    recorded: Mapping[int, dict[str, Preparation]]
    items: Mapping[int, MeetingItem]
    applications: Mapping[int, tuple[int, str | None]]
    #: Made once for all who share a unit and a version.
    groups: dict[tuple[int, int], Group] = field(default_factory=dict)

    def group(self, enrolment: Enrolment) -> Group:
        assert enrolment.unit  # who is in no unit is in nobody's list
        key = (enrolment.unit.pk, enrolment.version_id)
        if key not in self.groups:
            version = self.versions[enrolment.version_id]
            self.groups[key] = Group(enrolment.unit, version, self.organisations)
        return self.groups[key]

    def arrival(self, enrolment: Enrolment, today: date) -> Arrival:
        group, known = self.group(enrolment), self.coverage.get(enrolment.pk, {})
        definition = group.definition
        unconsented = tuple(group.without_consent(enrolment.pk, known))
        recorded = self.recorded.get(enrolment.pk, {})
        application, livelihood = self.applications.get(enrolment.pk, (None, None))
        return Arrival(
            enrolment=enrolment,
            group=group,
            application=application,
            unconsented=unconsented,
            consent_ends_on=self.ends.get(enrolment.pk),
            preparation=readiness(definition, recorded, not unconsented),
            item=self.items.get(enrolment.pk),
            goes_first=goes_first(definition, enrolment.participant, livelihood, today),
            today=today,
            coverage=known,
            agreed=enrolment.pk in self.ends,
        )


def _applications(numbers: Iterable[int]) -> dict[int, tuple[int, str | None]]:
    """Per enrolment its application, and what it says the person lives on."""
    rows = Application.objects.filter(among(numbers, "enrolment"))
    said = rows.values_list("enrolment_id", "pk", "stated__livelihood")
    return {enrolment: (pk, livelihood or None) for enrolment, pk, livelihood in said}


def _by_person(known: Coverage) -> dict[int, Coverage]:
    found: dict[int, Coverage] = {}
    for key, kinds in known.items():
        found.setdefault(key[0], {})[key] = kinds
    return found


def _consent_ends(numbers: Iterable[int], today: date) -> dict[int, date | None]:
    """Per enrolment the last day of the consents in force; None for one without an end."""
    found: dict[int, date | None] = {}
    rows = Consent.objects.in_force(today).filter(among(numbers, "enrolment"))
    for number, last in rows.values_list("enrolment_id", "ends_on"):
        known = found.get(number, date.min)
        found[number] = None if last is None or known is None else max(last, known)
    return found


def _recorded(numbers: Iterable[int]) -> dict[int, dict[str, Preparation]]:
    found: dict[int, dict[str, Preparation]] = {}
    for row in Preparation.objects.filter(among(numbers, "enrolment")):
        found.setdefault(row.enrolment_id, {})[row.key] = row
    return found


def latest_items(numbers: Iterable[int]) -> dict[int, MeetingItem]:
    """Per enrolment its place on the latest agenda that was not called off."""
    rows = (
        MeetingItem.objects.filter(among(numbers, "enrolment"), meeting__cancelled_at__isnull=True)
        .select_related("meeting")
        .order_by("enrolment_id", "-meeting__on", "-pk")
        .distinct("enrolment_id")
    )
    return {row.enrolment_id: row for row in rows}
