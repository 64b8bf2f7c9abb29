"""What the server writes of a page that failed: where and what, and nobody's name or number."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.participants.models import Participant
from tests.factories import ParticipantFactory, client_for, member

NUMBER = "199001012385"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What stands on standard error after a page, written as the settings have it."""
    configured = logging.config.DictConfigurator(deepcopy(settings.LOGGING))
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(configured.configure_formatter(configured.config["formatters"]["line"]))
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield handler.stream
    logger.removeHandler(handler)


def failing(monkeypatch, fails) -> Client:
    client = client_for(member(Role.COACH))
    client.raise_request_exception = False
    monkeypatch.setattr("stegvis.casework.views.lists.people_shown", lambda *_: fails())
    return client


def test_a_page_that_the_database_refuses_is_logged_without_whom_it_was_about(
    association, monkeypatch, written
):
    known = ParticipantFactory(personal_number=NUMBER)

    def twice() -> None:
        try:
            Participant.objects.create(
                association=association, ref="x", personal_number=known.personal_number
            )
        except Exception as refused:
            raise RuntimeError(f"{known.name} {NUMBER}") from refused

    assert failing(monkeypatch, twice).get(reverse("casework:caseload")).status_code == 500

    said = written.getvalue()
    assert "Internal Server Error: /deltagare/" in said
    assert "in twice" in said
    assert "RuntimeError" in said
    assert "psycopg.errors.UniqueViolation: participants_person_number" in said
    assert NUMBER not in said
    assert known.given_name not in said


def test_a_fault_of_the_program_s_own_is_told_in_its_words(association, monkeypatch, written):
    def fails() -> None:
        None.nothing  # noqa: B018

    failing(monkeypatch, fails).get(reverse("casework:caseload"))

    assert "AttributeError: 'NoneType' object has no attribute 'nothing'" in written.getvalue()


def test_a_refusal_that_nobody_took_names_nobody(association, monkeypatch, written):
    name = "Alva Ek"

    def fails() -> None:
        raise ValidationError(f"{name} kan inte tas upp")

    failing(monkeypatch, fails).get(reverse("casework:caseload"))

    assert "ValidationError" in written.getvalue()
    assert "Alva" not in written.getvalue()
