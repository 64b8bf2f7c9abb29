"""A6: the ways in of the five plans (V20 §5.1; V23 §4; H18 §8; H23 §6.5; M20 §3)."""

from __future__ import annotations

import pytest

from stegvis.programmes.definition.folder import load


def ways(key, version):
    return [
        (way.who, len(way.parties), way.through, way.by, way.together_with_person)
        for way in load(key, version).ways_in
    ]


def test_in_vasteras_2020_a_party_and_the_person_apply_together():
    assert ways("samordningsteam-vasteras", "2020") == [("party", 4, None, None, True)]


def test_in_vasteras_2023_the_region_goes_through_who_pays_and_the_person_may_come_alone():
    plan = load("samordningsteam-vasteras", "2023")

    assert ways("samordningsteam-vasteras", "2023") == [
        ("party", 3, None, None, True),
        ("party", 1, "paying_party", None, True),
        ("person", 0, None, None, False),
    ]
    assert plan.ways_in[1].parties == ("region",)


@pytest.mark.parametrize("version", ["2018", "2023"])
def test_on_hoglandet_anyone_in_the_group_may_propose_the_coach_too(version):
    plan = load("se-hoglandet", version)

    assert ways("se-hoglandet", version) == [
        ("party", 4, None, None, False), ("team", 0, None, "coach", False),
    ]  # fmt: skip
    assert plan.deciding is not None
    seated = {member.party for member in plan.deciding.members if member.party}
    assert seated <= set(plan.ways_in[0].parties)


def test_in_malmo_they_come_from_the_authority_or_from_a_consultant():
    plan = load("make-it-work", "2020")

    assert [(way.key, way.who, way.passage) for way in plan.ways_in] == [
        ("authority", "party", "3 station 1"), ("consultant", "team", "3 station 1"),
    ]  # fmt: skip
    assert plan.ways_in[0].parties == ("municipality",)
