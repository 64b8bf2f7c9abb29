"""What has happened to the invented people, counted from today. Plain facts; nothing is written.

The same seed and day give the same lives. Every stage of the road has somebody on it in Eksjö,
whose coach, head and referrer the doors lead to; the other units are there so that the figures
and the wall between units have something to count and to hide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from stegvis.access.roles import Role
from stegvis.demo.cast import PARTICIPANT, UNITS, in_unit
from stegvis.demo.names import FAMILY, GIVEN
from stegvis.demo.numbers import WINDOWS, published
from stegvis.intake.models import MeetingItem, Outcome
from stegvis.lib.dates import add_months, is_working_day
from stegvis.participants.models import Sex

SEED = 2023
PHASES = ("agreement", "profile", "job_search", "employer", "support")
#: Days in each phase before the next, as these people go: longest where a workplace is looked for.
PACE = (35, 60, 120, 90)
#: Days from the group's meeting to the next.
EVERY = 28
#: How the years' exits are spread: 7 of 20 to work or study, which is the goal's 35 %.
EXITS = (
    "work", "ill", "ordinary_measure", "study", "own_request", "work", "completed",
    "other_rehabilitation", "work", "ordinary_measure", "ill", "work", "moved", "own_request",
    "study", "ordinary_measure", "work", "absent", "reinforced_cooperation", "consent_withdrawn",
)  # fmt: skip
#: What people live on when they come, and how many of twenty.
LIVELIHOODS = {
    "activity_compensation": 10,
    "social_assistance": 4,
    "sickness_benefit": 3,
    "activity_support": 2,
    "no_public": 1,
}


@dataclass(frozen=True)
class Person:
    """Who an invented person is."""

    number: str
    born: date
    sex: Sex
    given: str
    family: str
    municipality: str
    protected: bool = False


@dataclass(frozen=True)
class Raised:
    """One time on a referral group's agenda, and what came of it. No outcome: still to come."""

    on: date
    kind: str = MeetingItem.Kind.NEW
    outcome: str | None = None
    from_day: date | None = None
    reason: str = ""
    end_reason: str = ""


@dataclass(frozen=True)
class Agreed:
    """A consent: to the whole referral group, or to the unit's own municipality alone."""

    first: date
    last: date
    withdrawn: date | None = None
    to_group: bool = True


@dataclass(frozen=True)
class Seen:
    """What someone lived on or did at an occasion."""

    occasion: str
    on: date
    kind: str
    percent: int | None = 100


@dataclass(frozen=True)
class Life:
    """One invented person's way through the programme, as far as it has come."""

    person: Person
    unit: str
    #: Whose application it was: a name in the cast.
    referrer: str
    coach: str
    applied: date
    consents: tuple[Agreed, ...] = ()
    #: The preparation's answers: "done", "not_yet", or absent when nobody has answered.
    prepared: dict[str, str] = field(default_factory=dict)
    raised: tuple[Raised, ...] = ()
    decision: str | None = None
    decided: date | None = None
    refusal: str = ""
    started: date | None = None
    phases: tuple[tuple[str, date, date | None], ...] = ()
    livelihoods: tuple[Seen, ...] = ()
    occupations: tuple[Seen, ...] = ()
    ended: date | None = None
    end_reason: str | None = None
    discharged: date | None = None
    former_coach: str = ""

    @property
    def raised_on(self) -> date | None:
        """The day they were first put on an agenda: some days before the meeting."""
        if not self.raised:
            return None
        ready = max([self.applied, *(consent.first for consent in self.consents[:1])])
        return max(ready, self.raised[0].on - timedelta(days=12))


class Lives:
    """Makes lives for one day and seed."""

    def __init__(self, today: date, seed: int) -> None:
        self.today = today
        self.random = Random(seed)  # noqa: S311 - for variety, not for secrets
        self._free = self._numbers()
        self._names: set[tuple[str, str]] = set()

    # --- Who ------------------------------------------------------------------------------------

    def _numbers(self) -> dict[Sex, list[tuple[date, str]]]:
        """Published test numbers by sex, the young more often first, in the seed's order."""
        found: dict[Sex, list[tuple[date, str]]] = {Sex.WOMAN: [], Sex.MAN: []}
        for born, sex, number in published():
            found[sex].append((born, number))
        young = WINDOWS[-2][0]
        for rows in found.values():
            self.random.shuffle(rows)
            rows.sort(key=lambda row: (row[0] < young) and self.random.random() < 0.6)
        return found

    def person(self, unit: str, sex: Sex | None = None) -> Person:
        """Somebody new. Women are 48 of 100, as in the group that the method is tried on."""
        drawn = sex or (Sex.WOMAN if self.random.random() < 0.48 else Sex.MAN)
        legal = drawn if drawn in GIVEN else self.random.choice((Sex.WOMAN, Sex.MAN))
        born, number = self._free[legal].pop(0)
        given, family = self._name(legal)
        return Person(number, born, drawn, given, family, UNITS[unit])

    def _name(self, sex: Sex) -> tuple[str, str]:
        while True:
            pair = self.random.choice(GIVEN[sex]), self.random.choice(FAMILY)
            if pair not in self._names:
                self._names.add(pair)
                return pair

    # --- When -----------------------------------------------------------------------------------

    def ago(self, days: int) -> date:
        """The working day that many days ago, or the last before it."""
        return _working(self.today - timedelta(days=days))

    def meeting(self, unit: str, ago: int) -> date:
        """The unit's meeting that many meetings ago; 0 is the next one, within two weeks."""
        ahead = 5 + list(UNITS).index(unit) % 5
        return _working(self.today + timedelta(days=ahead - EVERY * ago))

    # --- The way in -----------------------------------------------------------------------------

    def applied(self, unit: str, days: int, **facts) -> Life:
        """Somebody applied for that many days ago."""
        facts.setdefault("referrer", self.random.choice(in_unit(unit, Role.REFERRER)))
        facts.setdefault("coach", self.random.choice(in_unit(unit, Role.COACH)))
        facts.setdefault("person", self.person(unit))
        return Life(unit=unit, applied=self.ago(days), **facts)

    def consented(self, life: Life, until: date | None = None) -> Life:
        """With consent from the application for a year, renewed so that it covers the last day."""
        given = [_a_year(life.applied)]
        while until and given[-1].last < until:
            given.append(_a_year(given[-1].last + timedelta(days=1)))
        return replace(life, consents=tuple(given))

    def ready(self, life: Life, **answers: str) -> Life:
        """With the preparation answered: all done unless said otherwise."""
        asked = {"income": "done", "motivation": "done"} | answers
        return replace(life, prepared={key: answer for key, answer in asked.items() if answer})

    def decided(
        self,
        unit: str,
        ago: int,
        outcome: str,
        *,
        reason: str = "",
        from_day: date | None = None,
        agreed_until: date | None = None,
        **facts,
    ) -> Life:
        """Somebody whom the unit's group has dealt with, that many meetings ago."""
        on = self.meeting(unit, ago)
        life = self.applied(unit, (self.today - on).days + self.random.randint(8, 40), **facts)
        life = self.ready(self.consented(life, agreed_until))
        decision = None if outcome == Outcome.DISAGREE else outcome
        item = Raised(on, outcome=outcome, reason=reason, from_day=from_day)
        return replace(
            life,
            raised=(item,),
            decision=decision,
            decided=on if decision else None,
            refusal=reason if outcome == Outcome.REFUSED else "",
        )

    # --- Taking part ----------------------------------------------------------------------------

    def admitted(self, unit: str, ago: int, **facts) -> Life:
        """Somebody the group took in, from about a week after that meeting."""
        begins = _working(self.meeting(unit, ago) + timedelta(days=7))
        return self.decided(unit, ago, Outcome.ADMITTED, from_day=begins, **facts)

    def ongoing(self, unit: str, phase: int, **facts) -> Life:
        """Somebody who takes part and stands in the phase of that number, 0 to 4."""
        behind = sum(PACE[:phase]) + self.random.randint(10, PACE[min(phase, 3)] - 5)
        renewed = self.today + timedelta(days=45)
        life = self.admitted(unit, 1 + (behind + 12) // EVERY, agreed_until=renewed, **facts)
        return self.start(life, phase)

    def start(self, life: Life, phase: int, until: date | None = None) -> Life:
        """Enrolled on the decided day, and come as far as the phase."""
        started = life.raised[0].from_day
        assert started
        span = ((until or self.today) - started).days
        total = sum(PACE[:phase]) or 1
        starts = [started] + [
            _working(started + timedelta(days=min(sum(PACE[:n]), span * sum(PACE[:n]) // total)))
            for n in range(1, phase + 1)
        ]
        lasts = [day - timedelta(days=1) for day in starts[1:]] + [until]
        return self._lived(
            replace(
                life,
                started=started,
                phases=tuple(zip(PHASES[: phase + 1], starts, lasts, strict=True)),
            ),
            phase,
        )

    def _lived(self, life: Life, phase: int) -> Life:
        """With what the person lived on and did when they came, and where that has changed."""
        assert life.started
        [kind] = self.random.choices(list(LIVELIHOODS), list(LIVELIHOODS.values()))
        livelihoods = [Seen("start", life.started, kind)]
        occupation = "job_seeking" if self.random.random() < 0.4 else "none"
        if phase >= 3 and kind == "social_assistance":
            livelihoods.append(Seen("during", life.phases[3][1], "activity_support"))
        return replace(
            life,
            livelihoods=tuple(livelihoods),
            occupations=(Seen("start", life.started, occupation, None),),
        )

    # --- The way out ----------------------------------------------------------------------------

    def ended(self, unit: str, ended: date, reason: str, **facts) -> Life:
        """Somebody who left that day, after a stay that fits the reason."""
        well = reason in ("work", "study")
        stay = self.random.randint(200, 420) if well else self.random.randint(60, 300)
        days = (self.today - ended).days
        life = self.admitted(unit, 2 + (days + stay) // EVERY, agreed_until=ended, **facts)
        life = self.start(life, 4 if well else self.random.randint(1, 3), until=ended)
        exit_item = Raised(
            self.meeting(unit, (days + 9) // EVERY + 1), MeetingItem.Kind.EXIT, Outcome.END,
            from_day=ended, end_reason=reason, reason=_why_ended(reason),
        )  # fmt: skip
        lives_on, does = self.after(reason)
        return replace(
            life,
            raised=(*life.raised, exit_item),
            ended=ended,
            end_reason=reason,
            livelihoods=(*life.livelihoods, Seen("exit", ended, lives_on)),
            occupations=(*life.occupations, Seen("exit", ended, *does)),
        )

    def discharged(self, unit: str, days: int, reason: str, **facts) -> Life:
        """Somebody discharged that many days ago, when the plan says (B13)."""
        well = reason in ("work", "study")
        life = self.ended(unit, self.ago(days + (92 if well else 0)), reason, **facts)
        assert life.ended
        out = add_months(life.ended, 3) if well else life.ended
        lives_on, does = life.livelihoods[-1].kind, life.occupations[-1]
        return replace(
            life,
            discharged=out,
            livelihoods=(*life.livelihoods, Seen("discharge", out, lives_on)),
            occupations=(*life.occupations, Seen("discharge", out, does.kind, does.percent)),
        )

    def after(self, reason: str) -> tuple[str, tuple[str, int | None]]:
        """What someone lives on and does after leaving for the reason."""
        if reason == "work":
            kind = self.random.choice(("work", "work", "subsidised_work"))
            return "wage", (kind, self.random.choice((50, 75, 100)))
        return {
            "study": ("student_finance", ("study", 100)),
            "ordinary_measure": ("activity_support", ("programme", 75)),
            "ill": ("sickness_benefit", ("none", None)),
            "other_rehabilitation": ("sickness_benefit", ("rehabilitation", None)),
            "reinforced_cooperation": ("activity_compensation", ("rehabilitation", 50)),
        }.get(reason, ("social_assistance", ("job_seeking", None)))


def lives(today: date, seed: int = SEED) -> Iterator[Life]:
    """Everybody in the demonstration, those in Eksjö first."""
    make = Lives(today, seed)
    yield from _eksjo(make)
    for unit in UNITS:
        if unit != "eksjo":
            yield from _elsewhere(make, unit)
    yield from _gone(make)


def _eksjo(make: Lives) -> Iterator[Life]:
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
    yield make.decided("eksjo", 4, Outcome.REFUSED, reason=_ASSESSMENT)
    # Taken in, not enrolled: from a day to come, and from a day that has passed.
    ahead = _working(today + timedelta(days=6))
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


def _with_something_to_do(make: Lives, elin: str) -> Iterator[Life]:
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
        from_day=make.ago(2), end_reason="ordinary_measure", reason=_why_ended("ordinary_measure"),
    )  # fmt: skip
    yield replace(leaving, raised=(*leaving.raised, decided))


def _elsewhere(make: Lives, unit: str) -> Iterator[Life]:
    """A unit in ordinary flow: a few on the way in, some in the work, one on the way out."""
    yield make.ready(make.consented(make.applied(unit, make.random.randint(5, 25))))
    yield make.decided(unit, 2, Outcome.WAITING, reason=_NO_ROOM)
    for phase in range(5):
        yield make.ongoing(unit, phase)
    yield make.ongoing(unit, make.random.randint(1, 3))
    left = make.ago(make.random.randint(15, 80))
    yield make.ended(unit, left, make.random.choice(("work", "study")))


def _gone(make: Lives) -> Iterator[Life]:
    """Those discharged, evenly over two and a half years, so that every period has some of all.

    A group too small to be shown hides another with it: it stands in a year that has passed.
    """
    units = list(UNITS)
    for number in range(60):
        sex = Sex.OTHER if number in (33, 47) else None
        unit = units[(number * 5 + number // 6) % 6]
        facts = {"person": make.person(unit, sex)} if sex else {}
        yield make.discharged(unit, 8 + number * 15, EXITS[number % len(EXITS)], **facts)


def _a_year(first: date) -> Agreed:
    return Agreed(first, first + timedelta(days=364))


def _working(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


# --- Reasons, as a referral group writes them ---------------------------------------------------

_NO_ROOM = "Coacherna är fulla. Tas upp igen när en plats blir ledig."
_NOT_NOW = "Vill vänta tills bostaden är ordnad. Coachen håller kontakt."
_ONE_PARTY = "Behöver stöd av en part. Arbetsförmedlingen tar kontakt inom två veckor."
_ASSESSMENT = "Är inne i en gemensam kartläggning. Välkommen att söka igen när den är klar."


def _why_ended(reason: str) -> str:
    return {
        "work": "Har fått anställning. Efterstöd enligt planen.",
        "study": "Börjar studera. Coachen följer upp efter tre månader.",
        "ordinary_measure": "Går vidare till en insats hos Arbetsförmedlingen.",
        "ill": "Orkar inte delta nu. Välkommen tillbaka.",
        "moved": "Flyttar från kommunen.",
        "own_request": "Vill avsluta.",
        "absent": "Har inte gått att nå på två månader.",
    }.get(reason, "")
