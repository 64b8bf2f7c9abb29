"""The wall, tried by address and number: who works in one association opens the pages of another's
records. Which addresses there are, and which role opens each at home, is in tests/pages.txt.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.models import Association
from stegvis.access.roles import Role
from stegvis.audit.models import Change, Entry
from stegvis.participants.models import Enrolment
from tests.factories import VersionFactory, client_for, member
from tests.test_pages import rows
from tests.world import small_world

ROLES = [role.value for role in Role]
#: Addresses with an argument that is no record of an association's: a way to choose a password, and
#: how an indicator is defined.
OF_NOBODY = {"account_reset_password_from_key", "indicators:indicator"}
#: The public form and its receipt, which stand open to the street. What can be read from there is
#: held in tests/promises/test_a6_the_person_applies_alone.py.
TO_THE_STREET = {"intake:alone", "intake:alone_received"}


@dataclass
class Neighbours:
    """Records of one association by the addresses they are opened at, and its neighbour's staff."""

    theirs: Association
    ours: Association
    #: Per address of a record: the path, and the roles that it opens for at home.
    paths: dict[str, tuple[str, set[str]]]
    clients: dict[str, Client]
    #: What would give them away: names, addresses and numbers of their people and staff.
    told: list[str]


@pytest.fixture
def neighbours(association) -> Neighbours:
    world = small_world(timezone.localdate())
    paths = {}
    for name, (samples, statuses) in rows().items():
        if samples and name not in OF_NOBODY | TO_THE_STREET:
            path = reverse(name, args=[world.samples[sample] for sample in samples])
            opens = {role for role in ROLES if statuses[role] in ("200", "302")}
            paths[name] = (path, opens)
    told = [
        "Testperson",
        *Enrolment.objects.values_list("case_number", flat=True),
        *(user.email for user in world.users.values()),
    ]
    ours = Association.objects.create(name="Grannens samordningsförbund")
    wall.enter(ours.pk)
    clients = {role: client_for(member(Role(role))) for role in ROLES}
    return Neighbours(association, ours, paths, clients, told)


def test_no_address_of_their_records_opens_for_anyone_of_ours(neighbours):
    """Where a role of theirs comes in, the same role of ours finds nothing there."""
    opened = [
        f"{name} as {role}: {status}"
        for name, (path, opens) in neighbours.paths.items()
        for role in opens
        if (status := neighbours.clients[role].get(path).status_code) != 404
    ]

    assert len(neighbours.paths) > 30
    assert {role for _path, opens in neighbours.paths.values() for role in opens} >= {
        "coach", "head_of_unit", "referrer", "participant", "administrator", "steering_group",
    }  # fmt: skip
    assert opened == []


def test_nothing_that_is_sent_there_is_taken(neighbours):
    """Sent by a role that it would open for at home, and by one that it would not."""
    wall.enter(neighbours.theirs.pk)
    before = Change.objects.count(), Entry.objects.count()
    wall.enter(neighbours.ours.pk)
    taken = [
        f"{name} as {role}: {status}"
        for name, (path, _opens) in neighbours.paths.items()
        for role in ("coach", "head_of_unit", "referrer", "administrator")
        if (status := neighbours.clients[role].post(path, {"on": "2026-01-01"}).status_code)
        not in (403, 404, 405)
    ]

    assert taken == []
    wall.enter(neighbours.theirs.pk)
    assert (Change.objects.count(), Entry.objects.count()) == before


def test_no_page_of_ours_says_anything_of_theirs(neighbours):
    """Lists, figures, staff and logs: every page without a record of its own, as every role."""
    wall.enter(neighbours.ours.pk)
    VersionFactory()
    pages = [
        (name, role)
        for name, (samples, statuses) in rows().items()
        for role in ROLES
        if not samples and statuses[role] == "200"
    ]

    for name, role in pages:
        page = neighbours.clients[role].get(reverse(name)).content.decode()
        assert [word for word in neighbours.told if word in page] == [], f"{name} as {role}"
    assert ("casework:caseload", "coach") in pages
