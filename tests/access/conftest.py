"""What the tests of the wall and of signing in share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def logged(db):
    """The statements that added an event to the log, values filled in.

    What belongs to no association can be added by the application and not read by it.
    """
    with CaptureQueriesContext(connection) as captured:

        def lines(event: str) -> list[str]:
            queries = [query["sql"] for query in captured.captured_queries]
            return [q for q in queries if q.startswith('INSERT INTO "audit_entry"') and event in q]

        yield lines


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Making a password's digest is slow on purpose; these tests make many."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
