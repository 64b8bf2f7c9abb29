"""What is done in Västerås through the program's own services, once its people are there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from stegvis.access import wall
from stegvis.access.middleware import memberships
from stegvis.access.models import User
from stegvis.audit import log
from stegvis.casework.models import Proposal, ProposalKind, ReportedReason
from stegvis.casework.services.extending import (
    decide_extension,
    propose_extension,
    report_extension,
)
from stegvis.casework.services.proposing import propose_to_unit
from stegvis.demo.rows import Place, at
from stegvis.demo.vasteras.cast import COACH, HEAD, REFERRER
from stegvis.demo.vasteras.lives import ASKED, EXTENDED, REPORTED
from stegvis.intake.events import Event
from stegvis.intake.letters import documents, say, wanted
from stegvis.intake.models import Letter, MeetingItem, Outcome
from stegvis.intake.queries.alone import door_to
from stegvis.intake.services.alone import Sent, receive_alone
from stegvis.intake.services.applications import begin_application, save_draft
from stegvis.intake.services.handing_over import propose_hand_over
from stegvis.lib.dates import add_months
from stegvis.participants.models import Enrolment

REASON = "En praktikplats är klar i februari, men kommunen kan besluta om stödet först då."
SENT = (
    (4, Sent("Sofia", "Ekelund", phone="070-174 06 35", municipality="Västerås",
             about="Jag har varit hemma i två år och vill jobba igen, helst i kök.")),
    (1, Sent("Robin", "Hägg", email="robin.hagg@exempel.example", municipality="Västerås",
             about="Min handläggare tipsade om er. Jag behöver någon som hjälper mig att börja.")),
)  # fmt: skip
WITH_THE_REGION = {
    "given_name": ["Nadja"],
    "family_name": ["Sandell"],
    "sex": ["woman"],
    "municipality": ["Västerås"],
    "need": ["Vården är klar om några veckor. Behöver samordnat stöd för att komma tillbaka."],
    "goal": ["Halvtid till att börja med, gärna inom vården."],
}


def acts(place: Place) -> None:
    """Letters, what people send alone, a hand-over, extensions and a party's proposal."""
    staff = Staff(place)
    _letters(staff)
    _alone(staff)
    _hand_over(staff)
    _extensions(staff)
    _proposal(staff)
    wall.enter(place.association.pk, how="demo")


class Staff:
    """Lets members of the cast act: with their roles, and in their own name."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def acting(self, name: str) -> User:
        user, association = self.place.users[name], self.place.association.pk
        user.memberships = memberships(user, association)
        wall.enter(association, user.pk, how="demo")
        return user

    def moment(self, days: int) -> datetime:
        """A moment of office hours, so many days ago."""
        return at(self.place.today - timedelta(days=days), 10)


def _letters(staff: Staff) -> None:
    """Each decision of the last weeks, told in writing the day it was made. One is still untold.

    As ``write_letters`` writes them, but for the trial print: what prints starts threads, which
    the workers that are forked off this process would wait for in vain.
    """
    rows = MeetingItem.objects.filter(
        outcome__in=(Outcome.REFUSED, Outcome.ADMITTED, Outcome.WAITING),
        enrolment__started_on__isnull=True,
    )
    newest = rows.filter(outcome=Outcome.WAITING).order_by("-meeting__on").values("pk")[:1]
    group = staff.place.group("teamet", staff.place.version)
    for item in rows.exclude(pk__in=newest).order_by("pk"):
        assert item.recorded_by
        assert item.recorded_at
        by = staff.acting(item.recorded_by.name)
        for to, name in wanted(group, item).items():
            said = say(
                documents()[name], item=item, group=group, reason=item.reason, signed=by.name,
                instead="Arbetsmarknadsenheten i Västerås stad tar emot utan ansökan.",
                call="teamet, 070-174\u00a006\u00a021",
            )  # fmt: skip
            letter = Letter.objects.create(
                association=staff.place.association, enrolment=item.enrolment, item=item, to=to,
                document=name, said=said, written_by=by, written_at=item.recorded_at,
            )  # fmt: skip
            log.record(Event.LETTER_WRITTEN, by=by, on=letter, to=to, document=name)


def _alone(staff: Staff) -> None:
    wall.enter(staff.place.association.pk, how="demo")
    door = door_to(staff.place.version.programme.key, staff.place.today)
    assert door
    for number, (days, sent) in enumerate(SENT, start=1):
        receive_alone(
            door=door, unit=door.units[0], sent=sent, token=UUID(int=number),
            now=staff.moment(days),
        )  # fmt: skip


def _hand_over(staff: Staff) -> None:
    """The region begins an application, and puts it to the party that pays the person."""
    place = staff.place
    anna = staff.acting("Anna Rönnqvist")
    draft = begin_application(
        by=anna, group=place.group("teamet", place.version), organisation=place.parties["region"]
    )
    save_draft(by=anna, application=draft, typed=WITH_THE_REGION, now=staff.moment(3))
    propose_hand_over(
        by=anna, application=draft, to=place.parties["af"], now=staff.moment(2),
        consent_on=place.today - timedelta(days=3), consent_form="paper",
    )  # fmt: skip


def _extensions(staff: Staff) -> None:
    """One asked for, one granted and not reported, one granted and reported."""
    for days, granted, reported in (
        (ASKED, False, False),
        (EXTENDED, True, False),
        (REPORTED, True, True),
    ):
        person = _since(staff, days)
        assert person.started_on
        asked = min(add_months(person.started_on, 12) - timedelta(days=12), staff.place.today)
        sanna = staff.acting(COACH.name)
        proposal = propose_extension(
            by=sanna, enrolment=person, revision=None, condition=True, reason=REASON, today=asked
        )
        if granted:
            decided = asked + timedelta(days=6)
            kerstin = staff.acting(HEAD.name)
            decide_extension(
                by=kerstin, proposal=proposal, revision=None, approve=True,
                reason="Platsen är på riktigt och stödet behövs tills den börjar.", today=decided,
            )  # fmt: skip
            if reported:
                Proposal.objects.filter(pk=proposal.pk).update(read_on=decided)
                _report(kerstin, person, decided + timedelta(days=9))


def _report(by: User, person: Enrolment, day: date) -> None:
    report_extension(
        by=by, enrolment=person, category=ReportedReason.PARTY_LATER, today=day,
        text="En part kan besluta om en plats först några månader efter vistelsens slut.",
    )  # fmt: skip


def _since(staff: Staff, days: int) -> Enrolment:
    """The one of Sanna's who started so many days ago, or the working day before."""
    day = staff.place.today - timedelta(days=days)
    rows = Enrolment.objects.filter(started_on__gt=day - timedelta(days=6), started_on__lte=day)
    sanna = staff.place.users[COACH.name]
    return rows.filter(contact_persons__user=sanna, ended_on=None).order_by("-started_on")[0]


def _proposal(staff: Staff) -> None:
    """The party that referred somebody proposes a day on which the stay ends."""
    place = staff.place
    johan, party = staff.acting(REFERRER.name), place.parties["af"]
    person = Enrolment.objects.filter(
        referred_by=party, phases__key="support", phases__ends_on=None, ended_on=None,
        started_on__lt=place.today - timedelta(days=200),
        started_on__gt=place.today - timedelta(days=340),
        application__written_by=johan,
    ).order_by("pk")[0]  # fmt: skip
    propose_to_unit(
        by=johan, enrolment=person, party=party, kind=ProposalKind.END,
        reason="Anvisas en anställning med stöd från den dagen.",
        day=place.today + timedelta(days=14), lapses_on=place.today + timedelta(days=10),
        today=place.today,
    )  # fmt: skip
