"""B6: preparatory programme and learning places at the same time; 3–10 months (M20 §3, §3.2)."""

from __future__ import annotations

from datetime import date

from stegvis.programmes.definition.folder import load

PREPARATION = load("make-it-work").phase("preparation")


def test_the_two_tracks_run_within_one_phase():
    assert [(track.key, track.passage) for track in PREPARATION.tracks] == [
        ("programme", "3"), ("learning_place", "3"),
    ]  # fmt: skip


def test_it_takes_between_three_and_ten_months():
    assert (str(PREPARATION.at_least), str(PREPARATION.at_most)) == ("3 months", "10 months")
    assert PREPARATION.shortest(date(2020, 6, 1)) == date(2020, 8, 31)
    assert PREPARATION.longest(date(2020, 6, 1)) == date(2021, 3, 31)


def test_the_bounds_are_those_of_the_phase_and_not_of_the_whole_road():
    assert load("make-it-work").stay.limit is None
