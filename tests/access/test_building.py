"""Building the wall: once, again where it has a hole, and never in the way of those who read."""

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from stegvis.access import wall
from stegvis.access.gaps import gaps

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def built(*, anew=False):
    """The statements that building ran, those that only ask aside."""
    with CaptureQueriesContext(connections["owner"]) as captured:
        wall.install_functions()
        wall.install(anew=anew)
    asks = ("SELECT", "WITH", "\nWITH", "SAVEPOINT", "RELEASE")
    return [query["sql"] for query in captured if not query["sql"].startswith(asks)]


def test_a_wall_that_stands_is_left_alone():
    assert gaps("owner") == []
    assert built() == []


def test_a_command_that_starts_waits_for_nobody_who_reads(owner):
    owner.execute("BEGIN")
    owner.execute("LOCK TABLE participants_enrolment IN ACCESS SHARE MODE")

    with connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        assert built() == []


def test_a_wall_with_a_hole_is_built_again():
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP POLICY wall ON casework_phase")
    assert gaps("owner") != []

    assert any("CREATE POLICY wall ON casework_phase" in statement for statement in built())
    assert gaps("owner") == []


def test_after_a_migration_it_is_built_anew():
    assert any("CREATE POLICY wall ON casework_phase" in line for line in built(anew=True))


def test_what_is_built_for_one_role_is_built_again_for_another(monkeypatch):
    statements = list(wall.statements())
    monkeypatch.setattr(settings, "READER_ROLE", "somebody_else")

    assert list(wall.statements()) != statements
