"""Reads of the way in, one module per kind of page."""

from stegvis.intake.queries.alone import forms_open, sent_alone
from stegvis.intake.queries.applications import Own, SentRow, own_applications, sheet_for
from stegvis.intake.queries.arrivals import Arrival, Stage, arrival, arrivals
from stegvis.intake.queries.meetings import (
    Agenda,
    agenda,
    disputes,
    matters,
    meetings,
    next_day,
    planned_meetings,
)
from stegvis.intake.queries.queue import Queue, my_queues, queue_of, queues
from stegvis.intake.queries.queue_counts import queue_counts
from stegvis.intake.queries.waiting import Waiting, waiting_for_me

__all__ = [
    "Agenda",
    "Arrival",
    "Own",
    "Queue",
    "SentRow",
    "Stage",
    "Waiting",
    "agenda",
    "arrival",
    "arrivals",
    "disputes",
    "forms_open",
    "matters",
    "meetings",
    "my_queues",
    "next_day",
    "own_applications",
    "planned_meetings",
    "queue_counts",
    "queue_of",
    "queues",
    "sent_alone",
    "sheet_for",
    "waiting_for_me",
]
