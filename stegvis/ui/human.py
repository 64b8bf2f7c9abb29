"""Dates as people say them. Pure functions of the date and of today."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

#: The days that have a word of their own, by how far off they are.
NEAR = {0: gettext_noop("i dag"), 1: gettext_noop("i morgon"), -1: gettext_noop("i går")}


def spoken(day: date, today: date) -> str:
    """The day in words: "i dag", "i morgon", "i går", "på torsdag", "12 mars", "12 mars 2024".

    Weekdays are used up to six days ahead, the year when it is not this year.
    """
    distance = (day - today).days
    if distance in NEAR:
        return _(NEAR[distance])
    if 2 <= distance <= 6:
        return _("på %(weekday)s") % {"weekday": date_format(day, "l")}
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def in_full(day: date) -> str:
    """A day as it is written where it is kept: "3 februari 2026"."""
    return date_format(day, "j F Y")


def deadline(day: date, today: date) -> str:
    """A day something must be done by: as `spoken`, but how late it is when it has passed.

    Late is told in days up to two weeks, in weeks up to two months, then in months.
    """
    late = (today - day).days
    if late <= 0:
        return spoken(day, today)
    if late < 14:
        return ngettext("försenat %(n)s dag", "försenat %(n)s dagar", late) % {"n": late}
    if late < 61:
        weeks = late // 7
        return ngettext("försenat %(n)s vecka", "försenat %(n)s veckor", weeks) % {"n": weeks}
    months = _whole_months(day, today)
    return ngettext("försenat %(n)s månad", "försenat %(n)s månader", months) % {"n": months}


def until(day: date, today: date) -> str:
    """A last day and how long is left: "till 11 mars, 3 veckor kvar"; that it passed afterwards.

    Days are told up to two weeks, weeks up to two months, then whole months: nine of them on the
    first day of a stay of nine months, as the last day is one of the stay.
    """
    left = (day - today).days
    if left < 0:
        return _("gick ut %(day)s") % {"day": spoken(day, today)}
    if left == 0:
        return _("sista dagen i dag")
    if left < 14:
        time = ngettext("%(n)s dag kvar", "%(n)s dagar kvar", left) % {"n": left}
    elif left < 61:
        weeks = left // 7
        time = ngettext("%(n)s vecka kvar", "%(n)s veckor kvar", weeks) % {"n": weeks}
    else:
        months = _whole_months(today, day + timedelta(1))
        time = ngettext("%(n)s månad kvar", "%(n)s månader kvar", months) % {"n": months}
    named = date_format(day, "j F" if day.year == today.year else "j F Y")
    return _("till %(day)s, %(time)s") % {"day": named, "time": time}


def exact(day: date) -> str:
    """The day in full, for a hover and a screen reader: "torsdag 12 mars 2026"."""
    return date_format(day, "l j F Y")


def _whole_months(since: date, until: date) -> int:
    months = (until.year - since.year) * 12 + until.month - since.month
    return months if until.day >= since.day else months - 1
