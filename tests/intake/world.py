"""A referral group in Eksjö, and what a whole application says."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory

from stegvis.access.models import Organisation
from stegvis.access.roles import Permission, Role
from stegvis.intake.groups import Group, groups
from stegvis.intake.models import (
    Application,
    MeetingItem,
    Outcome,
    Preparation,
    ReferralMeeting,
)
from stegvis.intake.services import Given, Stated, Verdict, begin_application, send_application
from stegvis.lib.personal_number import PersonalNumber
from tests.factories import (
    ConsentFactory,
    EnrolmentFactory,
    Inside,
    OrganisationFactory,
    ProgrammeFactory,
    UnitFactory,
    VersionFactory,
    member,
)

#: One of the numbers that Skatteverket publishes for tests.
NUMBER = "199001012385"


def at(day: date, hour: int = 10, minute: int = 42) -> datetime:
    """A moment on a day, as a clock on the wall in Eksjö shows it."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Stockholm"))


def parties() -> list[Organisation]:
    """Everyone who sits in the group of Eksjö."""
    return [
        OrganisationFactory(**trait) for trait in ({}, {"region": True}, {"fk": True}, {"af": True})
    ]


def eksjo(today: date = date(2026, 3, 11)) -> Group:
    """The group of Eksjö, with every party set up."""
    parties()
    VersionFactory()
    [group] = groups(member(Role.REFERRER), Permission.APPLICATION_WRITE, today)
    return group


class ApplicationFactory(Inside):
    """A sent application of Försäkringskassan's, unless `draft`."""

    class Meta:
        model = Application

    class Params:
        draft = factory.Trait(
            sent_at=None, enrolment=None, stated={}, need="", goal="", criteria={}
        )

    programme = factory.SubFactory(ProgrammeFactory)
    unit = factory.SubFactory(UnitFactory)
    organisation = factory.SubFactory(OrganisationFactory, fk=True)
    written_by = factory.LazyFunction(lambda: member(Role.REFERRER))
    sent_at = at(date(2026, 3, 2))
    enrolment = factory.SubFactory(EnrolmentFactory, applied_on=date(2026, 3, 2))
    stated = factory.LazyFunction(
        lambda: {"given_name": "Alva", "family_name": "Enligt ansökan", "municipality": "Eksjö"}
    )
    need = "Vården och kassan har gjort var sitt."
    goal = "Ett arbete på halvtid."
    earlier = "Arbetsträning 2023."
    criteria = factory.LazyFunction(
        lambda: {
            "motivation": {"answer": True, "why": "Söker själv."},
            "two_parties": {"answer": None, "why": ""},
        }
    )


class MeetingFactory(Inside):
    class Meta:
        model = ReferralMeeting
        django_get_or_create = ("association", "programme", "unit", "on")

    class Params:
        held = factory.Trait(held_at=at(date(2026, 3, 11), 15))

    programme = factory.SubFactory(ProgrammeFactory)
    unit = factory.SubFactory(UnitFactory)
    on = date(2026, 3, 11)


class ItemFactory(Inside):
    """Someone new on the agenda of a meeting."""

    class Meta:
        model = MeetingItem

    meeting = factory.SubFactory(MeetingFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, raised=True)
    kind = MeetingItem.Kind.NEW


def consenting(**fields):
    """Someone on the way in whose consent names everyone in the group, from long ago and on."""
    consent = ConsentFactory(
        enrolment=EnrolmentFactory(**fields), starts_on=date(2020, 1, 1), ends_on=None, to=parties()
    )
    return consent.enrolment


def prepared(enrolment, **answers: bool):
    """The same person with the attested preparation done, unless answered otherwise."""
    for key, done in ({"income": True, "motivation": True} | answers).items():
        Preparation.objects.create(
            association=enrolment.association,
            enrolment=enrolment,
            key=key,
            answer="done" if done else "not_yet",
            on=date(2026, 3, 1),
        )
    return enrolment


def stated(**fields) -> Stated:
    """A person whom nobody knows, as a referrer states them."""
    return Stated(
        **{
            "personal_number": PersonalNumber(NUMBER),
            "birth_date": None,
            "given_name": "Alva",
            "family_name": "Testperson",
            "sex": "woman",
            "municipality": "Eksjö",
        }
        | fields
    )


def given(today: date, **fields) -> Given:
    """A consent to everyone in the group about everything, from today for a year."""
    information = [kind.key for kind in VersionFactory().definition.consent.information]
    return Given(
        **{
            "parties": parties(),
            "information": information,
            "form": "paper",
            "starts_on": today,
            "ends_on": date(today.year + 1, today.month, today.day),
        }
        | fields
    )


def begun(by, today: date) -> Application:
    """A draft of the user's, to Eksjö."""
    [group] = groups(by, Permission.APPLICATION_WRITE, today)
    organisation = by.memberships[0].organisation
    return begin_application(by=by, group=group, organisation=organisation)


def sent(by, today: date, **fields) -> Application:
    """An application of the user's to Eksjö, sent whole unless `fields` say otherwise."""
    eksjo(today)
    application = fields.pop("application", None) or begun(by, today)
    return send_application(
        **{
            "by": by,
            "application": application,
            "stated": stated(),
            "need": "Behovet",
            "goal": "Målet",
            "earlier": "",
            "criteria": {"motivation": {"answer": True, "why": ""}},
            "given": given(today),
            "now": at(today),
        }
        | fields
    )


def admit(day: date, **fields) -> Verdict:
    """The decision to take someone in from a day."""
    return Verdict(**{"outcome": Outcome.ADMITTED, "from_day": day} | fields)
