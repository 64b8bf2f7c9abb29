"""Åtkomstlogg: who opened which record (lag 2001:454, 10 §); never whom it was about."""

import re
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from stegvis.access.events import Event
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.queries.openings import PAGE
from tests.casework.people import coach, taking_part
from tests.factories import client_for, member, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LOG = "/atkomstlogg/"
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))


def opened(user, enrolment, *, at=MORNING):
    return Entry.objects.create(
        association_id=enrolment.association_id, at=at, actor=user.pk, role="coach",
        event=Event.RECORD_OPENED, enrolment=enrolment.pk,
    )  # fmt: skip


@pytest.fixture
def ulrika(association):
    return member(Role.LOG_REVIEWER, name="Ulrika Stålhandske")


def test_openings_are_listed_by_who_and_case_number_without_the_persons_name(ulrika):
    elin = coach()
    enrolment = taking_part(elin, participant__given_name="Samira", participant__family_name="Holm")
    client_for(elin).get(reverse("casework:case", args=[enrolment.pk]))
    client_for(elin).get(reverse("casework:caseload"))

    page = text(client_for(ulrika).get(LOG))

    for said in ("Elin Sandahl", "Handledare", "Eksjö kommun", enrolment.case_number):
        assert said in page
    assert "Öppnade ett ärende" in page
    assert "Visade en lista med personer" in page
    assert "Samira" not in page
    assert "Holm" not in page


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.COACH])
def test_who_opens_their_own_case_is_not_named_beside_its_number(ulrika, role):
    """One who works here may take part as well: it is the case that is their own that counts."""
    samira = member(role, name="Samira Holm")
    enrolment = taking_part(participant__user=samira)
    own = opened(samira, enrolment)
    Entry._base_manager.create(
        association_id=own.association_id, at=MORNING, actor=samira.pk, role=role,
        event=Event.RECORD_OPENED, enrolment=enrolment.pk, details={"permission": "own.case"},
    )  # fmt: skip
    client = client_for(ulrika)

    page = text(client.get(LOG))

    assert enrolment.case_number in page
    assert "Deltagaren själv" in page
    assert "Samira" not in page
    assert rows_of(asked(client, who="samira")) == []


@pytest.mark.parametrize("role", [r for r in Role if r != Role.LOG_REVIEWER])
def test_only_the_reviewer_reads_it(association, role):
    assert client_for(member(role)).get(LOG).status_code == 403


def asked(client, **fields):
    """The log, narrowed as the form narrows it."""
    return client.post(LOG, fields, follow=True)


def rows_of(response) -> list[str]:
    return [row.name for row, _ in response.context["rows"]]


def test_it_is_narrowed_by_who_by_case_and_by_day(ulrika):
    elin, omar = coach(), coach("Omar Haddad")
    one, other = taking_part(elin), taking_part(omar)
    opened(elin, one)
    opened(omar, other, at=datetime(2026, 3, 9, 23, 59, tzinfo=ZoneInfo("Europe/Stockholm")))
    client = client_for(ulrika)

    assert rows_of(client.get(LOG)) == ["Elin Sandahl", "Omar Haddad"]
    assert rows_of(asked(client, who="haddad")) == ["Omar Haddad"]
    assert rows_of(asked(client, case_number=one.case_number)) == ["Elin Sandahl"]
    assert rows_of(asked(client, first="2026-03-10")) == ["Elin Sandahl"]
    assert rows_of(asked(client, last="2026-03-09")) == ["Omar Haddad"]
    assert rows_of(asked(client, first="2026-03-10", last="2026-03-10")) == ["Elin Sandahl"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"first": "2026-02-30"}, "Datumet går inte att läsa"),
        ({"first": "2026-03-02", "last": "2026-03-01"}, "kan inte vara före den första"),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(ulrika, days, said):
    response = asked(client_for(ulrika), **days)

    assert response.status_code == 422
    assert said in text(response)


def test_reading_the_log_is_itself_logged(ulrika):
    client_for(ulrika).get(LOG)

    entry = Entry.objects.get(event="casework.log_read")
    assert (entry.actor, entry.details) == (ulrika.pk, {"page": 1, "narrowed": False})


def test_an_empty_log_says_so(ulrika):
    assert "Inget i loggen" in text(asked(client_for(ulrika), who="ingen"))


def test_a_long_log_is_turned_page_by_page_and_a_filter_goes_along(ulrika):
    elin = coach()
    enrolment = taking_part(elin)
    for _ in range(PAGE + 1):
        opened(elin, enrolment)
    client = client_for(ulrika)

    first = asked(client, who="elin")
    onward = re.search(r'href="(\?[^"]*page=2[^"]*)"', first.content.decode())
    second = client.get(LOG + unescape(onward[1]))

    assert [len(rows_of(page)) for page in (first, second)] == [PAGE, 1]


@pytest.mark.parametrize("field", ["who", "case_number"])
def test_what_was_typed_stands_in_no_address(ulrika, field):
    answer = client_for(ulrika).post(LOG, {field: "Samira Haddad"})

    assert answer.status_code == 302
    assert "Samira" not in answer["Location"]
    assert client_for(ulrika).get(answer["Location"]).context["form"].data[field] == "Samira Haddad"


@pytest.mark.parametrize("number", [1, 20])
def test_it_takes_the_same_queries_however_many_lines(ulrika, number, django_assert_num_queries):
    for n in range(number):
        opened(
            coach(f"Coach {n}"), taking_part(), at=datetime(2026, 3, 1 + n, tzinfo=ZoneInfo("UTC"))
        )
    client = client_for(ulrika)

    with django_assert_num_queries(12):
        client.get(LOG)


def test_the_day_in_a_filter_is_the_day_in_sweden(ulrika):
    elin = coach()
    late = datetime(2026, 7, 1, 22, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight in Eksjö
    opened(elin, taking_part(elin), at=late)

    found = client_for(ulrika).get(LOG, {"first": "2026-07-02", "last": "2026-07-02"})

    assert rows_of(found) == ["Elin Sandahl"]
    assert date(2026, 7, 2) == late.astimezone(ZoneInfo("Europe/Stockholm")).date()
