"""A Python module, run on a day of one's own choosing.

    python -m tests.journeys.clock 2020-10-14 stegvis.site.cli run --port 8000

It is nine in the morning when the module begins, and time goes on from there. What the database
writes by itself, and what is signed or counted in seconds, keeps the true time.
"""

from __future__ import annotations

import runpy
import sys
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

MORNING = 9


def set_to(day: date) -> None:
    """Let it be that day, for everything in this process that asks Django for the time."""
    began = time.monotonic()
    morning = datetime(day.year, day.month, day.day, MORNING, tzinfo=ZoneInfo("Europe/Stockholm"))
    timezone.now = lambda: morning.astimezone(UTC) + timedelta(seconds=time.monotonic() - began)


if __name__ == "__main__":
    set_to(date.fromisoformat(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
