"""What every measurement begins with: the application on the benchmark's database."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any


def open_application(urls: str = "") -> None:
    """Start Django as `stegvis` does, for invented people; `urls` instead of the site's own."""
    from stegvis.site import cli

    os.environ["STEGVIS_LOCAL"] = "1"
    cli.open_database(demo=True)
    if urls:
        from django.conf import settings

        settings.ROOT_URLCONF = urls


def side_by_side(times: int, *things: Callable[[], Any]) -> list[float]:
    """The median time of each, in milliseconds, run in turn so that all meet the same weather.

    Each is run twice before the clock starts: what is measured is warm.
    """
    for thing in things:
        thing()
        thing()
    took: list[list[float]] = [[] for _ in things]
    for _ in range(times):
        for place, thing in enumerate(things):
            began = time.perf_counter()
            thing()
            took[place].append((time.perf_counter() - began) * 1000)
    return [statistics.median(each) for each in took]
