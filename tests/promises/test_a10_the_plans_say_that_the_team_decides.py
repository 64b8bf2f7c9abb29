"""A10: first meeting with the referrer present, then word to both (V20 §5, §5.1; V23 §4).

Beside it the other ways of deciding: Höglandet's groups (A9) and Malmö's joint planning.
"""

from __future__ import annotations

import pytest

from stegvis.programmes.definition.folder import load


@pytest.mark.parametrize("version", ["2020", "2023"])
def test_in_vasteras_the_team_meets_the_person_with_the_referrer_and_decides(version):
    deciding = load("samordningsteam-vasteras", version).deciding

    assert deciding is not None
    assert (deciding.way, deciding.decided_by, deciding.disagreement) == (
        "team", "coach", "head_of_unit",
    )  # fmt: skip
    assert [member.role for member in deciding.members] == ["coach", "participant", "referrer"]


@pytest.mark.parametrize("version", ["2020", "2023"])
def test_a_refusal_is_in_writing_to_the_person_and_to_the_referrer(version):
    plan = load("samordningsteam-vasteras", version)

    assert plan.deciding is not None
    assert plan.deciding.refusal_in_writing
    assert plan.deciding.refusal_to == ("participant", "referrer")
    assert any(row.about.startswith("deciding") for row in plan.readings)


@pytest.mark.parametrize("version", ["2018", "2023"])
def test_on_hoglandet_a_group_in_each_municipality_decides_every_month(version):
    deciding = load("se-hoglandet", version).deciding

    assert deciding is not None
    assert (deciding.way, deciding.cadence, deciding.per, deciding.disagreement) == (
        "referral_group", "monthly", "unit", "head_of_unit",
    )  # fmt: skip
    assert deciding.authority is not None


def test_in_malmo_the_parties_and_the_person_plan_together_first():
    deciding = load("make-it-work").deciding

    assert deciding is not None
    assert deciding.way == "joint_planning"
    assert {member.role or member.party for member in deciding.members} == {
        "coach", "participant", "municipality", "forsakringskassan",
    }  # fmt: skip
