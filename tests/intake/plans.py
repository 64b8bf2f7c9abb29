"""Plans of our own for tests: small ones with every way in and every kind of criterion."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import factory

from stegvis.access.models import Unit, User
from stegvis.access.roles import Role
from stegvis.intake.models import HandOver, SelfApplication
from stegvis.participants.models import Enrolment
from stegvis.programmes.models import ProgrammeVersion, digest_of
from tests.factories import (
    EnrolmentFactory,
    Inside,
    OrganisationFactory,
    ProgrammeFactory,
    UnitFactory,
    VersionFactory,
    member,
)
from tests.intake.world import NUMBER, ApplicationFactory, at

#: Like Västerås: with the person, through the paying party, the team, the person alone.
TOWN = """
key = "stadens-vag"
version = 1
title = "Stadens väg"
association = "Stadens samordningsförbund"
valid_from = 2023-01-01

[plan]
title = "Insatsplan"
dated = 2023-01-01

[law]
regime = "social_services"
passage = "1"

[purpose]
text = "Personen kommer närmare arbete eller studier."
passage = "1"

[[units]]
key = "teamet"
name = "Teamet"
municipality = "Västerås"
posts = 2.0
passage = "8"

[[parties]]
key = "municipality"
kind = "municipality"
name = "Västerås stad"
passage = "8"

[[parties]]
key = "region"
kind = "region"
name = "Region Västmanland"
passage = "8"

[[parties]]
key = "forsakringskassan"
kind = "forsakringskassan"
name = "Försäkringskassan"
passage = "8"

[[parties]]
key = "arbetsformedlingen"
kind = "arbetsformedlingen"
name = "Arbetsförmedlingen"
passage = "8"

[target_group]
text = "Den som behöver en samordnare och är folkbokförd i Västerås"
passage = "5"

[[criteria]]
key = "age"
text = "Är mellan 16 och 64 år"
kind = "computed"
condition = { fact = "age", at_least = 16, at_most = 64 }
passage = "5"

[[criteria]]
key = "residence"
text = "Är folkbokförd i Västerås"
kind = "computed"
condition = { fact = "municipality", among = ["Västerås"] }
passage = "5"

[[criteria]]
key = "coordination"
text = "Behöver en samordnare"
kind = "attested"
passage = "5"

[[criteria]]
key = "motivation"
text = "Är motiverad till en första kontakt"
kind = "attested"
attested_by = "coach"
passage = "5"

[[exclusions]]
key = "addiction"
text = "Har ett pågående missbruk"
kind = "attested"
passage = "5"

[[exclusions]]
key = "joint_assessment"
text = "Är inne i en gemensam kartläggning"
kind = "computed"
condition = { fact = "joint_assessment" }
passage = "5"

[exceptions]
decided_by = "head_of_unit"
text = "Enhetschefen får göra undantag när skäl finns."
passage = "5"

[priority]
when = "queue"
text = "Unga med aktivitetsersättning går före"
conditions = [
    { fact = "age", at_least = 19, at_most = 29 },
    { fact = "livelihood", among = ["activity_compensation"] },
]
passage = "3"

[[ways_in]]
key = "together"
who = "party"
parties = ["municipality", "forsakringskassan", "arbetsformedlingen"]
together_with_person = true
text = "Parten och personen ansöker tillsammans."
passage = "4"

[[ways_in]]
key = "through_payer"
who = "party"
parties = ["region"]
through = "paying_party"
together_with_person = true
text = "Regionen börjar, och den part som försörjer personen ansöker."
passage = "4"

[[ways_in]]
key = "alone"
who = "person"
phone = "021-00 00 00"
text = "Personen ansöker själv."
passage = "4"

[[ways_in]]
key = "consultant"
who = "team"
by = "coach"
text = "Teamet kan själv föreslå någon."
passage = "4"

[consent]
required_before = "admission"
gathered_by = "referrer"
parties = ["municipality", "region", "forsakringskassan", "arbetsformedlingen"]
length = "12 months"
text = "Samtycke behövs innan parterna talar om personen."
passage = "4"

[[consent.information]]
key = "all"
text = "Det som behövs för samordningen"
opens = ["need", "earlier", "goal", "criteria"]
passage = "4"

[deciding]
way = "team"
cadence = "when_needed"
per = "programme"
convened_by = "coach"
decided_by = "coach"
text = "Teamet beslutar."
passage = "4"

[[deciding.members]]
role = "coach"
title = "Samordnare"
passage = "4"

[[deciding.outcomes]]
decision = "admitted"
text = "Tas in"
passage = "4"

[[deciding.outcomes]]
decision = "waiting"
text = "Väntar"
passage = "4"

[[deciding.outcomes]]
decision = "refused"
text = "Tas inte in"
passage = "4"

[stay]
limit = "12 months"
text = "Högst ett år."
passage = "4"

[livelihoods]
source = "Påhittad lista"
verified = false
passage = "7"

[[livelihoods.kinds]]
key = "activity_compensation"
title = "Aktivitetsersättning"

[[livelihoods.kinds]]
key = "social_assistance"
title = "Försörjningsstöd"

[[discharge]]
when = "otherwise"
after = "at once"
passage = "7"
"""

CITY = {"name": "Västerås stad"}
REGION = {"name": "Region Västmanland", "kind": "region"}


def town(source: str = TOWN) -> tuple[ProgrammeVersion, Unit]:
    """The plan published in the association, with its unit and its parties."""
    programme = ProgrammeFactory(key="stadens-vag", title="Stadens väg")
    version = VersionFactory(
        programme=programme, version="1", valid_from=date(2023, 1, 1),
        source=source, digest=digest_of(source),
    )  # fmt: skip
    for trait in (REGION, {"fk": True}, {"af": True}):
        OrganisationFactory(**trait)
    city = OrganisationFactory(**CITY)
    return version, UnitFactory(key="teamet", name="Teamet", organisation=city)


def referrer_in(unit: Unit, **organisation):
    """A referrer of one of the parties in the unit."""
    return member(Role.REFERRER, unit=unit, organisation=OrganisationFactory(**organisation))


def coach_in(unit: Unit):
    return member(Role.COACH, unit=unit, organisation=unit.organisation)


def head_of(unit: Unit):
    return member(Role.HEAD_OF_UNIT, unit=unit, organisation=unit.organisation)


def applied(version: ProgrammeVersion, unit: Unit, **fields) -> Enrolment:
    """Someone of 26 in Västerås who applied on 2 March, brought by a party."""
    return EnrolmentFactory(
        **{
            "version": version,
            "unit": unit,
            "way_in": "together",
            "applied_on": date(2026, 3, 2),
            "participant__municipality": "Västerås",
            "participant__birth_date": date(1999, 5, 4),
        }
        | fields
    )


class SelfApplicationFactory(Inside):
    """What a person sent alone to the team."""

    class Meta:
        model = SelfApplication

    programme = factory.LazyFunction(lambda: town()[0].programme)
    unit = factory.LazyFunction(lambda: town()[1])
    reference = "ABCD-2345"
    token = factory.LazyFunction(uuid4)
    given_name = "Alva"
    family_name = "Testperson"
    personal_number = NUMBER
    phone = "070-000 00 00"
    municipality = "Västerås"
    about = "Jag vill arbeta igen."
    sent_at = at(date(2026, 3, 10), 9)


def through_payer(unit: Unit, referrer: User) -> HandOver:
    """What a referrer of the region's has begun and put to the referrer's own party."""
    version, _unit = town()
    region = OrganisationFactory(**REGION)
    application = ApplicationFactory(
        draft=True, programme=version.programme, unit=unit, organisation=region,
        way_in="through_payer", written_by=member(Role.REFERRER, unit=unit, organisation=region),
        typed={"given_name": ["Alva"], "family_name": ["Testperson"], "need": ["Behovet"]},
    )  # fmt: skip
    return HandOver.objects.create(
        association=application.association, application=application,
        to=referrer.memberships[0].organisation, proposed_by=application.written_by,
        proposed_at=at(date(2026, 3, 10)), lapses_on=date(2099, 1, 1),
        consent_on=date(2026, 3, 10), consent_form="spoken",
    )  # fmt: skip
