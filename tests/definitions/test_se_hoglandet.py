"""SE-Höglandet's plan of 2023, as its file has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from stegvis.programmes.definition.folder import load
from stegvis.programmes.definition.words import END_REASONS

plan = load("se-hoglandet", "2023")


def test_the_posts_of_the_municipalities_are_those_of_the_plan():
    posts = {unit.name: unit.posts_on(date(2023, 6, 1)) for unit in plan.units}

    assert posts == {
        "Aneby": Decimal("0.75"),
        "Eksjö": Decimal("1.50"),
        "Nässjö": Decimal("1.80"),
        "Sävsjö": Decimal("1.50"),
        "Tranås": Decimal("1.25"),
        "Vetlanda": Decimal("1.50"),
    }


def test_tranas_grows_from_2024_and_the_rest_stays():
    assert plan.unit("tranas").posts_on(date(2023, 12, 31)) == Decimal("1.25")
    assert plan.unit("tranas").posts_on(date(2024, 1, 1)) == Decimal("1.50")
    assert plan.posts_on(date(2023, 12, 31)) == Decimal("8.30")
    assert plan.posts_on(date(2024, 1, 1)) == Decimal("8.55")


def test_the_money_of_the_plan_follows_from_the_posts():
    """465 000 kronor a post: the plan says about 3 860 000 a year."""
    assert round(plan.posts_on(date(2023, 1, 1)) * 465_000, -4) == 3_860_000


def test_there_is_room_for_twenty_people_a_post():
    assert plan.places_on(date(2023, 1, 1)) == 166
    assert plan.places_on(date(2023, 1, 1), "aneby") == 15


@pytest.mark.parametrize("reason", ["work", "study"])
def test_who_left_for_work_or_study_is_discharged_three_months_later(reason):
    assert plan.discharge_on(reason, date(2023, 11, 30)) == date(2024, 2, 29)
    assert plan.discharge_rule(reason).passage == "8"


@pytest.mark.parametrize("reason", sorted(set(END_REASONS) - {"work", "study"}))
def test_who_left_for_any_other_reason_is_discharged_at_once(reason):
    assert plan.discharge_on(reason, date(2023, 11, 30)) == date(2023, 11, 30)


def test_an_end_reason_nobody_knows_is_refused():
    with pytest.raises(KeyError):
        plan.discharge_on("retired", date(2023, 11, 30))


def test_the_five_steps_of_supported_employment_stand_in_their_order():
    assert [phase.title for phase in plan.phases] == [
        "Överenskommelse",
        "Yrkesprofil",
        "Jobbsökande",
        "Arbetsgivarengagemang",
        "Stöd på och utanför arbetet",
    ]
    assert plan.phase("profile").title == "Yrkesprofil"


def test_before_a_person_is_raised_there_is_income_motivation_and_consent():
    assert plan.preparation is not None
    assert [item.key for item in plan.preparation.items] == ["income", "motivation", "consent"]
    assert plan.preparation.helped_by == ("coach",)


def test_consent_comes_before_raising_and_covers_three_kinds_of_information():
    assert plan.consent is not None
    assert plan.consent.required_before == "raising"
    assert [i.key for i in plan.consent.information] == [
        "entitled_measures", "earlier_measures", "goal",
    ]  # fmt: skip
    assert plan.information("goal").passage == "6.5, 6.6"
    with pytest.raises(KeyError):
        plan.information("diagnosis")


def test_the_referral_group_meets_monthly_in_each_municipality_and_the_manager_settles():
    group = plan.deciding
    assert group is not None
    assert (group.way, group.cadence, group.per) == ("referral_group", "monthly", "unit")
    assert (group.convened_by, group.disagreement) == ("coach", "head_of_unit")
    assert {member.party for member in group.members if member.party} == {
        party.key for party in plan.parties
    }


def test_young_people_go_first_when_there_is_a_queue():
    assert plan.priority is not None
    assert plan.priority.when == "queue"
    assert [plan.prioritised({"age": age}) for age in (17, 18, 29, 30)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert plan.prioritised({}) is None


def test_a_criterion_is_met_not_met_or_not_known():
    consent = next(criterion for criterion in plan.criteria if criterion.key == "consent")
    motivation = next(criterion for criterion in plan.criteria if criterion.key == "motivation")

    assert consent.met({"consent": True}) is True
    assert consent.met({"consent": False}) is False
    assert consent.met({}) is None
    assert motivation.met({"consent": True}) is None


def test_every_party_may_bring_a_person_and_nobody_comes_alone():
    may = {key for way in plan.ways_in for key in way.parties}
    assert may == {party.key for party in plan.parties}
    assert "person" not in {way.who for way in plan.ways_in}


def test_the_stay_has_no_limit():
    assert plan.stay.last_day(date(2023, 1, 2)) is None


def test_livelihood_and_occupation_are_recorded_at_start_exit_and_discharge():
    due = plan.measures_due(
        {"start": date(2023, 1, 9), "exit": date(2023, 11, 30), "discharge": date(2024, 2, 29)}
    )

    assert [(measure.occasion, day) for measure, day in due] == [
        ("start", date(2023, 1, 9)),
        ("exit", date(2023, 11, 30)),
        ("discharge", date(2024, 2, 29)),
    ]
    assert all(measure.what == ("livelihood", "occupation") for measure, _ in due)


def test_who_is_discharged_the_day_they_leave_is_asked_once():
    day = date(2023, 11, 30)
    due = plan.measures_due({"start": date(2023, 1, 9), "exit": day, "discharge": day})

    assert [measure.occasion for measure, _ in due] == ["start", "exit"]


def test_the_goal_is_thirty_five_per_cent_to_work_or_study():
    goal = plan.goal("work_or_study_at_discharge")

    assert goal is not None
    assert (goal.op, goal.value, goal.passage) == (">=", Decimal("0.35"), "2")
    assert plan.indicators == (
        "work_or_study_at_discharge",
        *(f"survey_positive.{number}" for number in range(1, 8)),
        "started", "ended", "discharged",
    )  # fmt: skip


def test_municipalities_are_not_compared_and_the_plan_says_where():
    refusal = plan.refuses_comparison("unit")

    assert refusal is not None
    assert refusal.passage == "6.9, 8.1"
    assert str(refusal) == "”Ingen jämförelse sker mellan kommunområden.” (6.9, 8.1)"
    assert plan.refuses_comparison("municipality") is not None
    assert plan.refuses_comparison("sex") is None


def test_the_livelihoods_are_marked_as_not_checked():
    assert plan.livelihoods is not None
    assert not plan.livelihoods.verified
    assert plan.livelihood("activity_compensation").title == "Aktivitetsersättning"


def test_seven_goals_of_seventy_per_cent_are_set_for_the_survey():
    goals = [plan.goal(f"survey_positive.{number}") for number in range(1, 8)]

    assert [(goal.op, goal.value, goal.passage) for goal in goals if goal] == [
        (">=", Decimal("0.70"), "8.1")
    ] * 7


def test_after_support_is_weekly_then_twice_then_once_then_by_telephone():
    after = plan.after_support
    assert after is not None
    assert str(after.at_least) == "6 months"
    assert set(after.to) == {"person", "employer"}
    assert [
        (row.first_month, row.last_month, row.contact, row.times, row.per) for row in after.schedule
    ] == [
        (1, 1, "visit", 1, "week"),
        (2, 2, "visit", 2, "month"),
        (3, 3, "visit", 1, "month"),
        (4, 6, "phone", None, None),
    ]


def test_the_money_is_a_rate_for_each_post_and_only_for_wages():
    money = plan.money
    assert money is not None
    assert money.sek_per_post is not None
    assert money.sek_per_post * plan.posts_on(date(2023, 1, 1)) == 3_859_500
    assert money.sek_per_post * plan.posts_on(date(2024, 1, 1)) == 3_975_750
    assert money.about_sek_per_year == 3_860_000
    assert money.covers == "Lön för SE-coacher."


def test_the_head_certifies_three_things_every_half_year():
    certificate = plan.certificate
    assert certificate is not None
    assert (certificate.by, certificate.every, len(certificate.certifies)) == (
        "head_of_unit", "half_year", 3,
    )  # fmt: skip


def test_what_is_only_declared_is_not_asked_for_on_its_day():
    """The survey of October has no form yet: it is in the plan, and on no list of what is due."""
    assert "survey" in {what for measure in plan.all_measures for what in measure.what}
    assert "survey" not in {what for measure in plan.measures for what in measure.what}


def test_nsw_refuses_nothing_and_is_discharged_at_once():
    nsw = load("nsw")

    assert [unit.key for unit in nsw.units] == ["supported-work", "control"]
    assert nsw.discharge_on("completed", date(1976, 6, 30)) == date(1976, 6, 30)
    assert nsw.refuses_comparison("unit") is None
    assert nsw.indicators == ("work_after", "work_before", "work_gained")
    assert (nsw.consent, nsw.deciding, nsw.goals) == (None, None, ())
