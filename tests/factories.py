"""Smallest valid records; situations as traits; nothing random, nobody real."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import factory
from django.contrib.auth.hashers import make_password
from django.test import Client
from factory.django import DjangoModelFactory

from stegvis.access import sessions, wall
from stegvis.access.models import Association, Membership, Organisation, Party, Unit, User
from stegvis.access.roles import Role
from stegvis.participants.models import (
    Consent,
    ConsentParty,
    ContactPerson,
    Decision,
    Enrolment,
    Participant,
    Sex,
)
from stegvis.programmes.models import Programme, ProgrammeDraft, ProgrammeVersion, digest_of

REPOSITORY = Path(__file__).parents[1]
PLAN = REPOSITORY / "definitions/programmes/se-hoglandet-2023.toml"


def here() -> Association:
    """The association the test is inside of."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT stegvis_association()")
        return Association.objects.get(pk=cursor.fetchone()[0])


class Inside(DjangoModelFactory):
    class Meta:
        abstract = True

    association = factory.LazyFunction(here)


class OrganisationFactory(Inside):
    class Meta:
        model = Organisation
        django_get_or_create = ("association", "name")

    name = "Eksjö kommun"
    kind = Party.MUNICIPALITY

    class Params:
        fk = factory.Trait(name="Försäkringskassan", kind=Party.FORSAKRINGSKASSAN)
        af = factory.Trait(name="Arbetsförmedlingen", kind=Party.ARBETSFORMEDLINGEN)
        region = factory.Trait(name="Region Jönköpings län", kind=Party.REGION)
        forbund = factory.Trait(name="Höglandets samordningsförbund", kind=Party.ASSOCIATION)


class UnitFactory(Inside):
    class Meta:
        model = Unit
        django_get_or_create = ("association", "key")

    organisation = factory.SubFactory(OrganisationFactory)
    key = "eksjo"
    name = "Eksjö"


@cache
def hashed() -> str:
    """The password "fyra ord utan samband", hashed once since hashing is slow on purpose."""
    return make_password("fyra ord utan samband")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Medarbetare {n}")
    password = factory.LazyFunction(hashed)


#: The kind of party that each role's holder works at.
WORKS_AT = {
    Role.REFERRER: "fk",
    Role.STEERING_GROUP: "forbund",
    Role.ASSOCIATION: "forbund",
    Role.ADMINISTRATOR: "forbund",
    Role.EVALUATOR: "forbund",
    Role.LOG_REVIEWER: "forbund",
}


def member(role: Role, *, unit: Unit | None = None, organisation=None, **fields) -> User:
    """A user with one role from long ago, ready to be asked what they may do."""
    user = UserFactory(**fields)
    trait = WORKS_AT.get(role)
    organisation = organisation or OrganisationFactory(**({trait: True} if trait else {}))
    if unit is None and role in (Role.COACH, Role.HEAD_OF_UNIT, Role.REFERRER):
        unit = UnitFactory()
    membership = Membership.objects.create(
        association=here(),
        user=user,
        role=role,
        organisation=organisation,
        unit=unit,
        starts_on=date(2020, 1, 1),
    )
    user.memberships = [membership]
    return user


def client_for(user: User) -> Client:
    """A browser of sorts in which the user has signed in with both factors."""
    client = Client()
    client.force_login(user, backend="stegvis.access.backends.Backend")
    session = client.session
    session["association"] = here().pk
    sessions.begin(session)
    # What allauth keeps of a sign-in with a second factor.
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": 0, "email": user.email},
        {"method": "mfa", "at": 0, "type": "totp"},
    ]
    session.save()
    return client


def text(response) -> str:
    """What a page says, markup and all."""
    return response.content.decode()


class ProgrammeFactory(Inside):
    class Meta:
        model = Programme
        django_get_or_create = ("association", "key")

    key = "se-hoglandet"
    title = "SE-Höglandet"


class VersionFactory(Inside):
    """SE-Höglandet as its 2023 plan has it."""

    class Meta:
        model = ProgrammeVersion
        django_get_or_create = ("association", "programme", "version")

    programme = factory.SubFactory(ProgrammeFactory)
    version = "2023"
    valid_from = date(2023, 1, 10)
    source = factory.LazyFunction(PLAN.read_text)
    digest = factory.LazyAttribute(lambda row: digest_of(row.source))


class ProgrammeDraftFactory(Inside):
    """Next year's version of the same plan, as it was copied."""

    class Meta:
        model = ProgrammeDraft

    based_on = "se-hoglandet 2023"
    title = "SE-Höglandet"
    version = "2027"
    source = factory.LazyFunction(PLAN.read_text)
    begun_by = factory.LazyFunction(lambda: member(Role.ADMINISTRATOR))


class ParticipantFactory(Inside):
    class Meta:
        model = Participant

    ref = factory.Sequence(lambda n: f"person-{n}")
    given_name = "Alva"
    family_name = factory.Sequence(lambda n: f"Testperson {n}")
    birth_date = date(1999, 5, 4)
    birth_year = 1999
    sex = Sex.WOMAN
    municipality = "Eksjö"


class EnrolmentFactory(Inside):
    class Meta:
        model = Enrolment

    class Params:
        raised = factory.Trait(raised_on=date(2025, 1, 20))
        admitted = factory.Trait(
            raised=True, decision=Decision.ADMITTED, decided_on=date(2025, 1, 20)
        )
        ongoing = factory.Trait(admitted=True, started_on=date(2025, 2, 3))
        ended = factory.Trait(ongoing=True, ended_on=date(2025, 11, 28), end_reason="work")
        discharged = factory.Trait(ended=True, discharged_on=date(2026, 2, 28))

    case_number = factory.Sequence(lambda n: f"2025-{n:05d}")
    participant = factory.SubFactory(ParticipantFactory)
    programme = factory.LazyAttribute(lambda row: row.version.programme)
    version = factory.SubFactory(VersionFactory)
    unit = factory.SubFactory(UnitFactory)
    referred_by = factory.SubFactory(OrganisationFactory, fk=True)
    applied_on = date(2025, 1, 8)


class ContactPersonFactory(Inside):
    class Meta:
        model = ContactPerson

    enrolment = factory.SubFactory(EnrolmentFactory, ongoing=True)
    user = factory.LazyFunction(lambda: member(Role.COACH))
    name = factory.LazyAttribute(lambda row: row.user.name)
    starts_on = date(2025, 2, 3)


class ConsentFactory(Inside):
    """Consent to the whole referral group, unless ``to`` names the parties."""

    class Meta:
        model = Consent
        skip_postgeneration_save = True

    enrolment = factory.SubFactory(EnrolmentFactory)
    information = factory.LazyAttribute(
        lambda row: [item.key for item in row.enrolment.version.definition.consent.information]
    )
    form = "paper"
    starts_on = date(2025, 1, 8)
    ends_on = date(2026, 12, 31)

    @factory.post_generation
    def to(self, create, parties, **_kwargs):
        everybody = [{}, {"fk": True}, {"af": True}, {"region": True}]
        for party in parties or [OrganisationFactory(**trait) for trait in everybody]:
            ConsentParty.objects.create(
                association_id=self.association_id, consent=self, organisation=party
            )


def step_into(association: Association) -> None:
    """Continue the test inside another association."""
    wall.enter(association.pk)
