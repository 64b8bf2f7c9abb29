"""B1: one contact person through the whole stay, and the team shares it (V20 §5, §6)."""

from __future__ import annotations

import pytest

from stegvis.programmes.definition.folder import load


@pytest.mark.parametrize(("version", "since"), [("2020", "applied"), ("2023", "start")])
def test_in_vasteras_it_is_one_and_the_same_all_the_way_and_the_team_shares(version, since):
    """The plan of 2020 has somebody matched when the application comes in (§5)."""
    contact = load("samordningsteam-vasteras", version).contact_person

    assert contact is not None
    assert contact.same_throughout
    assert str(contact.since) == since
    assert "Hela teamet delar ansvaret" in contact.text


@pytest.mark.parametrize(
    ("key", "version", "title"),
    [
        ("samordningsteam-vasteras", "2020", "Konsulent"),
        ("samordningsteam-vasteras", "2023", "Case manager"),
        ("se-hoglandet", "2018", "Jobbcoach"),
        ("se-hoglandet", "2023", "SE-coach"),
        ("make-it-work", "2020", "Arbetskonsulent"),
    ],
)
def test_each_plan_has_its_own_name_for_it(key, version, title):
    contact = load(key, version).contact_person

    assert contact is not None
    assert (contact.title, contact.role) == (title, "coach")
