"""The order of the queue to a unit, and why each stands where they stand (A5, A11).

Pure functions of plain values: no database, no clock. docs/decisions/0053 says who is in the queue.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.lib.dates import age_on
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.requirements import Condition
from stegvis.ui.human import in_full

#: What is said of a fact that the priority rests on and nobody has recorded.
MISSING = {
    "age": gettext_lazy("Födelsedag saknas"),
    "municipality": gettext_lazy("Hemkommun saknas"),
    "livelihood": gettext_lazy("Försörjning saknas"),
    "consent": gettext_lazy("Uppgift om samtycke saknas"),
    "joint_assessment": gettext_lazy("Uppgift om gemensam kartläggning saknas"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in the queue, as far as the order rests on it.

    `promised_on` is the first day the one who is admitted may come in, None when no day is known.
    A birth year without a day is enough where both ages it allows give the same answer.
    """

    enrolment: int
    definition: ProgrammeDefinition
    applied_on: date | None = None
    admitted: bool = False
    promised_on: date | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    municipality: str | None = None
    livelihood: str | None = None
    sex: str = "unknown"

    def ages(self, today: date) -> tuple[int | None, ...]:
        """The age, or the two it can be; (None,) when nothing is known of it."""
        if self.birth_date:
            return (age_on(self.birth_date, today),)
        if self.birth_year:
            return (today.year - self.birth_year - 1, today.year - self.birth_year)
        return (None,)

    def facts(self, age: int | None) -> dict[str, object]:
        return {"age": age, "municipality": self.municipality, "livelihood": self.livelihood}

    def goes_first(self, today: date) -> bool | None:
        """Whether the plan lets the person go before others. None when a fact is missing."""
        said = {self.definition.prioritised(self.facts(age)) for age in self.ages(today)}
        return said.pop() if len(said) == 1 else None


@dataclass(frozen=True, slots=True)
class Place:
    """A person's place in the queue, and whether the plan lets them go first (None: not known).

    `counts` is whether that decides the order as things are; `rank_if_first` the place it would
    give one of whom it is not known.
    """

    standing: Standing
    rank: int
    goes_first: bool | None
    counts: bool
    today: date
    rank_if_first: int | None = None

    @property
    def why(self) -> str:
        """Why the person stands there, in a sentence or two."""
        return _why(self)

    @property
    def passage(self) -> str | None:
        """Where the plan says it. None where it rests on a decision or a day alone."""
        rule = self.standing.definition.priority
        return rule.passage if rule and not self.standing.admitted else None


def line_up(people: Iterable[Standing], free: int | None, today: date) -> list[Place]:
    """Everybody in the queue in its order.

    Who is admitted comes first, for the place is promised. Among them, and among those who wait,
    comes whom the plan lets go first, then the day of application, then the number. A priority
    that holds only when there is a queue counts where more stand in it than `free` places (None:
    not known, and then there is a queue). What is not known puts nobody first and nobody last:
    the day of application decides until it is known.
    """
    everybody = list(people)
    is_queue = free is None or len(everybody) > free
    keyed = []
    for one in everybody:
        goes_first = one.goes_first(today)
        keyed.append((_key(one, goes_first, is_queue), goes_first, one))
    keyed.sort(key=lambda each: each[0])
    keys = [key for key, _first, _one in keyed]
    found = []
    for rank, (_key_of_one, goes_first, one) in enumerate(keyed, 1):
        counts = _counts(one.definition, is_queue)
        could = None
        if goes_first is None and counts:
            could = 1 + bisect_left(keys, _key(one, True, is_queue))
        found.append(Place(one, rank, goes_first, counts, today, could))
    return found


def _counts(definition: ProgrammeDefinition, is_queue: bool) -> bool:
    """Whether the plan's priority decides the order as things are."""
    rule = definition.priority
    return rule is not None and (rule.when == "always" or is_queue)


def _key(one: Standing, goes_first: bool | None, is_queue: bool) -> tuple[bool, bool, date, int]:
    ahead = goes_first is True and _counts(one.definition, is_queue)
    return (not one.admitted, not ahead, one.applied_on or date.max, one.enrolment)


# --- Why, in a sentence -------------------------------------------------------------------------


def _why(place: Place) -> str:
    one, today = place.standing, place.today
    if one.admitted:
        return _why_admitted(one, today)
    if place.goes_first is None:
        return _why_unknown(place)
    if not place.counts:
        if place.goes_first:
            return _("Efter ansökningsdag: det finns plats åt alla, så ingen behöver gå före.")
        return _by_day(one)
    said = {"facts": ", ".join(_told(one, today))}
    if place.goes_first:
        return _("Går före: %(facts)s.") % said
    return _("%(order)s Har inte företräde: %(facts)s.") % (said | {"order": _by_day(one)})


def _why_admitted(one: Standing, today: date) -> str:
    if one.promised_on and one.promised_on > today:
        day = in_full(one.promised_on)
        return _("Antagen och har plats från %(day)s.") % {"day": day}
    return _("Antagen och kan skrivas in.")


def _why_unknown(place: Place) -> str:
    lacks = " ".join(f"{MISSING[fact]}." for fact in missing(place.standing, place.today))
    so = _("Då kan företrädet inte räknas ut, och ansökningsdagen gäller.")
    if place.rank_if_first is None:
        return f"{lacks} {so}"
    could = _("Med företräde blir det plats %(rank)s.") % {"rank": place.rank_if_first}
    return f"{lacks} {so} {could}"


def _by_day(one: Standing) -> str:
    if one.applied_on is None:
        return _("Sist, för ansökningsdag saknas.")
    return _("Efter ansökningsdag.")


def missing(one: Standing, today: date) -> list[str]:
    """The facts that keep the priority from being worked out, by key, each once."""
    rule = one.definition.priority
    if rule is None or one.goes_first(today) is not None:
        return []
    unsettled = (c.fact for c in rule.conditions if _answer(c, one, today) is None)
    return list(dict.fromkeys(unsettled))


def _answer(condition: Condition, one: Standing, today: date) -> bool | None:
    said = {condition.met(one.facts(age)) for age in one.ages(today)}
    return said.pop() if len(said) == 1 else None


def _told(one: Standing, today: date) -> list[str]:
    """The facts that the priority rests on, in words; of one who has it not, those that fail it."""
    rule = one.definition.priority
    conditions = rule.conditions if rule else ()
    failing = [c for c in conditions if _answer(c, one, today) is False]
    return [_fact(condition, one, today) for condition in failing or conditions]


def _fact(condition: Condition, one: Standing, today: date) -> str:
    if condition.fact == "age":
        ages = one.ages(today)
        if len(ages) > 1:
            return _("född %(year)s") % {"year": one.birth_year}
        return _("%(age)s år") % {"age": ages[0]}
    if condition.fact == "livelihood" and one.livelihood:
        return _kind(one.definition, one.livelihood)
    return str(one.facts(None).get(condition.fact) or "")


def _kind(definition: ProgrammeDefinition, key: str) -> str:
    """A kind of livelihood as the middle of a sentence says it."""
    try:
        title = definition.livelihood(key).title
    except KeyError:
        return key
    return title[:1].lower() + title[1:]
