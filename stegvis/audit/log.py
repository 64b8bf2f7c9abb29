"""Writing the log. Every act and every opening of a person's record passes here."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, models

from stegvis.audit.models import Entry


class Events(models.TextChoices):
    """Base of each app's events: the key the log keeps, and its sentence to people."""


def sentences() -> dict[str, str]:
    """Every event's sentence by its key, from all apps."""
    return {value: label for events in Events.__subclasses__() for value, label in events.choices}


def record(
    event: Events,
    *,
    by: Any,
    on: models.Model | None = None,
    association: int | None = None,
    **details: Any,
) -> Entry:
    """Log that ``by`` did ``event``, on a row. Details are keys, dates and counts, never names.

    The association, by number, is the row's own, or told for acts on what has none. Without either
    it is the one stepped into.
    """
    known = getattr(on, "association_id", association)
    entry = Entry(
        **({} if known is None else {"association_id": known}),
        actor=getattr(by, "pk", None),
        role=getattr(by, "acting_role", "") or "",
        event=event.value,
        enrolment=_number(on, "enrolment"),
        participant=_number(on, "participant"),
        on=f"{on._meta.label_lower}:{on.pk}" if on is not None else "",
        details=details,
    )
    _add(entry, ask=known is not None)
    return entry


def _add(entry: Entry, ask: bool) -> None:
    """Add the entry. One of no association can be read back by nobody who serves a page, so its
    number is asked for only when it is sure to belong to one.
    """
    if ask:
        entry.save(force_insert=True)
        return
    fields = [field for field in Entry._meta.concrete_fields if not field.primary_key]
    Entry._base_manager._insert(  # type: ignore[attr-defined]
        [entry], fields=fields, using=DEFAULT_DB_ALIAS
    )


def _number(on: models.Model | None, name: str) -> int | None:
    """The number of the enrolment or participant a row is, or hangs on."""
    if on is None:
        return None
    return on.pk if on._meta.model_name == name else getattr(on, f"{name}_id", None)
