"""B1: one and the same contact person through the whole stay, and none without notice."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from stegvis.audit.models import Change, Entry
from stegvis.casework.cases import ContactRow, cases, with_facts
from stegvis.casework.due.facts import Stretch
from stegvis.casework.queries.road import together, together_in_words
from stegvis.casework.services import change_contact_person, discharge, end
from stegvis.casework.services.contact import GAP
from stegvis.participants.models import ContactPerson, Enrolment
from tests.casework.people import coach, taking_part
from tests.casework.plans import LIMITED, under
from tests.factories import ContactPersonFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


def followers(enrolment: Enrolment) -> list[tuple[str, date, date | None]]:
    rows = ContactPerson.objects.filter(enrolment=enrolment).order_by("starts_on")
    return list(rows.values_list("name", "starts_on", "ends_on"))


def change(enrolment, to, day, by=None, **more):
    return change_contact_person(
        by=by or coach(), enrolment=enrolment, revision=None, user=to, starts_on=day, **more
    )


def test_whoever_followed_follows_to_the_day_before_and_both_stay_on_record(association):
    enrolment = taking_part(coach("Elin"))

    change(enrolment, coach("Omar"), date(2025, 9, 1))

    assert followers(enrolment) == [
        ("Elin", date(2025, 2, 3), date(2025, 8, 31)),
        ("Omar", date(2025, 9, 1), None),
    ]
    assert Entry.objects.filter(event="participants.contact_person_named").count() == 1


def test_a_wrong_name_is_corrected_from_its_own_first_day_and_the_history_keeps_it(association):
    enrolment = taking_part(coach("Elin"))

    change(enrolment, coach("Omar"), date(2025, 2, 3))

    assert followers(enrolment) == [("Omar", date(2025, 2, 3), None)]
    assert Change.objects.get(table="participants_contactperson").before["name"] == "Elin"
    assert Entry.objects.filter(event="casework.contact_person_corrected").count() == 1


def test_a_change_before_the_present_one_began_is_refused(association):
    enrolment = taking_part(coach("Elin"))

    with pytest.raises(ValidationError, match="Elin är kontaktperson från"):
        change(enrolment, coach("Omar"), date(2025, 1, 31))


def test_the_same_person_again_is_refused(association):
    elin = coach("Elin")

    with pytest.raises(ValidationError, match="Elin är redan kontaktperson"):
        change(taking_part(elin), elin, date(2025, 9, 1))


def test_days_without_anybody_are_refused_until_somebody_says_that_it_was_so(association):
    enrolment = EnrolmentFactory(ongoing=True)
    ContactPersonFactory(enrolment=enrolment, user=coach("Elin"), ends_on=date(2025, 6, 30))
    omar = coach("Omar")

    with pytest.raises(
        ValidationError, match="från den 1 juli 2025 till den 17 augusti"
    ) as refused:
        change(enrolment, omar, date(2025, 8, 18))
    assert refused.value.code == GAP
    assert len(followers(enrolment)) == 1

    change(enrolment, omar, date(2025, 8, 18), gap=True)
    assert followers(enrolment)[-1] == ("Omar", date(2025, 8, 18), None)


def test_a_first_contact_person_who_comes_after_the_start_leaves_a_hole_too(association):
    enrolment = EnrolmentFactory(ongoing=True)

    with pytest.raises(ValidationError, match="från den 3 februari 2025 till den 9 februari 2025"):
        change(enrolment, coach("Omar"), date(2025, 2, 10))

    change(enrolment, coach("Omar"), date(2025, 2, 3))
    assert len(followers(enrolment)) == 1


def test_somebody_follows_until_the_discharge_and_nobody_after(association):
    elin = coach("Elin")
    enrolment = taking_part(elin)

    end(
        by=elin, enrolment=enrolment, revision=None, ended_on=date(2025, 11, 28),
        end_reason="work", today=date(2026, 3, 11),
    )  # fmt: skip
    assert followers(enrolment) == [("Elin", date(2025, 2, 3), None)]
    discharge(
        by=elin, enrolment=enrolment, revision=None, discharged_on=date(2026, 2, 28),
        today=date(2026, 3, 11),
    )  # fmt: skip

    assert followers(enrolment) == [("Elin", date(2025, 2, 3), date(2026, 2, 28))]
    with pytest.raises(ValidationError, match="utskriven och har ingen kontaktperson"):
        change(enrolment, coach("Omar"), date(2026, 3, 1))


# --- One and the same throughout -----------------------------------------------------------------


def steady(**fields) -> Enrolment:
    """One under a plan that promises one and the same contact person."""
    return under(LIMITED, "en-och-samma", date(2025, 4, 14), "assessment", **fields)


def words_of(enrolment: Enrolment, today: date = date(2026, 3, 11)) -> str:
    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), today), today)
    return together_in_words(case)


def test_where_the_plan_promises_one_and_the_same_a_change_takes_a_reason_that_is_kept(
    association,
):
    enrolment, omar = steady(follower=coach("Elin")), coach("Omar")
    assert words_of(enrolment) == "En och samma kontaktperson hela tiden, som planen säger."

    with pytest.raises(ValidationError, match="Skriv varför det byts"):
        change(enrolment, omar, date(2026, 2, 9))
    change(enrolment, omar, date(2026, 2, 9), because="Elin har slutat.")

    assert followers(enrolment)[-1] == ("Omar", date(2026, 2, 9), None)
    assert ContactPerson.objects.get(name="Omar").because == "Elin har slutat."
    # 301 of the 332 days so far.
    assert words_of(enrolment) == "Samma kontaktperson 90 procent av tiden. 1 byte."


def test_a_wrong_name_is_corrected_without_a_reason_and_another_plan_asks_for_none(association):
    enrolment = steady(follower=coach("Elin"))
    change(enrolment, coach("Omar"), date(2025, 4, 14))
    assert followers(enrolment) == [("Omar", date(2025, 4, 14), None)]

    other = taking_part(coach("Elin"))
    change(other, coach("Omar"), date(2025, 9, 1))
    assert words_of(other) == ""


def test_days_that_nobody_followed_are_told(association):
    enrolment = steady(follower=coach("Elin"))
    ContactPerson.objects.filter(enrolment=enrolment).update(ends_on=date(2026, 1, 31))
    change(enrolment, coach("Omar"), date(2026, 2, 10), gap=True, because="Elin slutade.")

    assert words_of(enrolment).endswith("1 byte. 9 dagar utan någon.")


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 120)), max_size=5),
    st.integers(0, 300),
)
def test_the_days_followed_and_the_days_alone_are_the_whole_time(spans, length):
    first = date(2025, 1, 1)
    contacts, free = [], first
    for number, (gap, days) in enumerate(spans):
        start = free + timedelta(days=gap)
        last = start + timedelta(days=days)
        contacts.append(ContactRow(number % 2, "", Stretch(start, last)))
        free = last + timedelta(days=1)
    row = SimpleNamespace(started_on=first, discharged_on=None)
    today = first + timedelta(days=length)
    case = SimpleNamespace(enrolment=row, today=today, contacts=contacts)

    found = together(case)

    assert found.days == length + 1
    assert 0 <= found.same <= found.days - found.alone
    assert found.alone == sum(
        not any(contact.days.covers(first + timedelta(days=n)) for contact in contacts)
        for n in range(length + 1)
    )
