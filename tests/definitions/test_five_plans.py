"""The five plans whole: each goal with its figure, each measure, report and meeting."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stegvis.indicators.catalogue import followed, only_declared
from stegvis.programmes.definition import words
from stegvis.programmes.definition.folder import load

PLANS = {
    "V20": load("samordningsteam-vasteras", "2020"),
    "V23": load("samordningsteam-vasteras", "2023"),
    "H18": load("se-hoglandet", "2018"),
    "H23": load("se-hoglandet", "2023"),
    "M20": load("make-it-work", "2020"),
}
V20, V23, H18, H23, M20 = PLANS.values()


@pytest.mark.parametrize(
    ("id_", "plan", "figure", "op", "target"),
    [
        ("D1", "V20", "step_up", ">=", "0.80"),
        ("D2", "V20", "step_kept_6", ">=", "0.80"),
        ("D3", "V20", "step_kept_18", ">=", "0.90"),
        ("D4", "V20", "deviations_handled", ">=", "1"),
        ("D5", "V20", "payback_months", "<=", "40"),
        ("D6", "H23", "work_or_study_at_discharge", ">=", "0.35"),
        ("D7", "H18", "work_or_study_kept", ">=", "0.35"),
        *(("D8", "H23", f"survey_positive.{number}", ">=", "0.70") for number in range(1, 8)),
        ("D9", "M20", "paid_work", ">=", "20"),
        ("D10", "V23", "progress", None, None),
        ("D11", "M20", "work_kept_12", None, None),
    ],
)
def test_every_goal_has_its_figure_and_its_target(id_, plan, figure, op, target):
    goal = PLANS[plan].goal(figure)

    assert goal is not None, id_
    assert (goal.op, goal.value) == (op, None if target is None else Decimal(target))


def test_the_plans_have_those_goals_and_no_others():
    assert {name: len(plan.goals) for name, plan in PLANS.items()} == {
        "V20": 5, "V23": 1, "H18": 1, "H23": 8, "M20": 2,
    }  # fmt: skip


def test_a_goal_is_counted_where_there_is_a_file_and_else_shown_as_declared():
    assert [each.key for each in followed(V23)] == ["progress", "started", "ended"]
    assert only_declared(V23) == []
    assert [goal.indicator for goal in only_declared(M20)] == ["work_kept_12"]
    assert {goal.indicator.partition(".")[0] for goal in only_declared(H23)} == {"survey_positive"}
    assert {goal.indicator for goal in only_declared(V20)} <= set(words.FIGURES)


def test_the_step_is_taken_five_times_and_by_telephone_when_the_person_has_left():
    steps = [each for each in V20.all_measures if "step" in each.what]

    assert [(str(each.at), each.reached_by, each.ladder) for each in steps] == [
        ("start", None, "processtrappan"),
        ("start + 3 months", None, "processtrappan"),
        ("exit", None, "processtrappan"),
        ("exit + 6 months", "phone", "processtrappan"),
        ("exit + 18 months", "phone", "processtrappan"),
    ]


def test_the_survey_comes_at_three_months_and_exit_in_vasteras_and_every_october_on_hoglandet():
    def surveys(plan):
        return [str(each.at) for each in plan.all_measures if each.survey == "nns_deltagare"]

    assert surveys(V20) == ["start + 3 months", "exit"]
    assert surveys(H23) == ["every October"]
    assert V23.follow_ups[0].survey == "nns_deltagare"


def test_livelihood_is_recorded_before_during_and_after_on_hoglandet():
    for plan in (H18, H23):
        occasions = [each.occasion for each in plan.all_measures if "livelihood" in each.what]
        assert occasions == ["start", "during", "exit", "discharge"]


def test_everybody_is_counted_nationally_in_all_five():
    for plan in PLANS.values():
        assert plan.national_count is not None
        assert {"enrolled", "discharged", "end_reason"} <= set(plan.national_count.counted)


def test_the_reports_of_vasteras_2020_come_monthly_in_september_and_in_february():
    assert [(each.key, str(each.at), len(each.contents)) for each in V20.reports] == [
        ("result_dialogue", "every month", 1),
        ("steering_group_monthly", "every month", 2),
        ("half_year", "every September", 5),
        ("annual", "every February", 10),
    ]


def test_the_steering_group_of_malmo_asks_what_was_done_and_how_it_turned_out():
    group = M20.meetings[0]

    assert group.cadence is not None
    assert (group.cadence.times, group.cadence.per) == (2, "term")
    assert [item.key for item in group.agenda] == ["done", "outcome", "deviations"]
    assert len(M20.tasks) == 16


def test_the_budget_of_malmo_is_the_one_of_the_plan():
    assert M20.money is not None
    budget = M20.money.budget

    assert budget is not None
    assert [(each.year, each.sek) for each in budget.years] == [
        (2020, 1_228_804), (2021, 1_537_703), (2022, 367_830),
    ]  # fmt: skip
    assert budget.total_sek == 3_134_337


def test_structural_deviations_of_vasteras_go_on_to_the_association_from_2023():
    assert V20.deviations is not None
    assert V23.deviations is not None
    assert (V20.deviations.standing_item, V20.deviations.structural_to) == (True, None)
    assert V23.deviations.structural_to == "förbundets utvecklingsgrupp"


def test_next_year_s_money_is_decided_by_the_end_of_november():
    assert V23.resource_needs is not None
    assert str(V23.resource_needs.decided_at_latest) == "every November"


def test_no_sentence_of_a_plan_is_shown_without_its_passage_where_a_rule_stands():
    from stegvis.programmes.definition.show import sections

    for plan in PLANS.values():
        for heading, lines in sections(plan):
            if heading in (
                "Lagen",
                "Så är planen läst",
                "Lovat i planen, sköts ännu inte härifrån",
            ):
                continue
            points = [line for line in lines if line.startswith(("- ", "1. "))]
            assert all(line.endswith("]") for line in points), (str(plan), heading)


def test_a_role_is_called_what_the_plan_calls_it():
    assert V20.called("coach") == "kontaktpersonen"
    assert H23.called("coach") == "SE-coachen"
    assert M20.called("participant") == "personen själv"
