"""What has happened to invented people, counted from today. Plain facts; nothing is written.

The same seed and day give the same lives. Who they are is said by each association's own module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from stegvis.access.roles import Role
from stegvis.demo.cast import Cast
from stegvis.demo.names import FAMILY, GIVEN
from stegvis.demo.numbers import WINDOWS, published
from stegvis.intake.models import MeetingItem, Outcome
from stegvis.lib.dates import add_months, working_day_until
from stegvis.participants.models import Sex

SEED = 2023


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
    #: Keys of the criteria that a refusal rests on.
    criteria: tuple[str, ...] = ()
    #: Seats that nobody sat on, and why it was decided nevertheless.
    absent: tuple[str, ...] = ()
    departure: str = ""
    #: Whether it is noted who were there. None: when the day has passed.
    noted: bool | None = None
    #: What was planned together: what, who, by when.
    planned: tuple[tuple[str, str, date | None], ...] = ()


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
    #: Whose application it was: a name in the cast. The coach's where the person applied alone.
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
    #: A key of the plan's ways in. Empty: the first that is open to the referrer's party.
    way_in: str = ""
    #: Criteria that the application says are not met.
    unmet: tuple[str, ...] = ()
    #: An exception: from which criterion, and why.
    exempted: tuple[str, str] | None = None
    #: First day of a joint assessment that goes on.
    joint_assessment: date | None = None
    #: The day somebody was named to follow, where that was before the start.
    followed: date | None = None
    #: Tracks of a phase: phase, track, first and last day.
    tracks: tuple[tuple[str, str, date, date | None], ...] = ()
    #: The day the person was moved to the plan that holds today.
    moved: date | None = None

    @property
    def raised_on(self) -> date | None:
        """The day they were first put on an agenda: some days before the meeting."""
        if not self.raised:
            return None
        ready = max([self.applied, *(consent.first for consent in self.consents[:1])])
        return max(ready, self.raised[0].on - timedelta(days=12))


class Lives:
    """Makes lives for one day and seed. An association's own says how its road goes."""

    cast: Cast
    phases: tuple[str, ...]
    #: Days in each phase before the next, as these people go.
    pace: tuple[int, ...]
    #: What people live on when they come, and how many of twenty.
    livelihoods: Mapping[str, int]
    #: What is asked of the preparation.
    asked: tuple[str, ...] = ()
    #: Days from one meeting to the next, and to the next one ahead. One a day: around the person.
    every, ahead = 1, 0
    #: Days of a stay that ends with work or studies, and of any other.
    stays = (200, 420), (60, 300)
    #: Months from such an end until the person is written out.
    kept = 0
    #: Whether the group decides that somebody ends, and livelihood is asked on the way.
    group_ends = asks_during = False
    #: How many of the numbers of each sex belong to other associations.
    taken = 0

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
        return {sex: rows[self.taken :] for sex, rows in found.items()}

    def person(self, unit: str, sex: Sex | None = None) -> Person:
        """Somebody new. Women are 48 of 100, as in the group that the method is tried on."""
        drawn = sex or (Sex.WOMAN if self.random.random() < 0.48 else Sex.MAN)
        legal = drawn if drawn in GIVEN else self.random.choice((Sex.WOMAN, Sex.MAN))
        born, number = self._free[legal].pop(0)
        given, family = self._name(legal)
        return Person(number, born, drawn, given, family, self.cast.units[unit])

    def _name(self, sex: Sex) -> tuple[str, str]:
        while True:
            pair = self.random.choice(GIVEN[sex]), self.random.choice(FAMILY)
            if pair not in self._names:
                self._names.add(pair)
                return pair

    # --- When -----------------------------------------------------------------------------------

    def ago(self, days: int) -> date:
        """The working day that many days ago, or the last before it."""
        return working_day_until(self.today - timedelta(days=days))

    def meeting(self, unit: str, ago: int) -> date:
        """The unit's meeting that many meetings ago; 0 is the next one, within two weeks."""
        ahead = self.ahead and self.ahead + list(self.cast.units).index(unit) % 5
        return working_day_until(self.today + timedelta(days=ahead - self.every * ago))

    # --- The way in -----------------------------------------------------------------------------

    def applied(self, unit: str, days: int, **facts) -> Life:
        """Somebody applied for that many days ago."""
        facts.setdefault("referrer", self.random.choice(self.cast.in_unit(unit, Role.REFERRER)))
        facts.setdefault("coach", self.random.choice(self.cast.in_unit(unit, Role.COACH)))
        facts.setdefault("person", self.person(unit))
        return Life(unit=unit, applied=self.ago(days), **facts)

    def consented(self, life: Life, until: date | None = None) -> Life:
        """With consent from the application for a year, renewed so that it covers the last day."""
        given = [a_year(life.applied)]
        while until and given[-1].last < until:
            given.append(a_year(given[-1].last + timedelta(days=1)))
        return replace(life, consents=tuple(given))

    def ready(self, life: Life, **answers: str) -> Life:
        """With the preparation answered: all done unless said otherwise."""
        asked = dict.fromkeys(self.asked, "done") | answers
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
        begins = working_day_until(self.meeting(unit, ago) + timedelta(days=7))
        return self.decided(unit, ago, Outcome.ADMITTED, from_day=begins, **facts)

    def ongoing(self, unit: str, phase: int, **facts) -> Life:
        """Somebody who takes part and stands in the phase of that number, 0 to 4."""
        behind = sum(self.pace[:phase]) + self.random.randint(
            10, self.pace[min(phase, len(self.pace) - 1)] - 5
        )
        renewed = self.today + timedelta(days=45)
        life = self.admitted(unit, 1 + (behind + 12) // self.every, agreed_until=renewed, **facts)
        return self.start(life, phase)

    def start(self, life: Life, phase: int, until: date | None = None) -> Life:
        """Enrolled on the decided day, and come as far as the phase."""
        started = life.raised[0].from_day
        assert started
        span = ((until or self.today) - started).days
        total = sum(self.pace[:phase]) or 1
        starts = [started] + [
            working_day_until(
                started
                + timedelta(days=min(sum(self.pace[:n]), span * sum(self.pace[:n]) // total))
            )
            for n in range(1, phase + 1)
        ]
        lasts = [day - timedelta(days=1) for day in starts[1:]] + [until]
        return self._lived(
            replace(
                life,
                started=started,
                phases=tuple(zip(self.phases[: phase + 1], starts, lasts, strict=True)),
            ),
            phase,
        )

    def _lived(self, life: Life, phase: int) -> Life:
        """With what the person lived on and did when they came, and where that has changed."""
        assert life.started
        [kind] = self.random.choices(list(self.livelihoods), list(self.livelihoods.values()))
        livelihoods = [Seen("start", life.started, kind)]
        occupation = "job_seeking" if self.random.random() < 0.4 else "none"
        if self.asks_during and phase >= 3 and kind == "social_assistance":
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
        stay = self.random.randint(*self.stays[0 if well else 1])
        days = (self.today - ended).days
        life = self.admitted(unit, 2 + (days + stay) // self.every, agreed_until=ended, **facts)
        last = len(self.phases) - 1
        life = self.start(life, last if well else self.random.randint(1, last - 1), until=ended)
        if self.group_ends:
            exit_item = Raised(
                self.meeting(unit, (days + 9) // self.every + 1), MeetingItem.Kind.EXIT,
                Outcome.END, from_day=ended, end_reason=reason, reason=why_ended(reason),
            )  # fmt: skip
            life = replace(life, raised=(*life.raised, exit_item))
        lives_on, does = self.after(reason)
        return replace(
            life,
            ended=ended,
            end_reason=reason,
            livelihoods=(*life.livelihoods, Seen("exit", ended, lives_on)),
            occupations=(*life.occupations, Seen("exit", ended, *does)),
        )

    def discharged(self, unit: str, days: int, reason: str, **facts) -> Life:
        """Somebody discharged that many days ago, when the plan says (B13)."""
        months = self.kept if reason in ("work", "study") else 0
        life = self.ended(unit, self.ago(days + 92 * months // 3), reason, **facts)
        assert life.ended
        out = add_months(life.ended, months)
        if not self.kept:
            return replace(life, discharged=out)
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


def a_year(first: date) -> Agreed:
    """A consent for a year from the day."""
    return Agreed(first, first + timedelta(days=364))


def why_ended(reason: str) -> str:
    """How a group, or a coach, writes why somebody left."""
    return {
        "work": "Har fått anställning. Efterstöd enligt planen.",
        "study": "Börjar studera. Coachen följer upp efter tre månader.",
        "ordinary_measure": "Går vidare till en insats hos Arbetsförmedlingen.",
        "ill": "Orkar inte delta nu. Välkommen tillbaka.",
        "moved": "Flyttar från kommunen.",
        "own_request": "Vill avsluta.",
        "absent": "Har inte gått att nå på två månader.",
    }.get(reason, "")
