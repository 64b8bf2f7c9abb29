"""A5: who goes first (V20 §3; H18 §4; H23 §4)."""

from __future__ import annotations

import pytest

from stegvis.programmes.definition.folder import load


@pytest.mark.parametrize(
    ("age", "livelihood", "first"),
    [
        (19, "activity_compensation", True),
        (29, "activity_compensation", True),
        (18, "activity_compensation", False),
        (30, "activity_compensation", False),
        (25, "social_assistance", False),
        (25, None, None),
        (40, None, False),
    ],
)
def test_vasteras_2020_puts_the_young_with_activity_compensation_first(age, livelihood, first):
    plan = load("samordningsteam-vasteras", "2020")

    assert plan.prioritised({"age": age, "livelihood": livelihood}) is first
    assert plan.priority is not None
    assert plan.priority.when == "always"


@pytest.mark.parametrize(
    ("version", "when", "lowest", "passage"),
    [("2018", "always", 19, "4"), ("2023", "queue", 18, "4")],
)
def test_hoglandet_puts_the_young_first_in_2023_only_when_there_is_a_queue(
    version, when, lowest, passage
):
    plan = load("se-hoglandet", version)

    assert plan.priority is not None
    assert (plan.priority.when, plan.priority.passage) == (when, passage)
    assert [plan.prioritised({"age": age}) for age in (lowest - 1, lowest, 29, 30)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_what_cannot_be_computed_of_2018_is_said_to_be_judged():
    readings = {row.about: row.text for row in load("se-hoglandet", "2018").readings}

    assert "riskerar" in readings["priority"]


@pytest.mark.parametrize(
    ("key", "version"), [("samordningsteam-vasteras", "2023"), ("make-it-work", "2020")]
)
def test_the_others_put_nobody_first(key, version):
    assert load(key, version).priority is None
