"""A2: who may take part on Höglandet, by the plans of 2018 and 2023 (H18 §4; H23 §4, §4.1)."""

from __future__ import annotations

from stegvis.programmes.definition.folder import load

H18 = load("se-hoglandet", "2018")
H23 = load("se-hoglandet", "2023")


def test_the_plan_of_2023_has_the_six_criteria_of_its_list():
    assert [row.key for row in H23.criteria] == [
        "motivation", "two_parties", "assessed", "target_group", "five_steps", "consent",
    ]  # fmt: skip


def test_in_2018_motivation_is_the_requirement_and_the_target_group_the_ground():
    assert [(row.key, row.passage) for row in H18.criteria] == [
        ("motivation", "6, 7"), ("target_group", "4"), ("coordination", "1"),
    ]  # fmt: skip


def test_working_age_is_attested_since_the_plans_name_no_years():
    for plan in (H18, H23):
        facts = [row.condition.fact for row in plan.criteria if row.condition]
        assert "age" not in facts


def test_misuse_is_former_in_2023_and_was_not_said_to_be_in_2018():
    assert "tidigare missbruk" in H23.target_group.text
    assert "missbruk" in H18.target_group.text
    assert "tidigare" not in H18.target_group.text
