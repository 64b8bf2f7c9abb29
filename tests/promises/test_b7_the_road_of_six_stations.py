"""B7: from inflow to extended support, with a transition meeting and two ways on (M20 §3)."""

from __future__ import annotations

from stegvis.programmes.definition.folder import load

M20 = load("make-it-work")


def test_the_six_stations_stand_in_their_order():
    assert [phase.key for phase in M20.phases] == [
        "inflow", "joint_planning", "preparation",
        "transition", "reinforced_cooperation", "extended_support",
    ]  # fmt: skip


def test_the_first_two_lie_before_the_start_so_that_a_person_is_enrolled_in_the_third():
    assert [phase.key for phase in M20.phases if phase.before_start] == ["inflow", "joint_planning"]
    assert M20.phases_ahead[0].key == "preparation"


def test_the_transition_is_met_about_with_an_updated_plan():
    assert M20.phase("transition").meeting is not None
    assert M20.individual_plan is not None
    assert "reinforced_cooperation" in M20.individual_plan.updated_before


def test_who_goes_straight_to_work_passes_reinforced_cooperation_by():
    assert [phase.key for phase in M20.phases if phase.optional] == ["reinforced_cooperation"]


def test_extended_support_is_one_year_to_the_person_and_the_employer():
    after = M20.after_support

    assert after is not None
    assert (str(after.at_most), after.to, after.phase) == (
        "1 year", ("person", "employer"), "extended_support",
    )  # fmt: skip
