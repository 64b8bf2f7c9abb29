"""The calculator: what it counts is what one would count by hand, whatever the people."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.indicators.calculator import count, figures
from stegvis.indicators.catalogue import indicator, indicators
from stegvis.indicators.definition import fact, indicator_from
from stegvis.indicators.rows import written_out
from stegvis.lib.dates import Period
from stegvis.lib.faults import Refused
from stegvis.participants.models import Participant
from stegvis.programmes.models import Programme, ProgrammeVersion, digest_of
from tests.factories import PLAN, ParticipantFactory, VersionFactory
from tests.indicators.cohorts import counted, discharged, enrolled

YEAR, LATER = Period.year(2023), date(2024, 2, 1)
DAYS = st.one_of(st.none(), st.dates(date(2022, 11, 1), date(2024, 3, 1)))
REASONS = st.sampled_from([None, "work", "study", "ill", "moved", "registration_error"])
YES_NO = st.sampled_from([True, False, None])

ROW = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["woman", "man", "other", "unknown"]),
        "unit": st.sampled_from(["aneby", "eksjo", None]),
        "age": st.one_of(st.none(), st.integers(15, 70)),
        "started_on": DAYS,
        "ended_on": DAYS,
        "discharged_on": DAYS,
        "decided_on": DAYS,
        "decision": st.sampled_from(["admitted", "refused", None]),
        "by_exception": YES_NO,
        "end_reason": REASONS,
        "in_work_before": YES_NO,
        "in_work_after": YES_NO,
    }
)


def by_hand(key, row, as_of):
    """Whether the question concerns the row, and the answer: (concerns, yes | no | None)."""
    dated = {
        "started": "started_on", "ended": "ended_on", "discharged": "discharged_on",
        "work_or_study_at_discharge": "discharged_on", "work_after": "started_on",
        "work_before": "started_on", "work_gained": "started_on", "progress": "ended_on",
        "paid_work": "ended_on", "work_or_study_kept": "discharged_on",
        "admitted_by_exception": "decided_on",
    }[key]  # fmt: skip
    day = row[dated]
    concerns = day is not None and day in YEAR
    if key in ("work_after", "work_gained"):
        concerns = concerns and row["ended_on"] is not None and row["ended_on"] <= as_of
    else:
        concerns = concerns and day <= as_of
    if key == "work_gained":
        concerns = concerns and row["in_work_before"] is not True
    reason = row["end_reason"]
    if key == "paid_work":
        concerns = concerns and reason == "work"
    if key == "admitted_by_exception":
        concerns = concerns and row["decision"] == "admitted" and row["by_exception"] is True
    answers = {
        "work_or_study_at_discharge": None if reason is None else reason in ("work", "study"),
        "progress": None if reason is None else reason in ("ordinary_measure", "work", "study"),
        # Nobody has been seen three months after, so only those who left for neither are known.
        "work_or_study_kept": None if reason in (None, "work", "study") else False,
        "work_after": row["in_work_after"],
        "work_before": row["in_work_before"],
        "work_gained": None if row["in_work_before"] is None else row["in_work_after"],
    }
    return concerns, answers.get(key, True)


def tally(key, rows, as_of):
    pairs = [by_hand(key, row, as_of) for row in rows]
    return counted(answer for concerns, answer in pairs if concerns)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROW, min_size=1, max_size=40), as_of=st.dates(date(2023, 1, 1), LATER))
def test_random_cohorts_count_as_plain_python_counts_them(db, rows, as_of):
    """Erroneous entries are the view's to leave out, so here they are people like any other."""
    keys = sorted(indicators())
    facts = [row | {"end_counts_as": row["end_reason"]} for row in rows]
    source = written_out(facts, fact("enrolment"))

    table = count([indicator(key) for key in keys], source, YEAR, as_of, ["sex", "unit"])

    for place, key in enumerate(keys):
        assert table[0][None][place] == tally(key, rows, as_of), key
        for level, name in enumerate(["sex", "unit"], start=1):
            for group, counts in table[level].items():
                assert counts[place] == tally(key, [r for r in rows if r[name] == group], as_of)


STAYS = st.lists(
    st.tuples(
        st.sampled_from(["woman", "man", "other"]),
        st.dates(date(2022, 6, 1), date(2023, 12, 31)),
        st.integers(0, 500),
        st.integers(0, 120),
        REASONS,
    ),
    min_size=1,
    max_size=30,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(stays=STAYS)
def test_random_people_in_the_tables_count_as_plain_python_counts_them(association, stays):
    rows = [
        {
            "sex": sex, "started_on": start, "ended_on": start + timedelta(days=stay),
            "discharged_on": start + timedelta(days=stay + wait), "end_reason": reason,
            "in_work_before": None, "in_work_after": None,
        }
        for sex, start, stay, wait, reason in stays
    ]  # fmt: skip
    counting = [row for row in rows if row["end_reason"] != "registration_error"]
    with transaction.atomic():
        programme = VersionFactory().programme
        for row in rows:
            person = ParticipantFactory(sex=row["sex"])
            stay = {name: row[name] for name in ("started_on", "ended_on", "discharged_on")}
            enrolled([person], end_reason=row["end_reason"], **stay)

        found = figures(programme, YEAR, as_of=LATER, by=["sex"], unprotected=True)
        transaction.set_rollback(True)

    for figure in found.figures:
        all_ = figure.all
        assert (all_.about, all_.known, all_.counts) == tally(figure.id, counting, LATER)
        for sex, group in figure.by["sex"].items():
            here = [row for row in counting if row["sex"] == sex]
            assert (group.about, group.known, group.counts) == tally(figure.id, here, LATER)
    assert not Participant.objects.exists()


def second_version(programme, text=None):
    """A plan for the second half of 2023: as the one before, or with other words in it."""
    source = (text or PLAN.read_text()).replace("version = 2023", "version = 2024")
    source = source.replace("valid_from = 2023-01-01", "valid_from = 2023-07-01")
    return ProgrammeVersion.objects.create(
        association=programme.association, programme=programme, version="2024",
        valid_from=date(2023, 7, 1), source=source, digest=digest_of(source),
    )  # fmt: skip


def test_the_version_is_the_one_in_force_on_the_last_day_and_those_people_stand_under_are_named(
    association,
):
    programme = VersionFactory().programme
    later = second_version(programme)
    discharged(6, "work", on=date(2023, 9, 1))
    discharged(7, "work", on=date(2023, 9, 1), version=later)

    whole_year = figures(programme, YEAR, as_of=LATER)
    spring = figures(programme, Period(date(2023, 1, 1), date(2023, 6, 30)), as_of=LATER)
    long_before = figures(programme, Period.year(2020), as_of=LATER)

    assert (whole_year.version, whole_year.under) == ("2024", ("2023", "2024"))
    assert (spring.version, spring.under) == ("2023", ())
    assert (long_before.version, long_before.under) == ("2023", ())


def test_an_end_reason_of_a_plans_own_counts_as_the_plan_says(association):
    programme = VersionFactory().programme
    own = """
[[end_reasons]]
key = "own_firm"
title = "Eget företag"
counts_as = "work"
passage = "2"

[[end_reasons]]
key = "typed_wrong"
title = "Skrivet fel"
counts_as = "registration_error"
passage = "2"
"""
    version = second_version(programme, PLAN.read_text() + own)
    discharged(6, "own_firm", on=date(2023, 9, 1), version=version)
    discharged(5, "typed_wrong", on=date(2023, 9, 1), version=version)
    discharged(4, "moved", on=date(2023, 9, 1), version=version)

    [figure, *_] = figures(programme, YEAR, as_of=LATER).figures

    assert (figure.all.about, figure.all.known, figure.all.counts) == (10, 10, 6)


def test_an_answer_that_depends_on_something_missing_is_not_known_though_the_definition_says_so(db):
    """A definition that forgets to ask makes nobody a no."""
    forgetful = indicator_from(
        """
title = "I arbete efter"
unit = "share"
better = "higher"
fact = "enrolment"
dated_by = "started_on"
about = "started_on <= :as_of"
known = "true"
counts = "in_work_after"
source = "x"
owner = "x"
reviewed = 2026-01-01
[[example]]
why = "x"
as_of = 2023-12-31
rows = [{ started_on = 2023-01-01, in_work_after = true }]
gives = { about = 1, known = 1, counts = 1 }
""",
        key="forgetful",
    )
    rows = [
        {"started_on": date(2023, 1, 1), "in_work_after": answer} for answer in (True, False, None)
    ]

    table = count([forgetful], written_out(rows, fact("enrolment")), YEAR, LATER)

    assert table[0][None] == [(3, 2, 1)]


def test_groups_without_people_are_there_when_they_are_always_asked_about(association):
    programme = VersionFactory().programme
    discharged(6, "work", sex="woman", on=date(2023, 5, 5))

    [figure, *_] = figures(programme, YEAR, as_of=LATER, by=["sex", "age"]).figures

    assert list(figure.by["sex"]) == ["woman", "man"]
    assert figure.by["sex"]["man"].about == 0
    assert list(figure.by["age"]) == ["-29", "30-44", "45-59", "60-"]


def test_ages_are_grouped_by_the_age_at_the_start(association):
    programme = VersionFactory().programme
    for years, number in ((29, 5), (30, 6), (44, 7), (45, 8), (60, 9)):
        born = date(2023, 1, 1).replace(year=2023 - years)
        people = [ParticipantFactory(birth_date=born) for _ in range(number)]
        enrolled(people, started_on=date(2023, 1, 1))
    enrolled(
        [ParticipantFactory(birth_date=None, birth_year=None) for _ in range(5)],
        started_on=date(2023, 1, 1),
    )

    started = figures(programme, YEAR, as_of=LATER, by=["age"]).figure("started")

    groups = {key: group.about for key, group in started.by["age"].items()}
    assert groups == {"-29": 5, "30-44": 13, "45-59": 8, "60-": 9, "unknown": 5}


def test_a_programme_without_a_plan_is_refused_in_words(association):
    bare = Programme.objects.create(association=association, key="bar", title="Bar")

    with pytest.raises(Refused, match="ingen publicerad plan"):
        figures(bare, YEAR, as_of=LATER)


@pytest.mark.parametrize(
    ("by", "as_of", "said"),
    [
        (["colour"], LATER, "inte delas upp efter ”colour”"),
        ([], date(2022, 12, 31), "2022-12-31 är före periodens första dag, 2023-01-01"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(association, by, as_of, said):
    programme = VersionFactory().programme

    with pytest.raises(Refused, match=said):
        figures(programme, YEAR, as_of=as_of, by=by)


def test_all_figures_of_a_programme_are_one_statement(association, django_assert_num_queries):
    programme = VersionFactory().programme
    discharged(6, "work", on=date(2023, 5, 5))

    with django_assert_num_queries(7) as queries:
        figures(programme, YEAR, as_of=LATER, by=["sex", "age"])

    asked = [query["sql"] for query in queries.captured_queries]
    assert sum("fact_enrolment" in sql for sql in asked) == 1
