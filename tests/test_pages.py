"""Every address, opened as every role, against one readable table: tests/pages.txt.

A new page without a row there fails, and so does a row without a page.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from stegvis.access.roles import Role
from tests.factories import client_for
from tests.world import small_world

TABLE = Path(__file__).with_name("pages.txt")
ROLES = [role.value for role in Role]
#: A visitor who has not signed in, a coach of another unit, and each role.
VISITORS = ["visitor", ROLES[0], "elsewhere", *ROLES[1:]]

pytestmark = pytest.mark.django_db


def rows() -> dict[str, tuple[list[str], dict[str, str]]]:
    """Per address of the table: the samples that its arguments take, and the status per visitor."""
    lines = [line for line in TABLE.read_text().splitlines() if line and line[0] != "#"]
    heads = lines[0].split()[1:]
    assert heads == VISITORS
    found = {}
    for line in lines[1:]:
        address, *statuses = line.split()
        name, samples = re.fullmatch(r"([\w:-]+)(?:\((.*)\))?", address).groups()
        found[name] = (
            samples.split(",") if samples else [],
            dict(zip(heads, statuses, strict=True)),
        )
    return found


def addresses(resolver: URLResolver | None = None, space: str = "") -> dict[str, URLPattern]:
    """Every named address of the site, with its namespace."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found |= addresses(pattern, inner)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            found[space + pattern.name] = pattern
    return found


def test_every_address_has_a_row_and_every_row_an_address():
    assert sorted(rows()) == sorted(addresses())


def test_every_address_opens_for_exactly_the_roles_of_the_table(association):
    world = small_world(timezone.localdate())
    clients = {"visitor": Client()} | {key: client_for(user) for key, user in world.users.items()}

    differences = []
    for name, (samples, expected) in rows().items():
        path = reverse(name, args=[world.samples[sample] for sample in samples])
        for visitor, client in clients.items():
            status = client.get(path).status_code
            if str(status) != expected[visitor]:
                differences.append(f"{name} as {visitor}: {status}, not {expected[visitor]}")

    assert differences == [], "\n".join(differences)
