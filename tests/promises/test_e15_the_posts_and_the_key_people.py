"""E15: the posts, their share and employer, key people at each party (V20 §6; V23 §8; M20 §3.4)."""

from __future__ import annotations

from decimal import Decimal

from stegvis.programmes.definition.folder import load
from stegvis.programmes.definition.governing import posts

V20 = load("samordningsteam-vasteras", "2020")
V23 = load("samordningsteam-vasteras", "2023")
M20 = load("make-it-work")


def test_vasteras_2020_has_nine_people_of_five_kinds_and_five_carry_people():
    assert [(each.title, each.people, each.employer) for each in V20.staff] == [
        ("Avdelningschef", 1, "municipality"),
        ("Arbetskonsulent", 4, "municipality"),
        ("Arbetskonsulent och socionom", 1, "municipality"),
        ("Arbetsterapeut", 1, "municipality"),
        ("Arbetsförmedlare", 2, "arbetsformedlingen"),
    ]
    assert posts(tuple(each for each in V20.staff if each.carry_people)) == 5


def test_vasteras_2023_has_nine_people_and_seven_carry_people():
    assert sum(each.people or 0 for each in V23.staff) == 9
    assert posts(tuple(each for each in V23.staff if each.carry_people)) == 7


def test_malmo_has_two_and_a_half_posts_on_four_people_of_two_employers():
    assert posts(M20.staff) == Decimal("2.5")
    assert sum(each.people or 0 for each in M20.staff) == 4
    assert {each.employer for each in M20.staff} == {"municipality", "forsakringskassan"}


def test_every_party_of_vasteras_2020_has_somebody_who_is_the_way_in_and_out():
    assert {party.key for party in V20.parties} == {person.party for person in V20.key_people}
    (person,) = [each for each in V20.key_people if each.party == "forsakringskassan"]
    assert person.title == "Nyckelperson vid Försäkringskassan"


def test_the_posts_can_be_asked_for_by_unit():
    assert len(V20.staff_in("teamet")) == 5
    (coaches,) = load("se-hoglandet", "2023").staff_in("eksjo")
    assert coaches.posts == Decimal("8.3")
