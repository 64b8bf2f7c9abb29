"""A forecast in words: a span that a person can plan by, and never a day it cannot promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stegvis.intake.queries.places import Places
from stegvis.intake.queries.queue import COMING, Aside, Queue, Wait, queue_of
from stegvis.intake.queue import Place
from stegvis.lib.forecast import HORIZON, SHORTEST
from stegvis.participants.models import Enrolment
from stegvis.ui.human import in_full


def span(days: int) -> str:
    """A number of days as people say it: days to two weeks, weeks to two months, months to two
    years, then years. Rounded to the nearest."""
    if days < 14:
        return ngettext("%(n)s dag", "%(n)s dagar", days) % {"n": days}
    if days < 61:
        weeks = round(days / 7)
        return ngettext("%(n)s vecka", "%(n)s veckor", weeks) % {"n": weeks}
    if days < 730:
        months = round(days / 30.44)
        return ngettext("%(n)s månad", "%(n)s månader", months) % {"n": months}
    years = round(days / 365.25)
    return ngettext("%(n)s år", "%(n)s år", years) % {"n": years}


def forecast_words(wait: Wait, places: Places) -> str:
    """When a place can be had, as the page says it: what is known, what is likely, or why not."""
    if wait.promised_on is not None:
        if wait.promised_on <= places.day:
            return _("Kan börja nu")
        return _("Börjar %(day)s") % {"day": in_full(wait.promised_on)}
    if wait.beyond:
        return _("Planens antal personer är fullt före den här platsen i kön")
    if wait.told is None:
        return unsaid(places)
    if wait.told.is_now:
        return _("Det finns en ledig plats")
    low, high = wait.told.low, wait.told.high
    if low is None:
        return _("Mer än %(span)s") % {"span": span(HORIZON)}
    if high is None:
        return _("Troligen mer än %(span)s") % {"span": span(low)}
    if span(low) == span(high):
        return _("Troligen om %(span)s") % {"span": span(low)}
    if low == 0:
        return _("Troligen inom %(span)s") % {"span": span(high)}
    return _("Troligen mellan %(low)s och %(high)s") % {"low": span(low), "high": span(high)}


def middle_words(wait: Wait) -> str:
    """The middle of a forecast ("lika troligt före som efter 2 månader"); empty without one."""
    told = wait.told
    if told is None or told.is_now or told.median is None or told.low is None:
        return ""
    return _("Lika troligt före som efter %(span)s") % {"span": span(told.median)}


def unsaid(places: Places) -> str:
    """Why nothing can be said of the wait."""
    if places.free is None:
        return _("Går inte att säga: planen har inget antal platser")
    flow = places.flow
    if flow.days < SHORTEST:
        return _("Går inte att säga: insatsen har pågått för kort tid")
    return _("Går inte att säga: för få har slutat")


def ground(queue: Queue) -> str:
    """What the forecasts of a queue rest on, in a sentence or two; empty when there are none."""
    flow = queue.places.flow
    if not flow.is_enough:
        return ""
    return ngettext(
        "Prognosen räknar med att platser blir lediga lika ofta som hittills: %(n)s plats på "
        "%(time)s. I åtta fall av tio blir väntan så lång som det står. Den som söker senare och "
        "går före kan göra den längre.",
        "Prognosen räknar med att platser blir lediga lika ofta som hittills: %(n)s platser på "
        "%(time)s. I åtta fall av tio blir väntan så lång som det står. Den som söker senare och "
        "går före kan göra den längre.",
        flow.departures,
    ) % {"n": flow.departures, "time": span(flow.days)}


@dataclass(frozen=True)
class OwnPlace:
    """Where one person stands, in words; or, with `aside`, what keeps them from the queue."""

    queue: Queue
    place: Place | None
    aside: Aside | None
    wait: str = ""
    middle: str = ""


def own_place(enrolment: Enrolment, today: date) -> OwnPlace | None:
    """One person's place in the queue. None for who is not on the way in, or not decided about.

    Who has begun, or has not been told that they wait, costs no query.
    """
    if enrolment.started_on or enrolment.decision not in COMING:
        return None
    queue = queue_of(enrolment, today)
    if queue is None:
        return None
    place = queue.place_of(enrolment.pk)
    if place is None:
        aside = next((one for one in queue.aside if one.enrolment == enrolment.pk), None)
        return OwnPlace(queue, None, aside) if aside else None
    wait = queue.wait(place)
    return OwnPlace(queue, place, None, forecast_words(wait, queue.places), middle_words(wait))
