"""A3: has daily activity in Malmö and stands closer to the labour market (M20 §3.2)."""

from __future__ import annotations

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
