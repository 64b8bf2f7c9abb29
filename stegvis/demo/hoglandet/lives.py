"""What has happened to the invented people of SE-Höglandet.

Every stage of the road has somebody on it in Eksjö, whose coach, head and referrer the doors lead
to; the other units are there so that the figures and the wall between units have something to
count and to hide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from stegvis.demo.hoglandet.cast import HOGLANDET, PARTICIPANT
from stegvis.demo.lives import SEED, Agreed, Life, Lives, Raised, why_ended
from stegvis.intake.models import MeetingItem, Outcome
from stegvis.lib.dates import add_months, working_day_until
from stegvis.participants.models import Sex

#: How the years' exits are spread: 7 of 20 to work or study, which is the goal's 35 %.
EXITS = (
    "work", "ill", "ordinary_measure", "study", "own_request", "work", "completed",
    "other_rehabilitation", "work", "ordinary_measure", "ill", "work", "moved", "own_request",
    "study", "ordinary_measure", "work", "absent", "reinforced_cooperation", "consent_withdrawn",
)  # fmt: skip


class Hoglandet(Lives):
    """The road of SE-Höglandet: a monthly group, five phases, longest where a job is looked for."""

    cast = HOGLANDET
    phases = ("agreement", "profile", "job_search", "employer", "support")
    pace = (35, 60, 120, 90)
    livelihoods = {
        "activity_compensation": 10,
        "social_assistance": 4,
        "sickness_benefit": 3,
        "activity_support": 2,
        "no_public": 1,
    }
    asked = ("income", "motivation")
    every, ahead = 28, 5
    kept = 3
    group_ends = asks_during = True


def lives(today: date, seed: int = SEED) -> Iterator[Life]:
    """Everybody in the demonstration, those in Eksjö first."""
    make = Hoglandet(today, seed)
    yield from _eksjo(make)
    for unit in HOGLANDET.units:
        if unit != "eksjo":
            yield from _elsewhere(make, unit)
    yield from _gone(make)
    yield from _of_2018(make)


def _eksjo(make: Hoglandet) -> Iterator[Life]:
    """Somebody at every stage, where the doors lead."""
    elin, omar, farida = "Elin Sandahl", "Omar Haddad", "Farida Noori"
    new, today = {"unit": "eksjo", "referrer": farida}, make.today
    # Applied: no consent to the group yet; not prepared; not asked; ready to be raised.
    alone = make.consented(make.applied(**new, days=4))
    yield replace(alone, consents=(replace(alone.consents[0], to_group=False),))
    yield make.ready(make.consented(make.applied(**new, days=12)), motivation="not_yet")
    yield make.consented(make.applied("eksjo", 2))
    yield make.ready(make.consented(make.applied("eksjo", 9)), income="")
    yield make.ready(make.consented(make.applied(**new, days=15)))
    yield make.ready(make.consented(make.applied("eksjo", 20)))
    # On the next agenda.
    upcoming = (Raised(make.meeting("eksjo", 0)),)
    yield replace(make.ready(make.consented(make.applied(**new, days=24))), raised=upcoming)
    yield replace(make.ready(make.consented(make.applied("eksjo", 27))), raised=upcoming)
    # Dealt with at the last meetings.
    yield make.decided("eksjo", 1, Outcome.DISAGREE, referrer=farida)
    yield make.decided("eksjo", 1, Outcome.WAITING, reason=_NO_ROOM)
    yield make.decided("eksjo", 3, Outcome.WAITING, reason=_NOT_NOW, referrer=farida)
    yield make.decided("eksjo", 1, Outcome.REFUSED, reason=_ONE_PARTY, referrer=farida)
    refused = make.decided("eksjo", 4, Outcome.REFUSED, reason=_ASSESSMENT)
    assert refused.decided
    yield replace(refused, joint_assessment=working_day_until(refused.decided - timedelta(days=20)))
    # Taken in, not enrolled: from a day to come, and from a day that has passed.
    ahead = working_day_until(today + timedelta(days=6))
    yield make.decided("eksjo", 1, Outcome.ADMITTED, from_day=ahead, referrer=farida, coach=elin)
    yield make.admitted("eksjo", 1, coach=elin)
    # In each of the five phases, for both coaches.
    for phase in range(5):
        yield make.ongoing("eksjo", phase, coach=elin)
        yield make.ongoing("eksjo", phase, coach=omar)
    yield from _with_something_to_do(make, elin)
    # Left for work or study, waiting for the three months to pass; today, and some days ago.
    yield make.ended("eksjo", make.ago(20), "work", coach=elin)
    yield make.ended("eksjo", make.ago(55), "study", coach=omar)
    yield make.ended("eksjo", add_months(today, -3), "work", coach=elin)
    yield make.ended("eksjo", add_months(today - timedelta(days=12), -3), "work", coach=elin)


def _with_something_to_do(make: Hoglandet, elin: str) -> Iterator[Life]:
    """People in the work with whom something is late, ends, or has ended."""
    today = make.today
    linnea = replace(
        make.person("eksjo", Sex.WOMAN),
        given=PARTICIPANT.given_name,
        family=PARTICIPANT.family_name,
    )
    yield make.ongoing("eksjo", 2, coach=elin, person=linnea, former_coach="Omar Haddad")
    ending = make.ongoing("eksjo", 1, coach=elin)
    yield replace(ending, consents=(Agreed(ending.applied, today + timedelta(days=9)),))
    ended = make.ongoing("eksjo", 3, coach=elin)
    yield replace(ended, consents=(Agreed(ended.applied, today - timedelta(days=5)),))
    taken_back = make.ongoing("eksjo", 2, coach=elin)
    *earlier, given = taken_back.consents
    yield replace(taken_back, consents=(*earlier, replace(given, withdrawn=make.ago(3))))
    yield replace(make.ongoing("eksjo", 0, coach=elin), livelihoods=(), occupations=())
    hidden = replace(make.person("eksjo"), protected=True)
    yield make.ongoing("eksjo", 1, coach=elin, person=hidden)
    leaving = make.ongoing("eksjo", 3, coach=elin)
    decided = Raised(
        make.meeting("eksjo", 1), MeetingItem.Kind.EXIT, Outcome.END,
        from_day=make.ago(2), end_reason="ordinary_measure", reason=why_ended("ordinary_measure"),
    )  # fmt: skip
    yield replace(leaving, raised=(*leaving.raised, decided))


def _elsewhere(make: Hoglandet, unit: str) -> Iterator[Life]:
    """A unit in ordinary flow: a few on the way in, some in the work, one on the way out."""
    yield make.ready(make.consented(make.applied(unit, make.random.randint(5, 25))))
    yield make.decided(unit, 2, Outcome.WAITING, reason=_NO_ROOM)
    for phase in range(5):
        yield make.ongoing(unit, phase)
    yield make.ongoing(unit, make.random.randint(1, 3))
    left = make.ago(make.random.randint(15, 80))
    yield make.ended(unit, left, make.random.choice(("work", "study")))


def _gone(make: Hoglandet) -> Iterator[Life]:
    """Those discharged, evenly over two and a half years, so that every period has some of all.

    A group too small to be shown hides another with it: it stands in a year that has passed.
    """
    units = list(HOGLANDET.units)
    for number in range(60):
        sex = Sex.OTHER if number in (33, 47) else None
        unit = units[(number * 5 + number // 6) % 6]
        facts = {"person": make.person(unit, sex)} if sex else {}
        yield make.discharged(unit, 8 + number * 15, EXITS[number % len(EXITS)], **facts)


def _of_2018(make: Hoglandet) -> Iterator[Life]:
    """People of the plan before: those it saw to the end, and two who are still here, moved."""
    units = list(HOGLANDET.units)
    for number, reason in enumerate(EXITS):
        out = date(2019, 6, 3) + timedelta(days=24 * number)
        yield make.discharged(units[number % 6], (make.today - out).days, reason)
    for unit in ("vetlanda", "savsjo"):
        came = date(2020, 9, 14)
        life = make.admitted(
            unit,
            (make.today - came).days // make.every,
            agreed_until=make.today + timedelta(days=45),
        )
        yield replace(make.start(life, 4), moved=date(2023, 1, 16))


# --- Reasons, as a referral group writes them ---------------------------------------------------

_NO_ROOM = "Coacherna är fulla. Tas upp igen när en plats blir ledig."
_NOT_NOW = "Vill vänta tills bostaden är ordnad. Coachen håller kontakt."
_ONE_PARTY = "Behöver stöd av en part. Arbetsförmedlingen tar kontakt inom två veckor."
_ASSESSMENT = "Är inne i en gemensam kartläggning. Välkommen att söka igen när den är klar."
