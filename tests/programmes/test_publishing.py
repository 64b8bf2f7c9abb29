"""Publishing is refused with all there is against it, from the page and the command alike."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.indicators.publishing import faults_against, plan_faults, publish
from stegvis.lib.faults import Refused
from stegvis.programmes.models import ProgrammeVersion
from stegvis.site.commands import definitions as command
from tests.casework.people import taking_part
from tests.factories import ConsentFactory, EnrolmentFactory
from tests.programmes.plans import FIRST_STEP, NO_FIRST_STEP, TEXT, put_in_force, raised

pytestmark = pytest.mark.django_db


def told(source: str) -> list[str]:
    return [f"{fault.where}: {fault.what}" for fault in faults_against(source)]


def test_a_plan_without_faults_is_put_in_force(association):
    version = publish(by=None, association=association, source=TEXT)

    assert version.version == "2023"


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_changed(association):
    put_in_force(TEXT)
    text = raised(
        ('title = "SE-Höglandet"', 'titel = "SE-Höglandet"'),
        ('indicator = "started"', 'indicator = "begun"'),
        ('parties = ["municipality",', 'parties = ["municipal",'),
        begins="2023-01-01",
    )

    with pytest.raises(Refused) as refused:
        publish(by=None, association=association, source=text)

    said = "\n".join(fault.what for fault in refused.value.faults)
    assert "'titel' is not a key here." in said  # at fault
    assert "is missing." in said
    assert "'municipal' is not among the parties." in said  # contradicts itself
    assert "there is no indicator 'begun'." in said  # names what does not exist
    assert "2023-01-01 is the day se-hoglandet 2023 begins too" in said  # overlaps another
    assert ProgrammeVersion.objects.count() == 1


def test_a_published_version_is_never_changed(association):
    put_in_force(TEXT)

    assert told(TEXT) == []
    assert told(TEXT.replace("0.35", "0.3")) == [
        "version: se-hoglandet 2023 is published here with another text."
    ]


def test_a_version_that_would_leave_people_without_a_rule_is_refused_with_each(association):
    put_in_force(TEXT)
    taking_part()

    faults = told(
        raised(
            NO_FIRST_STEP,
            ('key = "eksjo"', 'key = "norra"'),
            ('key = "activity_compensation"', 'key = "other_compensation"'),
        )
    )

    assert faults == [
        "livelihoods.kinds: the livelihood 'activity_compensation' is recorded about people, and "
        "is not here.",
        "phases: people have stood in the phase 'agreement', which is not here.",
        "units: people are in the unit 'eksjo', which is not here.",
    ]


@pytest.mark.parametrize(
    ("last_day", "faults"),
    [
        (date(2024, 12, 31), []),
        (
            None,
            ["consent.information: people have agreed to share 'household', which is not here."],
        ),
    ],
)
def test_a_consent_that_is_over_binds_no_plan(association, last_day, faults):
    put_in_force(TEXT)
    ConsentFactory(
        enrolment=taking_part(), information=["household"],
        starts_on=date(2024, 1, 1), ends_on=last_day,
    )  # fmt: skip

    assert told(raised()) == faults


def test_a_phase_that_another_takes_over_from_leaves_nobody_without_a_rule(association):
    put_in_force(TEXT)
    taking_part()

    assert told(raised(FIRST_STEP)) == []


def test_those_who_have_left_for_good_keep_no_version_from_being_published(association):
    put_in_force(TEXT)
    EnrolmentFactory(discharged=True)

    assert told(raised(('key = "eksjo"', 'key = "norra"'))) == []


def test_the_plan_of_earlier_years_can_be_published_after_the_present_one(association):
    put_in_force(TEXT)
    taking_part()

    assert told(raised(NO_FIRST_STEP, version="2018", begins="2018-01-01")) == []


def test_the_command_publishes_by_the_same_rules(tmp_path, association):
    put_in_force(TEXT)
    taking_part()
    path = tmp_path / "se-hoglandet-2025.toml"
    path.write_text(raised(NO_FIRST_STEP))

    with pytest.raises(Refused, match="people have stood in the phase 'agreement'"):
        command.publish([path], association.name)

    assert ProgrammeVersion.objects.count() == 1


def test_a_version_may_begin_later_and_until_then_the_one_before_holds(association):
    put_in_force(TEXT)
    publish(by=None, association=association, source=raised(begins="2026-06-01"))

    def holds(day):
        return ProgrammeVersion.objects.in_force(day).get().version

    assert holds(date(2026, 5, 31)) == "2023"
    assert holds(date(2026, 6, 1)) == "2025"


DEEP = [
    "[" * 20_000,
    "version" + ".a" * 5_000 + " = 1",
    "x = " + "{a=" * 3_000,
    "x = 1" + "0" * 9000,
]


@pytest.mark.parametrize("text", ["", "\x00", "x" * 200_000, "[[units]]\n" * 3_000, *DEEP])
def test_whatever_is_typed_is_told_its_faults_and_nothing_else(association, text):
    assert all(fault.what for fault in faults_against(text))
    assert faults_against(text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text())
def test_any_text_has_faults_and_no_other_answer(text):
    assert plan_faults(text)
