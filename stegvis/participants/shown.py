"""That a list with people was shown, logged: each of them can be told who has seen them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from stegvis.access.events import Event
from stegvis.access.middleware import SESSION_KEY
from stegvis.access.pages import Request
from stegvis.audit import log
from stegvis.participants.models import Enrolment


def people_shown(request: Request, page: str, enrolments: Iterable[Enrolment]) -> None:
    """Log that a list with these people was shown, so that each can be told who has seen them."""
    numbers = [enrolment.pk for enrolment in enrolments]
    if numbers:
        association = request.session[SESSION_KEY]
        log.record(
            Event.LIST_SHOWN,
            by=request.user,
            association=association,
            page=page,
            enrolments=numbers,
        )


def senders_shown(request: Request, page: str, rows: Iterable[models.Model]) -> None:
    """Log that a list with what these people sent alone was shown. They have no case yet."""
    numbers = [row.pk for row in rows]
    if numbers:
        association = request.session[SESSION_KEY]
        log.record(
            Event.LIST_SHOWN, by=request.user, association=association, page=page, alone=numbers
        )
