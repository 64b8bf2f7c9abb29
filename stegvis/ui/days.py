"""A day as HTML: words to read, the exact date for a hover and a screen reader."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stegvis.ui import human


def day_of(value: date | datetime) -> date:
    """The day a moment falls on here; a day is itself."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def when(value: date | datetime, today: date) -> SafeString:
    """A `time` element in words, `human.spoken`."""
    return _time(day_of(value), today, False, get_language())


def due(value: date | datetime, today: date) -> SafeString:
    """A `time` element in words, `human.deadline`, marked when the day has passed."""
    return _time(day_of(value), today, True, get_language())


@lru_cache(maxsize=4096)  # a list has the same days on many rows, and words for a day cost most
def _time(day: date, today: date, deadline: bool, language: str | None) -> SafeString:
    late = deadline and day < today
    return format_html(
        '<time{} datetime="{}" title="{exact}">{}<span class="sr-only"> ({exact})</span></time>',
        SafeString(' class="due--late"' if late else ""),
        day.isoformat(),
        human.deadline(day, today) if deadline else human.spoken(day, today),
        exact=human.exact(day),
    )
