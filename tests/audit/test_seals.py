"""A seal holds while the log is what it was, and breaks when it is not."""

from argparse import Namespace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from stegvis.access.roles import Role
from stegvis.audit import log, seals
from stegvis.audit.models import Seal
from stegvis.participants.events import Event
from stegvis.site.commands import verify as command
from tests.factories import ParticipantFactory, member

pytestmark = pytest.mark.django_db


def sealed_log(association) -> Seal:
    log.record(Event.PROTECTED, by=member(Role.COACH), on=ParticipantFactory())
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

    assert [each.seal for each in seals.broken()] == [seal]


# --- What ``stegvis verify`` says of it ----------------------------------------------------------


@pytest.fixture
def verify(association, monkeypatch, capsys):
    """Runs the command here, and gives what it answers and says."""
    monkeypatch.setattr(command, "open_database", lambda made: None)

    def run(*sealed: str) -> tuple[int, list[str]]:
        answer = command.run(Namespace(sealed=list(sealed)))
        return answer, capsys.readouterr().out.splitlines()

    return run


def test_how_far_the_log_is_sealed_is_printed_to_be_kept_elsewhere(association, verify):
    seal = sealed_log(association)

    answer, said = verify()

    assert answer == 0, said
    until = f"{seal.until:%Y-%m-%d %H:%M}"
    assert f"{association.name}: sealed up to {until}: {seal.digest[:32]}" in said
    assert said[-1] == "Everything agrees."


def test_a_stretch_that_was_altered_is_named_with_what_was_there_and_what_is(association, verify):
    first = sealed_log(association)
    log.record(Event.PROTECTED, by=None, on=ParticipantFactory())
    with connection.cursor() as cursor:
        smuggle = (
            'INSERT INTO audit_entry (association_id, event, role, "on", details, at)'
            " VALUES (%s, 'x', '', '', '{}', %s)"
        )
        cursor.execute(smuggle, [association.pk, first.until + timedelta(minutes=1)])
        second = seals.seal(association.pk, timezone.now() + timedelta(hours=2))
        cursor.execute(smuggle, [association.pk, first.until + timedelta(minutes=2)])

    answer, said = verify()

    assert answer == 1
    assert (
        f"{association.name}: the log from {first.until:%Y-%m-%d %H:%M} up to"
        f" {second.until:%Y-%m-%d %H:%M} is not what was sealed:"
        " 1 acts and 0 changes were, 2 and 0 are there"
    ) in said


def test_a_seal_that_was_kept_and_is_not_there_any_more_is_a_fault(association, verify):
    kept = sealed_log(association).digest[:32]

    assert verify(kept)[0] == 0
    for gone in ("0" * 32, kept[:4], ""):
        answer, said = verify(kept, gone)
        assert answer == 1
        assert said[-2:] == [
            f"no log has the seal {gone}: the log it was put on is not there any more", "1 faults."
        ]  # fmt: skip
