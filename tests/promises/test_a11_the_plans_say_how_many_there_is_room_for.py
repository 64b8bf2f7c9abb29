"""A11: the places that a queue waits for (V20 §6; H18 §2; H23 §6.4; M20 §3.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from stegvis.programmes.definition.folder import load


@pytest.mark.parametrize(
    ("key", "version", "per_post", "places", "through"),
    [
        ("samordningsteam-vasteras", "2020", 20, 110, None),
        ("samordningsteam-vasteras", "2023", 20, None, None),
        ("se-hoglandet", "2018", 20, 120, None),
        ("se-hoglandet", "2023", 20, None, None),
        ("make-it-work", "2020", None, None, 40),
    ],
)
def test_each_plan_has_its_own_measure_of_room(key, version, per_post, places, through):
    capacity = load(key, version).capacity

    assert capacity is not None
    assert (capacity.people_per_post, capacity.places, capacity.through) == (
        per_post, places, through,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "version", "day", "room"),
    [
        ("samordningsteam-vasteras", "2020", date(2020, 9, 4), 110),
        ("samordningsteam-vasteras", "2023", date(2023, 1, 4), 140),
        ("se-hoglandet", "2018", date(2018, 6, 1), 120),
        ("se-hoglandet", "2023", date(2023, 6, 1), 166),
        ("se-hoglandet", "2023", date(2024, 6, 1), 171),
        ("make-it-work", "2020", date(2020, 6, 1), None),
    ],
)
def test_the_room_on_a_day_follows_from_places_or_from_posts(key, version, day, room):
    assert load(key, version).places_on(day) == (None if room is None else Decimal(room))
