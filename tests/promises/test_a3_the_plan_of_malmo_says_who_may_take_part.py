"""A3: has daily activity in Malmö and stands closer to the labour market (M20 §3.2)."""

from __future__ import annotations

from stegvis.access.roles import Role
from stegvis.intake.eligibility import in_the_way, why_not
from stegvis.intake.eligibility.facts import Facts
from stegvis.intake.eligibility.judging import Said, judge
from stegvis.programmes.definition.folder import load

M20 = load("make-it-work")


def test_both_criteria_are_attested_and_the_consultant_judges_who_stands_closer():
    assert [(row.key, row.kind, row.attested_by) for row in M20.criteria] == [
        ("daily_activity", "attested", None), ("closer_to_work", "attested", "coach"),
    ]  # fmt: skip
    assert M20.target_group.passage == "3.2"


def test_nothing_is_computed_of_where_a_person_lives():
    """Daily activity in Malmö is what counts, not the register of residents."""
    assert [row.condition for row in M20.criteria] == [None, None]


def said(role: Role, answer: bool) -> Said:
    return Said(role, answer, "Efter samtal", "Amira", None)


def test_the_authority_is_heard_on_daily_activity_and_the_consultant_on_who_stands_closer():
    words = [said(Role.REFERRER, True), said(Role.COACH, False)]

    rows = judge(M20, Facts({}, {}), {"daily_activity": words[:1], "closer_to_work": words}, {})

    assert [(row.key, row.met) for row in rows] == [
        ("daily_activity", True), ("closer_to_work", False),
    ]  # fmt: skip
    assert "Står närmare arbetsmarknaden" in why_not(rows)


def test_the_authoritys_word_on_who_stands_closer_is_shown_and_decides_nothing():
    rows = judge(M20, Facts({}, {}), {"closer_to_work": [said(Role.REFERRER, False)]}, {})

    assert rows[1].met is None
    assert rows[1].said
    assert in_the_way(rows) == ()
