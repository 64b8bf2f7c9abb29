"""People at the stages of the road that the work with them begins and ends at."""

from __future__ import annotations

from datetime import date

from stegvis.access.models import User
from stegvis.access.roles import Role
from stegvis.casework.cases import Case, cases, with_facts
from stegvis.casework.models import Livelihood, Occupation, Phase
from stegvis.casework.services.observing import Observed, Share
from stegvis.participants.models import Enrolment
from tests.factories import ConsentFactory, ContactPersonFactory, EnrolmentFactory, member

#: What somebody who goes to work lives on and does.
WORKING = Observed([Share("wage", 75)], [Share("work", 75)])
#: What most live on and do when they come.
BEFORE = Observed([Share("activity_compensation", 100)], [Share("none")])


def coach(name: str = "Elin Sandahl", **fields) -> User:
    return member(Role.COACH, name=name, **fields)


def taking_part(follower: User | None = None, **fields) -> Enrolment:
    """Inskriven 3 February 2025, followed from that day, in the first step, all recorded."""
    enrolment = EnrolmentFactory(**({"ongoing": True} | fields))
    ContactPersonFactory(enrolment=enrolment, user=follower or coach())
    ConsentFactory(enrolment=enrolment)
    here = {"association": enrolment.association, "enrolment": enrolment}
    Phase.objects.create(**here, key="agreement", starts_on=date(2025, 2, 3))
    at_start = here | {"occasion": "start", "on": date(2025, 2, 3)}
    Livelihood.objects.create(**at_start, kind="activity_compensation", percent=100)
    Occupation.objects.create(**at_start, kind="none")
    return enrolment


def phases_of(enrolment: Enrolment) -> list[tuple[str, date, date | None]]:
    """Key, first and last day of each stretch, in order."""
    rows = Phase.objects.filter(enrolment=enrolment).order_by("starts_on")
    return list(rows.values_list("key", "starts_on", "ends_on"))


def observed(enrolment: Enrolment) -> set[tuple[str, date, str, int | None]]:
    """Occasion, day, kind and share of everything recorded."""
    columns = ("occasion", "on", "kind", "percent")
    livelihoods = Livelihood.objects.filter(enrolment=enrolment).values_list(*columns)
    return {*livelihoods, *Occupation.objects.filter(enrolment=enrolment).values_list(*columns)}


def case_of(enrolment: Enrolment, today: date) -> Case:
    """The person's case as it stands on the day."""
    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), today), today)
    return case
