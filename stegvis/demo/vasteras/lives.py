"""What has happened to the invented people of Samordningsteam Västerås.

Somebody stands at every stage of the team's road: from an application to a year's end and what may
be added to it. Those of 2021 and 2022 stand under the plan of 2020.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from stegvis.access.roles import Role
from stegvis.demo.lives import SEED, Life, Lives, Raised
from stegvis.demo.vasteras.cast import COACH, PARTICIPANT, REFERRER, VASTERAS
from stegvis.intake.models import OTHER, Outcome
from stegvis.lib.dates import working_day_until
from stegvis.participants.models import Sex

UNIT = "teamet"
#: Those who refer at a party that may send an application itself.
SENDING = [
    name
    for name in VASTERAS.in_unit(UNIT, Role.REFERRER)
    if VASTERAS.member(name).party != "region"
]
#: How the exits are spread: 8 of 20 to work or study.
EXITS = (
    "work", "ordinary_measure", "study", "completed", "ill", "work", "reinforced_cooperation",
    "work", "own_request", "ordinary_measure", "work", "other_rehabilitation", "study",
    "completed", "work", "moved", "ordinary_measure", "work", "absent", "reinforced_cooperation",
)  # fmt: skip
#: Days since the start of those whose stay has run out or soon does, by what is done about it.
ENDING, ASKED, EXTENDED, REPORTED = 352, 346, 372, 420

#: Those who take part beside the nine whom the doors lead to: with two who are to begin, all of the
#: plan's 140 places are taken.
OTHERS = 129


class Vasteras(Lives):
    """The team's road: a meeting around the person, four phases, a year at most."""

    cast = VASTERAS
    phases = ("assessment", "planning", "implementation", "support")
    pace = (45, 60, 110)
    livelihoods = {
        "social_assistance": 7,
        "activity_compensation": 6,
        "sickness_benefit": 4,
        "activity_support": 3,
    }
    stays = (180, 340), (60, 300)
    taken = 500

    def applied(self, unit: str, days: int, **facts) -> Life:
        """Sent by a party that pays people: the region applies through one of them."""
        facts.setdefault("referrer", self.random.choice(SENDING))
        return super().applied(unit, days, **facts)

    def stayed(self, days: int, phase: int = 3, **facts) -> Life:
        """Somebody who takes part since so many days."""
        until = self.today + timedelta(days=45)
        return self.start(self.admitted(UNIT, days + 7, agreed_until=until, **facts), phase)


def lives(today: date, seed: int = SEED) -> Iterator[Life]:
    """Everybody in the team's care, those on the way in first."""
    make = Vasteras(today, seed)
    yield from _on_the_way_in(make)
    yield from _decided(make)
    yield from _taking_part(make)
    yield from _gone(make)


def _on_the_way_in(make: Vasteras) -> Iterator[Life]:
    """Applied, followed, booked, met."""
    sanna, johan = COACH.name, REFERRER.name
    own = {"referrer": sanna, "coach": sanna, "way_in": "own_application"}
    yield make.applied(UNIT, 2, **own)
    yield make.consented(make.applied(UNIT, 8, followed=make.ago(3), **own))
    yield make.consented(make.applied(UNIT, 3, referrer=johan))
    yield make.consented(make.applied(UNIT, 7, referrer=johan, coach=sanna, followed=make.ago(2)))
    for days, raised, facts in (
        (12, Raised(working_day_until(make.today + timedelta(days=6))), {"referrer": johan}),
        (16, Raised(make.ago(1), noted=False), {}),
        (18, Raised(make.ago(2)), {"referrer": johan}),
        (21, Raised(make.ago(5), absent=("referrer",)), {}),
    ):
        life = make.consented(make.applied(UNIT, days, coach=sanna, **facts))
        yield replace(life, raised=(raised,), followed=make.ago(days - 4))


def _decided(make: Vasteras) -> Iterator[Life]:
    """Taken in and not enrolled, in the queue, refused, taken back, not agreed on."""
    sanna, johan = COACH.name, REFERRER.name
    yield make.admitted(UNIT, 4, coach=sanna, referrer=johan)
    alone = make.admitted(UNIT, 9, coach=sanna)
    [met] = alone.raised
    departure = "Handläggaren var sjuk och har läst anteckningarna."
    yield replace(alone, raised=(replace(met, absent=("referrer",), departure=departure),))
    for ago in (6, 20, 41):
        yield make.decided(UNIT, ago, Outcome.WAITING, reason=_NO_ROOM, referrer=johan)
    for ago, criterion, reason in (
        (5, "within_a_year", _NOT_YET),
        (19, "ordinary_not_enough", _ORDINARY),
        (33, OTHER, _NO_ANSWER),
    ):
        life = make.decided(
            UNIT, ago, Outcome.REFUSED, reason=reason, referrer=johan, coach=sanna,
            unmet=() if criterion == OTHER else (criterion,),
        )  # fmt: skip
        yield replace(life, raised=(replace(life.raised[0], criteria=(criterion,)),))
    yield make.decided(UNIT, 12, Outcome.WITHDRAWN, reason="Har fått en praktikplats.")
    yield make.decided(UNIT, 3, Outcome.DISAGREE, referrer=johan, coach=sanna)


def _taking_part(make: Vasteras) -> Iterator[Life]:
    """In each phase, and at the end of the year."""
    sanna, johan = COACH.name, REFERRER.name
    mikael = replace(
        make.person(UNIT, Sex.MAN), given=PARTICIPANT.given_name, family=PARTICIPANT.family_name
    )
    yield make.ongoing(UNIT, 2, coach=sanna, person=mikael)
    for phase in range(4):
        yield make.ongoing(UNIT, phase, coach=sanna, referrer=johan)
    for number in range(OTHERS):
        yield make.ongoing(UNIT, number % 4)
    for days in (ENDING, ASKED, EXTENDED, REPORTED):
        yield make.stayed(days, coach=sanna, referrer=johan)


def _gone(make: Vasteras) -> Iterator[Life]:
    """Those of the last two years, and some whom the plan of 2020 saw to the end."""
    for number in range(96):
        yield make.discharged(UNIT, 6 + number * 15 // 2, EXITS[number % len(EXITS)])
    for number, reason in enumerate(EXITS):
        out = date(2021, 3, 1) + timedelta(days=28 * number)
        life = make.discharged(UNIT, (make.today - out).days, reason)
        if number % 7 == 3:
            key = "ordinary_not_enough"
            life = replace(life, unmet=(key,), exempted=(key, _EXEMPTED))
        yield life


# --- Reasons, as a team writes them --------------------------------------------------------------

_NO_ROOM = "Uppfyller villkoren. Teamet hör av sig när en plats blir ledig."
_NOT_YET = "Behandlingen pågår till hösten. Arbete är inte aktuellt det närmaste året."
_ORDINARY = "Ordinarie stöd hos Arbetsförmedlingen är inte prövat än."
_NO_ANSWER = "Har inte kommit till två bokade möten och vill inte boka ett nytt."
_EXEMPTED = (
    "Ordinarie insatser finns inte att få inom rimlig tid. Teamet bedömer att stödet brådskar."
)
