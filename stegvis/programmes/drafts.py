"""Writing a version before it is published: copied from one that is there, kept as it is typed."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.models import Association, User
from stegvis.access.once import fresh
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.lib.faults import Refused
from stegvis.programmes.definition.reading import parse
from stegvis.programmes.definition.source import with_value
from stegvis.programmes.events import Event
from stegvis.programmes.models import ProgrammeDraft

#: More than any plan takes. A text beyond it is not a plan.
LONGEST = 400_000


@transaction.atomic
def begin_draft(
    *,
    by: User,
    association: Association,
    source: str,
    based_on: str,
    version: str,
    valid_from: date,
    key: str = "",
    title: str = "",
) -> ProgrammeDraft:
    """A copy of a definition's text under another version, and another key and title when given."""
    require(by, Permission.DEFINITION_PUBLISH)

    said: dict[str, str | date] = {
        "key": key,
        "version": version,
        "title": title,
        "valid_from": valid_from,
    }
    for place, value in said.items():
        if value:
            source = with_value(source, place, value)
    draft = ProgrammeDraft(
        association=association, based_on=based_on, source=source, begun_by=by,
        title=title or _title(source) or based_on, version=version,
    )  # fmt: skip
    draft.full_clean(exclude=["begun_by"])
    draft.save()

    log.record(Event.DRAFT_BEGUN, by=by, on=draft, based_on=based_on, version=version)
    return draft


@transaction.atomic
def save_draft(
    *,
    by: User,
    draft: ProgrammeDraft,
    source: str,
    now: datetime,
    revision: int | None = None,
    page: uuid.UUID | None = None,
) -> ProgrammeDraft:
    """Keep what has been typed, as it was typed, whether or not it can be read.

    Refuses ``Stale`` when another page has saved since ``revision`` was shown. The same ``page``
    may save again over its own, since it cannot know whether a lost answer was saved.
    """
    require(by, Permission.DEFINITION_PUBLISH, draft)
    held = ProgrammeDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if page is None or held.saved_from != page:
        fresh(held, revision)
    if len(source) > LONGEST:
        raise ValidationError(
            _("Texten är längre än någon plan. Ta bort det som inte hör till planen; högst %(n)s "
              "tecken får plats.") % {"n": LONGEST}
        )  # fmt: skip

    held.source = source.replace("\r\n", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    held.title = _title(held.source) or held.title
    held.version = _version(held.source) or held.version
    held.saved_at, held.saved_from = now, page
    held.revision += 1
    held.save()
    return held


def _title(source: str) -> str:
    return _top(source, "title")[:120]


def _version(source: str) -> str:
    return _top(source, "version")[:20]


def _top(source: str, key: str) -> str:
    """What the text says at the top, empty when it cannot be read or says nothing usable."""
    try:
        value = parse(source).get(key, "")
    except Refused:
        return ""
    usable = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).replace("\x00", "").strip() if usable else ""


@transaction.atomic
def delete_draft(*, by: User, draft: ProgrammeDraft) -> None:
    """Remove a draft and all that was typed in it."""
    require(by, Permission.DEFINITION_PUBLISH, draft)

    log.record(Event.DRAFT_DELETED, by=by, on=draft, version=draft.version)
    draft.delete()
