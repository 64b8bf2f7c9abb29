"""E15: the posts, their share and employer, and the key people at each party.

V20 §6; V23 §8; M20 §3.4. What the plan says of posts is on the pages of the queue.
"""

from datetime import date
from decimal import Decimal

import pytest

from stegvis.access.models import Membership
from stegvis.access.roles import Role
from stegvis.intake.queries import queue_counts
from tests.factories import OrganisationFactory, UnitFactory, client_for, member
from tests.intake.queues import EKSJO, plan, shipped, taking_part, the_queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CHANGES = """changes = [
    { from = 2026-01-01, posts = 2, passage = "6.1" },
    { from = 2027-01-01, posts = 2.75, passage = "6.2" },
]
"""


@pytest.fixture
def coach(association):
    plan((EKSJO, f"{EKSJO}{CHANGES}"))
    return member(Role.COACH, name="Elin Sandahl")


def test_posts_follow_the_day_and_changes_to_come_are_told(coach, today):
    places = the_queue(coach, today).places

    assert (places.posts, places.places) == (2, 40)
    [ahead] = places.ahead
    assert (ahead.on, ahead.posts, ahead.places, ahead.passage) == (
        date(2027, 1, 1),
        Decimal("2.75"),
        55,
        "6.2",
    )


def test_the_unit_reads_posts_people_per_post_and_what_comes(coach):
    taking_part(21)

    page = client_for(coach).get("/ko/").content.decode()

    assert "10,5 nu, 20 i planen" in page
    assert "Från 1 januari 2027: 2,75 tjänster, 55 platser" in page
    assert "[6.2]" in page


def test_who_works_here_with_role_and_employer_and_each_partys_way_in(coach):
    member(Role.HEAD_OF_UNIT, name="Magnus Öhrn")
    member(Role.REFERRER, name="Sara Hultman")
    member(Role.REFERRER, name="Leila Mansour", organisation=OrganisationFactory(af=True))
    member(Role.COACH, name="Någon Annan", unit=UnitFactory(key="tranas", name="Tranås"))
    gone = member(Role.COACH, name="Har Slutat")
    Membership.objects.filter(user=gone).update(ends_on=date(2026, 3, 10))

    page = client_for(coach).get("/ko/").content.decode()

    for said in ("Elin Sandahl", "Magnus Öhrn", "Sara Hultman", "Leila Mansour"):
        assert said in page
    assert "Arbetsförmedlingen" in page
    assert "Någon Annan" not in page
    assert "Har Slutat" not in page


def test_the_plans_own_posts_shares_employers_and_key_people_are_shown(association, today):
    """V20 §6: who works in the team, who employs them, and the way in and out of each party."""
    team = UnitFactory(key="teamet", name="Samordningsteamet")
    shipped("samordningsteam-vasteras-2020")

    page = client_for(member(Role.COACH, unit=team)).get("/ko/").content.decode()

    for said in ("Arbetskonsulent", "4 heltidstjänster", "Arbetsterapeut", "1 heltidstjänst",
                 "Nyckelperson vid Försäkringskassan", "Väg in i och ut ur teamet."):  # fmt: skip
        assert said in page


def test_those_who_govern_see_posts_against_places_in_every_unit(coach):
    taking_part(12)
    UnitFactory(key="tranas", name="Tranås")

    page = client_for(member(Role.ASSOCIATION)).get("/ko/").content.decode()
    [one] = queue_counts(date(2026, 2, 28))

    assert [(u.places.group.unit.name, u.places.posts, u.places.places) for u in one.units] == [
        ("Eksjö", Decimal(2), 40),
        ("Tranås", Decimal("1.5"), 30),
    ]
    assert "2,75 tjänster från 1 januari 2027" in page
    assert "Elin Sandahl" not in page


def test_a_unit_without_a_number_of_posts_says_so_and_counts_no_places(association, today):
    plan((EKSJO, 'municipality = "Eksjö"\n'))
    coach = member(Role.COACH)

    places = the_queue(coach, today).places

    assert (places.posts, places.people_per_post, places.places) == (None, None, None)
    page = client_for(coach).get("/ko/").content.decode()
    assert "Planen säger inget antal" in page
