"""What happened to the invented people of Make it: work, which ended on the last of March 2022.

Forty went through the preparation, and twenty of them over to paid work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from stegvis.access.roles import Role
from stegvis.demo.lives import SEED, Life, Lives
from stegvis.demo.malmo.cast import MALMO, UNITS

END = date(2022, 3, 31)
#: Of four who left, two went to work.
EXITS = (
    "work", "reinforced_cooperation", "work", "own_request", "work", "completed", "work", "ill",
)  # fmt: skip
WHO = ("Personen", "Arbetskonsulenten", "Försäkringskassans handläggare")


class Malmo(Lives):
    """The project's road from the preparation on. What was before it is the way in."""

    cast = MALMO
    phases = ("preparation", "transition", "reinforced_cooperation", "extended_support")
    pace = (180, 20, 75)
    livelihoods = {"activity_compensation": 14, "sickness_compensation": 6}
    stays = (240, 330), (130, 300)
    #: The youngest were not of age in those years.
    taken = 1040


def lives(today: date, seed: int = SEED) -> Iterator[Life]:
    """Everybody in the project, those who left last first. All of it is behind them, any day."""
    make = Malmo(END, seed)
    for number in range(40):
        yield _planned(_with_tracks(_gone(make, number)))


def _gone(make: Malmo, number: int) -> Life:
    """One of them. Every third was brought by a consultant, the others by the authority."""
    facts = {"way_in": "authority", "referrer": "Ann-Sofie Kroon"}
    if number % 3 == 0:
        coach = make.random.choice(MALMO.in_unit(UNITS[0], Role.COACH))
        facts = {"way_in": "consultant", "referrer": coach, "coach": coach}
    return make.discharged(UNITS[0], number * 8, EXITS[number % len(EXITS)], **facts)


def _with_tracks(life: Life) -> Life:
    """Both tracks of the preparation: a learning place after some weeks of the programme."""
    key, first, last = life.phases[0]
    later = first + timedelta(days=40)
    return replace(
        life, tracks=((key, "programme", first, last), (key, "learning_place", later, last))
    )


def _planned(life: Life) -> Life:
    """What the parties planned together when they met."""
    [met] = life.raised
    steps = ("Pröva arbetsnärmande program", "Hitta en lärandeplats", "Reda ut ersättningen")
    rows = tuple(
        (what, who, met.on + timedelta(days=30 * (place + 1)))
        for place, (what, who) in enumerate(zip(steps, WHO, strict=True))
    )
    return replace(life, raised=(replace(met, planned=rows),))
