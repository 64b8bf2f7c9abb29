"""Personal numbers that belong to nobody: those that Skatteverket has set aside for tests.

Skatteverket publishes a list of some twenty thousand (testpersonnummer, open data). For people
born in the nineties and after it follows a rule: serial 238 is a woman's and 239 a man's, first
both every day, from 1994 one a day in turn. ``WINDOWS`` are the stretches of days for which the
rule was compared with the list, row by row; outside them no number is made.
docs/decisions/0040 says where the list was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from stegvis.lib.personal_number import check_digit
from stegvis.participants.models import Sex

SERIALS = {Sex.WOMAN: "238", Sex.MAN: "239"}
#: The first day of the stretch where one number a day is set aside, in turn.
IN_TURN_SINCE = date(1994, 1, 1)

Rule = Callable[[date], tuple[Sex, ...]]


def both(day: date) -> tuple[Sex, ...]:
    """Years in which every day has a number for each."""
    return (Sex.WOMAN, Sex.MAN)


def in_turn(day: date) -> tuple[Sex, ...]:
    """Years in which the days take turns, a man's first."""
    return (Sex.WOMAN,) if (day - IN_TURN_SINCE).days % 2 else (Sex.MAN,)


def by_date(day: date) -> tuple[Sex, ...]:
    """Years in which odd dates have a man's number and even ones a woman's."""
    return (Sex.MAN,) if day.day % 2 else (Sex.WOMAN,)


#: First day, last day and rule of each stretch; days that the list skips are left out.
WINDOWS: tuple[tuple[date, date, Rule], ...] = (
    (date(1990, 1, 15), date(1990, 9, 28), both),
    (date(1994, 1, 1), date(1995, 3, 22), in_turn),
    (date(1996, 8, 20), date(1998, 1, 16), in_turn),
    (date(1999, 8, 23), date(2000, 12, 17), in_turn),
    (date(2002, 10, 17), date(2005, 6, 22), by_date),
)


def published() -> Iterator[tuple[date, Sex, str]]:
    """Day of birth, sex and twelve digits of every number in the windows, oldest first."""
    for first, last, rule in WINDOWS:
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            for sex in rule(day):
                nine = f"{day:%y%m%d}{SERIALS[sex]}"
                yield day, sex, f"{day:%Y%m%d}{SERIALS[sex]}{check_digit(nine)}"
