"""A4: what stands in the way (V23 §5; H23 §5)."""

from __future__ import annotations

from stegvis.programmes.definition.folder import load


def test_vasteras_2023_has_its_four_and_2020_none():
    new, old = load("samordningsteam-vasteras", "2023"), load("samordningsteam-vasteras", "2020")

    assert [row.key for row in new.exclusions] == [
        "addiction", "threatening", "imprisonment", "serious_illness",
    ]  # fmt: skip
    assert {(row.kind, row.passage) for row in new.exclusions} == {("attested", "5")}
    assert old.exclusions == ()


def test_a_joint_assessment_is_computed_by_the_day_so_that_later_is_fine():
    (exclusion,) = load("se-hoglandet", "2023").exclusions

    assert exclusion.met({"joint_assessment": True}) is True
    assert exclusion.met({"joint_assessment": False}) is False
    assert exclusion.met({}) is None
    assert exclusion.passage == "5"
    assert load("se-hoglandet", "2018").exclusions == ()
