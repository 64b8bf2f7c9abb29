"""What an indicator counts on: the view gives what its file names, of this association alone."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, connections
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stegvis.access.models import Association
from stegvis.access.reader import read_only
from stegvis.casework.models import Livelihood
from stegvis.indicators.definition import fact
from stegvis.indicators.install import install_facts, remove_facts
from stegvis.indicators.rows import enrolments
from stegvis.lib.dates import age_on
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import words
from tests.factories import EnrolmentFactory, VersionFactory, step_into
from tests.indicators.cohorts import occupied

KINDS = {"character varying": "text", "text": "text", "bigint": "integer", "integer": "integer"}


def read(sql, parameters=(), as_of="infinity"):
    """The answer of the role that figures are computed by, as of a day."""
    with read_only(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('stegvis.as_of', %s, true)", [str(as_of)])
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def column(name, enrolment, as_of="infinity"):
    [[value]] = read(
        f"SELECT {name} FROM fact_enrolment WHERE enrolment = {enrolment.pk}", as_of=as_of
    )
    return value


def test_the_view_gives_the_columns_its_file_names_in_their_order_and_of_their_kinds(association):
    programme = VersionFactory().programme
    source = enrolments(programme, [])

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE given AS {source.sql}", source.parameters)
        cursor.execute(
            "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a"
            " WHERE a.attrelid = 'given'::regclass AND a.attnum > 0 ORDER BY a.attnum"
        )
        found = {name: KINDS.get(kind, kind) for name, kind in cursor.fetchall()}

    named = {name: column.kind for name, column in fact("enrolment").columns.items()}
    beside = {"programme_id": "integer", "version_id": "integer"}
    assert {name: kind for name, kind in found.items() if name not in beside} == named
    in_view = [name for name in found if name not in beside and name != "end_counts_as"]
    assert in_view == [name for name in named if name != "end_counts_as"]


def test_the_kinds_that_are_work_are_the_ones_the_definitions_know(association):
    enrolment = EnrolmentFactory(ongoing=True)
    day = date(2025, 3, 1)

    for number, kind in enumerate(words.OCCUPATIONS):
        occupied(enrolment, "exit", kind, day + timedelta(days=number))
        assert column("in_work_exit", enrolment) is (kind in words.IN_WORK), kind
        assert column("occupation_exit", enrolment) == kind


def test_what_was_not_recorded_is_null_and_not_a_no(association):
    enrolment = EnrolmentFactory(ongoing=True)
    occupied(enrolment, "start", "work", date(2025, 2, 3))

    assert column("in_work_start", enrolment) is True
    assert column("in_work_after", enrolment) is None
    assert column("occupation_after", enrolment) is None
    assert column("livelihood_start", enrolment) is None


def test_of_several_kinds_on_a_day_any_work_is_work_and_the_largest_share_is_the_kind(association):
    enrolment = EnrolmentFactory(ongoing=True)
    day = date(2025, 3, 1)
    occupied(enrolment, "exit", "study", day, percent=75)
    occupied(enrolment, "exit", "work", day, percent=25)
    occupied(enrolment, "exit", "none", day)

    assert column("in_work_exit", enrolment) is True
    assert column("occupation_exit", enrolment) == "study"


def test_of_several_days_at_an_occasion_the_latest_holds(association):
    enrolment = EnrolmentFactory(ongoing=True)
    occupied(enrolment, "after", "work", date(2025, 3, 1), percent=100)
    occupied(enrolment, "after", "none", date(2025, 9, 1))

    assert column("in_work_after", enrolment) is False
    assert column("occupation_after", enrolment) == "none"


def test_what_was_observed_after_the_day_is_not_there_yet(association):
    enrolment = EnrolmentFactory(ongoing=True)
    occupied(enrolment, "after", "none", date(2025, 3, 1))
    occupied(enrolment, "after", "work", date(2025, 9, 1))

    assert column("in_work_after", enrolment, as_of=date(2025, 2, 28)) is None
    assert column("in_work_after", enrolment, as_of=date(2025, 8, 31)) is False
    assert column("in_work_after", enrolment, as_of=date(2025, 9, 1)) is True


def test_livelihood_is_the_kind_with_the_largest_share(association):
    enrolment = EnrolmentFactory(ongoing=True)
    for kind, percent in (("wage", 25), ("sickness_benefit", 75)):
        Livelihood.objects.create(
            association=association, enrolment=enrolment, occasion="start",
            on=date(2025, 2, 3), kind=kind, percent=percent,
        )  # fmt: skip

    assert column("livelihood_start", enrolment) == "sickness_benefit"


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(birth=st.dates(date(1900, 1, 1), date(2030, 1, 1)), days=st.integers(0, 40_000))
@example(birth=date(2000, 2, 29), days=365)
@example(birth=date(2000, 2, 29), days=364)
def test_age_in_the_database_is_age_in_the_program(db, birth, days):
    day = birth + timedelta(days=days)

    [[age]] = read("SELECT stegvis_age(%s, NULL, %s)", [birth, day])

    assert age == age_on(birth, day)


def test_age_is_at_the_start_by_year_where_the_day_is_not_known(association):
    known = EnrolmentFactory(ongoing=True, participant__birth_date=date(2000, 2, 4))
    by_year = EnrolmentFactory(
        ongoing=True, participant__birth_date=None, participant__birth_year=2000
    )
    neither = EnrolmentFactory(
        ongoing=True, participant__birth_date=None, participant__birth_year=None
    )
    waiting = EnrolmentFactory(raised=True)

    ages = [column("age", each) for each in (known, by_year, neither, waiting)]
    assert ages == [24, 25, None, None]


def test_another_association_is_not_in_the_view(association):
    EnrolmentFactory(ongoing=True)
    step_into(Association.objects.create(name="Ett annat förbund"))
    theirs = EnrolmentFactory(ongoing=True)

    assert read("SELECT enrolment FROM fact_enrolment") == [(theirs.pk,)]


@pytest.mark.parametrize(
    "reaching",
    [
        "SELECT personal_number FROM participants_participant",
        "SELECT family_name FROM participants_participant",
        "SELECT case_number FROM participants_enrolment",
        "SELECT refusal_reason FROM participants_enrolment",
        "SELECT * FROM participants_consent",
        "UPDATE participants_enrolment SET ended_on = NULL",
    ],
)
def test_the_role_that_computes_figures_reaches_nothing_that_identifies_and_writes_nothing(
    association, reaching
):
    EnrolmentFactory(ongoing=True)

    with pytest.raises(DatabaseError, match="permission denied"):
        read(reaching)

    assert Enrolment.objects.get().started_on  # the transaction goes on, as who one was


def test_columns_nobody_uses_cost_no_join(association):
    plan = "\n".join(
        line
        for (line,) in read(
            "EXPLAIN SELECT count(*) FROM fact_enrolment WHERE started_on > 'today'"
        )
    )

    assert "participants_enrolment" in plan
    for table in ("participants_participant", "casework_", "access_unit", "programmes_"):
        assert table not in plan


@pytest.mark.django_db(databases=["default", "owner"])
def test_installing_again_leaves_a_view_that_is_as_its_file_says():
    def standing():
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT to_regclass('fact_enrolment')::oid")
            return cursor.fetchone()[0]

    before = standing()
    install_facts()
    assert standing() == before

    remove_facts()
    assert standing() is None
    install_facts()
    assert standing() not in (None, before)
