"""E12: a plan's versions follow on each other, and it says how it is revised (V20 §4; V23 §10)."""

from __future__ import annotations

import pytest

from stegvis.indicators.checking import check
from stegvis.programmes.definition.folder import find, load


@pytest.mark.parametrize(
    ("key", "older", "newer"),
    [("samordningsteam-vasteras", "2020", "2023"), ("se-hoglandet", "2018", "2023")],
)
def test_the_newer_begins_after_the_older_and_is_the_one_that_is_found(key, older, newer):
    first, second = load(key, older), load(key, newer)

    assert first.valid_from < second.valid_from
    assert first.valid_to is None or first.valid_to < second.valid_from
    assert find(key) == find(key, newer)
    assert (first.title, first.association) == (second.title, second.association)
    assert check() == []


def test_the_project_of_hoglandet_ended_with_2020():
    assert str(load("se-hoglandet", "2018").valid_to) == "2020-12-31"


def test_vasteras_revises_its_indicators_and_its_plan_every_year():
    (old,) = load("samordningsteam-vasteras", "2020").revisions
    (new,) = load("samordningsteam-vasteras", "2023").revisions

    assert (old.what, old.every, old.decided_by) == ("indicators", "year", "steering_group")
    assert (new.what, new.every, new.passage) == ("plan", "year", "10")
