"""A seal holds while the log is what it was, and breaks when it is not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from stegvis.access.roles import Role
from stegvis.audit import log, seals
from stegvis.audit.models import Seal
from stegvis.participants.events import Event
from tests.factories import EnrolmentFactory, member

pytestmark = pytest.mark.django_db


def sealed_log(association) -> Seal:
    log.record(Event.PROTECTED, by=member(Role.COACH), on=EnrolmentFactory())
    return seals.seal(association.pk, timezone.now() + timedelta(hours=1))


def test_a_log_that_stands_is_unbroken(association):
    seal = sealed_log(association)

    assert seal.entries == 1
    assert seals.broken() == []


def test_what_is_logged_later_does_not_break_an_earlier_seal(association):
    sealed_log(association)

    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO audit_entry (association_id, event, role, "on", details, at)'
            " VALUES (%s, 'x', '', '', '{}', now() + interval '2 hours')",
            [association.pk],
        )

    assert seals.broken() == []


def test_a_row_smuggled_into_a_sealed_stretch_breaks_it(association):
    seal = sealed_log(association)

    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO audit_entry (association_id, event, role, "on", details, at)'
            " VALUES (%s, 'x', '', '', '{}', now() - interval '1 hour')",
            [association.pk],
        )

    assert seals.broken() == [seal]
