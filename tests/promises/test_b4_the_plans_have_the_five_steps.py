"""B4: Supported Employment's five steps, in both of Höglandet's plans (H18, H23 annexes)."""

from __future__ import annotations

from stegvis.programmes.definition.folder import load


def test_the_five_steps_are_the_same_in_both_versions_and_in_their_order():
    old, new = load("se-hoglandet", "2018"), load("se-hoglandet", "2023")
    steps = ["agreement", "profile", "job_search", "employer", "support"]

    assert [phase.key for phase in old.phases] == steps
    assert [phase.key for phase in new.phases] == steps
    assert {phase.passage for phase in old.phases} == {"bilaga"}
    assert {phase.passage for phase in new.phases} == {"bilaga 9.1"}


def test_a_step_has_no_length_of_its_own():
    for version in ("2018", "2023"):
        for phase in load("se-hoglandet", version).phases:
            assert (phase.at_least, phase.at_most, phase.optional) == (None, None, False)
