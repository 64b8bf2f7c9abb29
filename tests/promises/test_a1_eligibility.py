"""A1: age and residence are computed, the rest attested, an exception is shown (V23 §5)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.access.roles import Role
from stegvis.intake.eligibility import in_the_way, judged, not_known, why_not
from stegvis.intake.eligibility.facts import Facts
from stegvis.intake.eligibility.judging import Exempted, Said, judge
from stegvis.intake.models import Attestation, Exemption
from stegvis.intake.services import attest, exempt
from stegvis.intake.services.eligibility import Word
from stegvis.programmes.definition import read_text
from tests.factories import client_for, member
from tests.intake.plans import TOWN, applied, coach_in, head_of, town
from tests.intake.world import ApplicationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association", "clock")]

PLAN = read_text(TOWN)


def standing(enrolment, today):
    """Each key with whether it speaks for the person."""
    return {row.key: row.met for row in judged(enrolment, today)}


def row_of(enrolment, today, key):
    return next(row for row in judged(enrolment, today) if row.key == key)


def written(enrolment, **criteria):
    """An application in which the referrer has answered."""
    answers = {key: {"answer": answer, "why": why} for key, (answer, why) in criteria.items()}
    return ApplicationFactory(
        enrolment=enrolment, programme=enrolment.programme, unit=enrolment.unit,
        way_in=enrolment.way_in, criteria=answers,
    )  # fmt: skip


# --- What is computed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "met"),
    [
        (date(2010, 3, 2), True),  # sixteen on the day of the application
        (date(2010, 3, 3), False),
        (date(1961, 3, 3), True),  # sixty-four, to be sixty-five tomorrow
        (date(1961, 3, 2), False),
        (None, None),
    ],
)
def test_age_is_that_of_the_day_the_application_came(today, born, met):
    person = applied(*town(), participant__birth_date=born)

    assert standing(person, today)["age"] is met


@pytest.mark.parametrize(("lives_in", "met"), [("Västerås", True), ("Sala", False), ("", None)])
def test_residence_is_compared_with_the_plans_and_not_known_is_not_a_no(today, lives_in, met):
    person = applied(*town(), participant__municipality=lives_in)

    assert standing(person, today)["residence"] is met


def test_what_is_computed_tells_the_facts_it_rests_on(today):
    person = applied(*town())

    assert row_of(person, today, "age").why == "26 år den 2 mars 2026, då ansökan kom in."
    assert "Västerås" in row_of(person, today, "residence").why
    assert row_of(person, today, "age").passage == "5"


# --- What is attested -----------------------------------------------------------------------------


def test_the_word_of_the_one_who_brings_the_person_counts_and_the_coachs_stands_beside_it(today):
    version, unit = town()
    person = applied(version, unit)
    written(person, coordination=(True, "Tre myndigheter"))
    coach = coach_in(unit)

    attest(
        by=coach, enrolment=person, today=today,
        words={"coordination": Word(False, "En räcker")},
    )  # fmt: skip

    row = row_of(person, today, "coordination")
    assert (row.met, row.why) == (True, "Tre myndigheter")
    assert [(one.role, one.answer, one.why, one.on) for one in row.said] == [
        (Role.REFERRER, True, "Tre myndigheter", date(2026, 3, 2)),
        (Role.COACH, False, "En räcker", today),
    ]
    assert row.disputed


def test_where_the_plan_names_whose_word_counts_nobody_elses_does(today):
    version, unit = town()
    person = applied(version, unit)
    written(person, motivation=(True, "Säger det själv"))

    assert row_of(person, today, "motivation").met is None

    attest(by=coach_in(unit), enrolment=person, today=today, words={"motivation": Word(True)})
    assert row_of(person, today, "motivation").met is True


def test_the_coachs_word_counts_when_the_person_came_alone(today):
    version, unit = town()
    person = applied(version, unit, way_in="alone")

    attest(by=coach_in(unit), enrolment=person, today=today, words={"coordination": Word(True)})

    assert row_of(person, today, "coordination").met is True


def test_a_new_word_stands_beside_the_old_one(today):
    version, unit = town()
    person, coach = applied(version, unit), coach_in(unit)

    for word in (Word(False, "Inte än"), Word(True, "Nu"), Word(True, "Nu")):
        attest(by=coach, enrolment=person, today=today, words={"motivation": word})

    row = row_of(person, today, "motivation")
    assert (row.met, row.why) == (True, "Nu")
    assert [one.why for one in row.earlier] == ["Inte än"]
    assert Attestation.objects.count() == 2


def test_a_word_against_the_person_or_against_another_needs_a_reason(today):
    version, unit = town()
    person = applied(version, unit)
    written(person, coordination=(True, ""))

    with pytest.raises(ValidationError) as refusal:
        attest(
            by=coach_in(unit), enrolment=person, today=today,
            words={"coordination": Word(False), "addiction": Word(True), "motivation": Word(True)},
        )  # fmt: skip

    assert set(refusal.value.message_dict) == {"coordination_why", "addiction_why"}
    assert not Attestation.objects.exists()


def test_nobody_attests_what_is_computed_and_nobody_elsewhere_attests(today):
    version, unit = town()
    person = applied(version, unit)

    with pytest.raises(ValidationError, match="intygas inte: age"):
        attest(by=coach_in(unit), enrolment=person, today=today, words={"age": Word(True)})
    with pytest.raises(PermissionDenied):
        attest(by=member(Role.COACH), enrolment=person, today=today, words={})


# --- Exceptions -----------------------------------------------------------------------------------


def test_the_head_of_unit_makes_an_exception_with_a_reason_and_it_is_shown(today):
    version, unit = town()
    person, head = applied(version, unit, participant__municipality="Sala"), head_of(unit)
    assert "Är folkbokförd i Västerås" in why_not(judged(person, today))

    exempt(by=head, enrolment=person, key="residence", reason="Flyttar i april", today=today)

    row = row_of(person, today, "residence")
    assert (row.met, row.stands_in_the_way) == (False, False)
    assert (row.exception.reason, row.exception.by, row.exception.on) == (
        "Flyttar i april", head.name, today,
    )  # fmt: skip
    assert why_not(judged(person, today)) == ""
    page = client_for(head).get(reverse("intake:arrival", args=[person.pk])).content.decode()
    assert "Flyttar i april" in page
    assert head.name in page


def test_no_exception_without_reason_for_what_is_met_twice_or_by_another(today):
    version, unit = town()
    person, head = applied(version, unit, participant__municipality="Sala"), head_of(unit)

    with pytest.raises(ValidationError, match="Skriv skälet"):
        exempt(by=head, enrolment=person, key="residence", reason=" ", today=today)
    with pytest.raises(ValidationError, match="hindrar inte"):
        exempt(by=head, enrolment=person, key="age", reason="Skäl", today=today)
    with pytest.raises(PermissionDenied):
        exempt(by=coach_in(unit), enrolment=person, key="residence", reason="Skäl", today=today)
    exempt(by=head, enrolment=person, key="residence", reason="Skäl", today=today)
    with pytest.raises(ValidationError, match="hindrar inte"):
        exempt(by=head, enrolment=person, key="residence", reason="Skäl igen", today=today)

    assert Exemption.objects.count() == 1


def test_where_the_plan_lets_nobody_there_is_no_exception(today):
    source = TOWN.replace("[exceptions]", "[dropped]")
    source = source[: source.index("[dropped]")] + source[source.index("[priority]") :]
    version, unit = town(source)
    person = applied(version, unit, participant__municipality="Sala")

    with pytest.raises(ValidationError, match="Planen säger inte"):
        exempt(by=head_of(unit), enrolment=person, key="residence", reason="Skäl", today=today)


# --- The pages ------------------------------------------------------------------------------------


def test_the_coach_reads_each_criterion_on_its_own_line_and_answers_on_a_page(today):
    version, unit = town()
    person, coach = applied(version, unit), coach_in(unit)
    written(person, coordination=(True, "Tre myndigheter"))
    client, address = client_for(coach), reverse("intake:criteria", args=[person.pk])

    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"coordination_answer": "false", "coordination_why": "En räcker"}
    assert client.post(address, data).status_code == 302

    page = client.get(reverse("intake:arrival", args=[person.pk])).content.decode()
    for words in ("26 år den 2 mars 2026", "Tre myndigheter", "En räcker", "Olika bedömningar"):
        assert words in page


def test_what_is_asked_of_the_database_is_the_same_however_much_was_said(today):
    version, unit = town()
    person, coach = applied(version, unit), coach_in(unit)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            judged(person, today)
        return len(asked)

    before = queries()
    for number in range(5):
        word = Word(False, f"Skäl {number}")
        attest(by=coach, enrolment=person, today=today, words={"motivation": word})

    assert queries() == before <= 8


# --- Whatever the facts and words -----------------------------------------------------------------

FACTS = st.fixed_dictionaries({
    "age": st.none() | st.integers(0, 120),
    "municipality": st.none() | st.sampled_from(["Västerås", "Sala"]),
    "consent": st.none() | st.booleans(),
    "livelihood": st.none() | st.sampled_from(["activity_compensation", "wage"]),
    "joint_assessment": st.none() | st.booleans(),
})  # fmt: skip
WORDS = st.lists(
    st.builds(
        Said,
        role=st.sampled_from([Role.REFERRER, Role.COACH, Role.HEAD_OF_UNIT]),
        answer=st.none() | st.booleans(),
        why=st.just("Därför"),
        by=st.sampled_from(["Eva", "Ali"]),
        on=st.dates(date(2023, 1, 1), date(2026, 1, 1)),
    ),
    max_size=5,
)
KEYS = [row.key for row in (*PLAN.criteria, *PLAN.exclusions)]


@given(
    facts=FACTS,
    said=st.dictionaries(st.sampled_from(KEYS), WORDS),
    exempted=st.dictionaries(
        st.sampled_from(KEYS), st.builds(Exempted, st.just("Skäl"), st.just("Bo"), st.dates())
    ),
    brought_by=st.sampled_from([Role.REFERRER, Role.COACH]),
)
def test_every_key_stands_once_and_only_what_is_known_stands_in_the_way(
    facts, said, exempted, brought_by
):
    rows = judge(PLAN, Facts(facts, {}), said, exempted, brought_by)

    assert [row.key for row in rows] == KEYS
    for row in rows:
        words = said.get(row.key, [])
        assert set(row.said) | set(row.earlier) == set(words)
        if row.computed and row.key != "joint_assessment":
            assert row.by == ""
        if not words and not row.computed:
            assert row.met is None
        if row.key in exempted:
            assert not row.stands_in_the_way
    lacking = in_the_way(rows)
    assert bool(why_not(rows)) == bool(lacking)
    assert all(row.text in why_not(rows) for row in lacking)
    assert not set(lacking) & set(not_known(rows))
    if facts["age"] is not None:
        assert rows[0].met is (16 <= facts["age"] <= 64)
