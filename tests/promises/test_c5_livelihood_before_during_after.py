"""C5: livelihood before, during and after, and occupation after; what nobody knows stays open."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from stegvis.access.roles import Role
from stegvis.audit.models import Change
from stegvis.casework.cases import cases, with_facts
from stegvis.casework.queries.road import observations
from stegvis.casework.services import discharge, end, observe
from stegvis.casework.services.observing import Observed, Share
from stegvis.participants.models import Enrolment
from tests.casework.people import BEFORE, WORKING, coach, observed, taking_part
from tests.factories import EnrolmentFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)


def seen(enrolment: Enrolment, occasion: str, day: date, what: Observed, **more) -> Enrolment:
    act = {"by": coach(), "revision": None, "today": TODAY} | more
    return observe(enrolment=enrolment, occasion=occasion, on=day, observed=what, **act)


def measures(enrolment: Enrolment) -> dict[str, str]:
    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), TODAY), TODAY)
    return {i.key: i.state.value for i in case.due if i.key.startswith("measure:")}


def test_before_during_and_after_stand_side_by_side(association):
    enrolment = taking_part()
    act = {"by": coach(), "enrolment": enrolment, "revision": None, "today": TODAY}

    seen(enrolment, "during", date(2025, 6, 1), Observed([Share("activity_support", 100)]))
    end(**act, ended_on=date(2025, 11, 28), end_reason="work", observed=WORKING)
    discharge(**act, discharged_on=date(2026, 2, 28), observed=WORKING)

    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), TODAY), TODAY)
    told = [(row.title, row.livelihoods, row.occupations) for row in observations(case)]
    assert told == [
        ("Vid start", [("Aktivitetsersättning", 100)], [("Ingen sysselsättning", None)]),
        ("Under tiden", [("Aktivitetsstöd eller utvecklingsersättning", 100)], []),
        ("Vid avslut", [("Lön", 75)], [("Arbete utan subvention", 75)]),
        ("Vid utskrivning", [("Lön", 75)], [("Arbete utan subvention", 75)]),
    ]


def test_several_livelihoods_may_hold_at_once_with_a_share_each(association):
    enrolment = EnrolmentFactory(ongoing=True)
    both = Observed([Share("activity_compensation", 75), Share("social_assistance")])

    seen(enrolment, "start", date(2025, 2, 3), both)

    assert observed(enrolment) == {
        ("start", date(2025, 2, 3), "activity_compensation", 75),
        ("start", date(2025, 2, 3), "social_assistance", None),
    }


def test_what_nobody_has_recorded_is_due_and_half_an_answer_is_not_a_whole_one(association):
    enrolment = EnrolmentFactory(ongoing=True)
    assert measures(enrolment) == {"measure:start": "late"}

    seen(enrolment, "start", date(2025, 2, 3), Observed([Share("wage")]))
    assert measures(enrolment) == {"measure:start": "late"}

    seen(enrolment, "start", date(2025, 2, 3), Observed([Share("wage")], [Share("none")]))
    assert measures(enrolment) == {"measure:start": "done"}


def test_putting_an_answer_right_changes_it_and_the_history_keeps_what_it_was(association):
    enrolment = taking_part()

    right = Observed([Share("sickness_benefit", 50)], [Share("none")])
    seen(enrolment, "start", date(2025, 2, 3), right)

    assert observed(enrolment) == {
        ("start", date(2025, 2, 3), "sickness_benefit", 50),
        ("start", date(2025, 2, 3), "none", None),
    }
    change = Change.objects.get(table="casework_livelihood")
    assert change.before == {"kind": "activity_compensation", "percent": 100}
    assert change.after == {"kind": "sickness_benefit", "percent": 50}


def test_recording_the_same_again_changes_nothing(association):
    enrolment = taking_part()

    seen(enrolment, "start", date(2025, 2, 3), BEFORE)

    assert not Change.objects.filter(table="casework_livelihood").exists()
    assert len(observed(enrolment)) == 2


def test_an_answer_that_was_nobodys_is_taken_away_and_asked_for_again(association):
    enrolment = taking_part()

    seen(enrolment, "start", date(2025, 2, 3), Observed())

    assert observed(enrolment) == set()
    assert measures(enrolment)["measure:start"] == "late"
    assert Change.objects.filter(table="casework_livelihood", after__isnull=True).exists()


def test_changes_on_the_way_stand_each_on_their_day(association):
    enrolment = taking_part()

    seen(enrolment, "during", date(2025, 6, 1), Observed([Share("sickness_benefit", 50)]))
    seen(enrolment, "during", date(2025, 9, 1), Observed([Share("wage", 50)]))

    on_the_way = {row for row in observed(enrolment) if row[0] == "during"}
    assert {row[1] for row in on_the_way} == {date(2025, 6, 1), date(2025, 9, 1)}


@pytest.mark.parametrize(
    ("occasion", "day", "why"),
    [
        ("during", date(2025, 2, 2), "Personen skrevs in den 3 februari 2025"),
        ("during", date(2026, 3, 12), "har inte varit än"),
        ("after_18", date(2025, 6, 1), "frågar inte efter det tillfället"),
    ],
)
def test_an_occasion_or_a_day_that_the_plan_does_not_have_is_refused(
    association, occasion, day, why
):
    enrolment = taking_part()

    with pytest.raises(ValidationError, match=why):
        seen(enrolment, occasion, day, WORKING)

    assert len(observed(enrolment)) == 2


def test_who_may_not_edit_records_nothing(association):
    with pytest.raises(PermissionDenied):
        seen(taking_part(), "during", date(2025, 6, 1), WORKING, by=member(Role.HEAD_OF_UNIT))
