"""A1: who may take part in Västerås, by the plans of 2020 and 2023 (V20 §3, §5.1; V23 §5)."""

from __future__ import annotations

import pytest

from stegvis.programmes.definition.folder import load

V20 = load("samordningsteam-vasteras", "2020")
V23 = load("samordningsteam-vasteras", "2023")


@pytest.mark.parametrize("plan", [V20, V23], ids=str)
@pytest.mark.parametrize(("age", "met"), [(15, False), (16, True), (64, True), (65, False)])
def test_age_is_computed_from_16_to_64_with_both_included(plan, age, met):
    assert criterion(plan, "age").met({"age": age}) is met


@pytest.mark.parametrize("plan", [V20, V23], ids=str)
def test_residence_is_computed_and_what_is_not_known_is_neither(plan):
    residence = criterion(plan, "residence")

    assert residence.met({"municipality": "Västerås"}) is True
    assert residence.met({"municipality": "Surahammar"}) is False
    assert residence.met({}) is None


def test_the_plan_of_2020_asks_for_two_parties_and_a_will_to_change():
    assert keys(V20) == [
        "age", "residence", "ordinary_not_enough", "two_parties", "within_a_year", "willing",
    ]  # fmt: skip
    assert criterion(V20, "willing").attested_by == "coach"
    assert criterion(V20, "two_parties").passage == "3, 5.1"


def test_the_plan_of_2023_asks_for_a_case_manager_and_motivation_for_a_first_contact():
    assert keys(V23) == [
        "age", "residence", "ordinary_not_enough", "case_manager", "within_a_year", "motivated",
    ]  # fmt: skip
    assert {row.passage for row in V23.criteria} == {"5"}


def test_only_the_plan_of_2020_has_room_for_an_exception_and_says_who_decides_it():
    assert V20.exceptions is not None
    assert V20.exceptions.decided_by == "head_of_unit"
    assert "exceptions" in {reading.about for reading in V20.readings}
    assert V23.exceptions is None


def keys(plan):
    return [row.key for row in plan.criteria]


def criterion(plan, key):
    return next(row for row in plan.criteria if row.key == key)
