"""Moving people to a new version: what changes is told before, and nothing of before is lost."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connections, transaction
from hypothesis import given, settings

from stegvis.access.once import Stale
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.checks import disagreements
from stegvis.casework.due import State, due
from stegvis.casework.models import Phase, VersionStretch
from stegvis.casework.moving import changes
from stegvis.casework.queries.moving import movable_by, moves
from stegvis.casework.services import move_people, move_to_version
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import read
from tests.casework.people import phases_of, taking_part
from tests.casework.test_due import DAYS, roads
from tests.factories import EnrolmentFactory, UnitFactory, client_for, member
from tests.programmes.plans import (
    FIRST_STEP,
    LIMITED,
    NO_FIRST_STEP,
    TEXT,
    put_in_force,
    raised,
)

TODAY = date(2026, 3, 11)
OLD = read(TEXT)
NEW = read(
    raised(
        LIMITED,
        ('when = ["work", "study"]\nafter = "3 months"', 'when = ["work"]\nafter = "6 months"'),
        ('occasion = "start"\nat = "start"', 'occasion = "month_3"\nat = "start + 3 months"'),
    )
)


# --- What changes, as a function ------------------------------------------------------------------


@settings(max_examples=50)
@given(roads(), DAYS)
def test_nothing_changes_for_one_who_is_moved_to_the_same(facts, today):
    assert changes(OLD, OLD, facts, today) == []


@settings(max_examples=80)
@given(roads(), DAYS)
def test_what_is_to_be_done_and_the_changes_together_give_what_is_to_be_done_after(facts, today):
    def to_do(definition):
        items = due(definition, facts, today)
        return {str(i.title): i.due_on for i in items if i.state != State.DONE}

    was, stands = to_do(OLD), to_do(NEW)
    for change in changes(OLD, NEW, facts, today):
        if change.what == "goes":
            was.pop(str(change.title), None)
        elif change.what in ("comes", "moves"):
            was[str(change.title)] = change.after

    assert was == stands


# --- The act --------------------------------------------------------------------------------------


@pytest.fixture
def head(association):
    return member(Role.HEAD_OF_UNIT)


@pytest.fixture
def person(association):
    put_in_force(TEXT)
    return taking_part()


def move(head, person, version, **more):
    act = {"revision": None, "today": TODAY} | more
    return move_to_version(by=head, enrolment=person, version=version, **act)


def test_a_person_stands_under_the_new_version_from_the_day_and_the_old_one_before(head, person):
    version = put_in_force(raised(LIMITED))

    move(head, person, version)

    person.refresh_from_db()
    assert person.version == version
    stretches = VersionStretch.objects.filter(enrolment=person).order_by("starts_on")
    assert [(each.version.version, each.starts_on) for each in stretches] == [
        ("2023", date(2025, 1, 8)),
        ("2025", TODAY),
    ]
    entry = Entry.objects.get(event="casework.version_moved")
    assert entry.details == {"version": "2025", "former": "2023", "day": "2026-03-11"}


def test_who_stands_in_a_step_that_another_takes_over_from_stands_in_that_one(head, person):
    move(head, person, put_in_force(raised(FIRST_STEP)))

    assert phases_of(person) == [
        ("agreement", date(2025, 2, 3), date(2026, 3, 10)),
        ("beginning", TODAY, None),
    ]


def test_a_step_that_began_the_same_day_is_the_new_one_from_its_first_day(head, person):
    Phase.objects.filter(enrolment=person).update(starts_on=TODAY)

    move(head, person, put_in_force(raised(FIRST_STEP)))

    assert phases_of(person) == [("beginning", TODAY, None)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (NO_FIRST_STEP, "Steget ”Överenskommelse” finns inte"),
        (('key = "eksjo"', 'key = "norra"'), "Enheten ”Eksjö” finns inte"),
        (
            ('key = "activity_compensation"', 'key = "other_compensation"'),
            "Försörjningen ”Aktivitetsersättning” finns inte",
        ),
    ],
)
def test_what_is_recorded_and_has_no_place_in_the_new_version_keeps_a_person_back(
    head, person, change, says
):
    version = put_in_force(raised(change))

    with pytest.raises(ValidationError, match=says):
        move(head, person, version)

    assert Enrolment.objects.get(pk=person.pk).version.version == "2023"
    assert not VersionStretch.objects.exists()
    assert phases_of(person) == [("agreement", date(2025, 2, 3), None)]


def test_a_version_that_has_not_begun_takes_nobody_yet(head, person):
    version = put_in_force(raised(begins="2026-04-01"))

    with pytest.raises(ValidationError, match="börjar gälla den 1 april 2026"):
        move(head, person, version)


def test_nobody_is_moved_back_or_twice(head, person):
    version = put_in_force(raised(LIMITED))
    move(head, person, version)

    for again in (version, put_in_force(raised(version="2024", begins="2024-06-01"))):
        with pytest.raises(ValidationError, match="redan under version 2025"):
            move(head, person, again)

    assert VersionStretch.objects.count() == 2


def test_a_closed_case_stays_under_its_version(head, association):
    put_in_force(TEXT)
    gone = EnrolmentFactory(discharged=True)

    with pytest.raises(ValidationError, match="Ärendet är avslutat"):
        move(head, gone, put_in_force(raised()))


def test_somebody_has_changed_the_case_meanwhile(head, person):
    with pytest.raises(Stale):
        move(head, person, put_in_force(raised()), revision=person.revision - 1)


@pytest.mark.parametrize("role", [each for each in Role if each != Role.HEAD_OF_UNIT])
def test_only_the_head_of_unit_moves_people(person, role):
    with pytest.raises(PermissionDenied):
        move(member(role), person, put_in_force(raised()))


def test_another_units_head_moves_nobody_here(person):
    other = member(Role.HEAD_OF_UNIT, unit=UnitFactory(key="tranas", name="Tranås"))

    with pytest.raises(PermissionDenied):
        move(other, person, put_in_force(raised()))


def test_of_many_the_one_without_a_place_stays_and_the_others_are_moved(head, person):
    other = EnrolmentFactory(ongoing=True)
    version = put_in_force(raised(NO_FIRST_STEP))

    done = move_people(by=head, version=version, chosen=None, today=TODAY)

    assert done.moved == [other.pk]
    assert list(done.refused) == [person.pk]


def test_verifying_names_whoever_stands_under_another_version_than_they_were_moved_to(head, person):
    first = person.version
    move(head, person, put_in_force(raised()))
    assert not [said for said in disagreements() if "version" in said]

    Enrolment.objects.filter(pk=person.pk).update(version=first)

    [sentence] = [said for said in disagreements() if "version" in said]
    assert sentence.startswith(f"case {person.case_number}: stands under another version")


@pytest.mark.parametrize("statement", ["UPDATE {} SET starts_on = '2020-01-01'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_under_which_version_somebody_stood(head, person, statement):
    move(head, person, put_in_force(raised()))

    with (
        pytest.raises(DatabaseError, match=r"permission denied|append-only"),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(statement.format(VersionStretch._meta.db_table))


# --- The page -------------------------------------------------------------------------------------

PAGE = "/insatser/se-hoglandet/flytta/"


def said(answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def sent(page, **more) -> dict:
    form = page.context["form"]
    return {"once": form["once"].value(), "version": form["version"].value()} | more


def test_the_page_tells_what_changes_for_each_and_moves_those_chosen(head, person, clock):
    put_in_force(raised(LIMITED, FIRST_STEP))
    other = EnrolmentFactory(ongoing=True)
    client = client_for(head)

    page = client.get(PAGE)

    assert "Flytta till version 2025" in said(page)
    assert "Sista dag:" in said(page)
    assert "i stället för ingen gräns" in said(page)
    shown = Entry.objects.filter(event="access.list_shown").latest("pk").details
    assert shown["enrolments"] == sorted([person.pk, other.pk])

    chosen = {"person": f"{person.pk}-{person.revision}"}
    answer = client.post(PAGE, sent(page, **chosen), follow=True)

    assert "1 person står nu under version 2025" in said(answer)
    assert Enrolment.objects.get(pk=person.pk).version.version == "2025"
    assert Enrolment.objects.get(pk=other.pk).version.version == "2023"
    case = said(client.get(f"/deltagare/{person.pk}/"))
    assert "SE-Höglandet 2025, gäller från" in case
    assert "dessförinnan 2023" in case


def test_who_cannot_be_moved_stands_there_with_the_reason_and_without_a_box(head, person, clock):
    put_in_force(raised(NO_FIRST_STEP))

    page = client_for(head).get(PAGE)

    assert "Steget ”Överenskommelse” finns inte i den nya versionen." in said(page)
    assert 'name="person"' not in said(page)


def test_a_page_that_is_older_than_the_newest_version_moves_nobody(head, person, clock):
    put_in_force(raised(LIMITED))
    client = client_for(head)
    page = client.get(PAGE)
    put_in_force(raised(version="2026", begins="2026-03-01"))

    answer = client.post(PAGE, sent(page, everybody="on"))

    assert answer.status_code == 409
    assert "En nyare version har börjat gälla" in said(answer)
    assert Enrolment.objects.get(pk=person.pk).version.version == "2023"


def test_a_case_changed_since_the_page_was_shown_stays_and_the_others_are_moved(
    head, person, clock
):
    put_in_force(raised(LIMITED))
    other = EnrolmentFactory(ongoing=True)
    client = client_for(head)
    page = client.get(PAGE)
    Enrolment.objects.filter(pk=person.pk).update(revision=person.revision + 1)

    both = [f"{each.pk}-{each.revision}" for each in (person, other)]
    answer = client.post(PAGE, sent(page, person=both), follow=True)

    assert "1 person flyttades inte" in said(answer)
    assert Enrolment.objects.get(pk=person.pk).version.version == "2023"
    assert Enrolment.objects.get(pk=other.pk).version.version == "2025"


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1-1"], ["9" * 40 + "-1"], ["\x00-1"]])
def test_nobody_and_nonsense_are_refused_and_move_nobody(head, person, clock, chosen):
    put_in_force(raised(LIMITED))
    client = client_for(head)

    answer = client.post(PAGE, sent(client.get(PAGE), person=chosen))

    assert answer.status_code == 422
    assert Enrolment.objects.get(pk=person.pk).version.version == "2023"


def test_a_box_that_was_emptied_stays_empty_when_the_page_refuses(head, person, clock):
    put_in_force(raised(LIMITED))
    client = client_for(head)
    page = client.get(PAGE)
    box = f'value="{person.pk}-{person.revision}"'

    refused = client.post(PAGE, sent(page))

    assert f"{box} checked" in said(page)
    assert f"{box}>" in said(refused)


def test_a_double_press_moves_once(head, person, clock):
    put_in_force(raised(LIMITED))
    client = client_for(head)
    form = sent(client.get(PAGE), everybody="on")

    first, second = client.post(PAGE, form), client.post(PAGE, form)

    assert first.url == second.url
    assert VersionStretch.objects.count() == 2


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_takes_the_same_queries_however_many_there_are(
    head, person, clock, many, django_assert_num_queries
):
    put_in_force(raised(LIMITED))
    for _each in range(many):
        taking_part()
    client = client_for(head)
    client.get(PAGE)

    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 16


def test_people_who_came_in_before_a_version_begins_stand_under_the_one_before(association, head):
    put_in_force(TEXT)
    person = taking_part()
    later = put_in_force(raised(begins="2026-06-01"))

    assert list(moves(movable_by(head, later), later, TODAY))
    assert person.version.version == "2023"
