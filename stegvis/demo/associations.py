"""What the demonstration shows: associations, each with its programme and the people in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.demo.cast import Cast
from stegvis.demo.hoglandet.cast import HOGLANDET
from stegvis.demo.hoglandet.lives import lives as in_hoglandet
from stegvis.demo.lives import Life
from stegvis.demo.malmo.cast import MALMO
from stegvis.demo.malmo.lives import lives as in_malmo
from stegvis.demo.rows import Place
from stegvis.demo.vasteras.acts import acts as in_the_team
from stegvis.demo.vasteras.cast import VASTERAS
from stegvis.demo.vasteras.lives import lives as in_vasteras


def nothing(place: Place) -> None:
    """Nothing more is done."""


@dataclass(frozen=True)
class Shown:
    """One association of the demonstration: who works there, whose lives, what is done then."""

    cast: Cast
    lives: Callable[[date, int], Iterable[Life]]
    #: What is done through the program's own services once the lives are written.
    then: Callable[[Place], None] = nothing


ASSOCIATIONS = (
    Shown(HOGLANDET, in_hoglandet),
    Shown(VASTERAS, in_vasteras, in_the_team),
    Shown(MALMO, in_malmo),
)


def cast_named(key: str | None) -> Cast | None:
    """The association that a door's form names; None for one that is not shown."""
    return next((shown.cast for shown in ASSOCIATIONS if shown.cast.key == key), None)
