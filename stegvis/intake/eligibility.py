"""Who may take part, criterion by criterion: what is known, what was said, and by whom (A1–A4).

What a rule can compute is computed from facts; what takes judgement is attested, by the one whose
word the plan counts. Nothing is stored of the result: it follows from definition and facts on the
day it is asked for. What nobody knows is neither met nor not met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stegvis.access.roles import Role
from stegvis.intake.groups import Group, Seat, group_of
from stegvis.intake.models import Application, Attestation, Exemption, JointAssessment
from stegvis.lib.dates import age_on
from stegvis.participants.models import Enrolment, Participant
from stegvis.participants.queries import Coverage, coverage
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.parts import Requirement

Kind = Literal["criterion", "exclusion"]

#: Facts that a person may answer for while nothing is recorded. The others are recorded, or not
#: known: nobody attests an age.
ANSWERED_WHILE_UNKNOWN = {"joint_assessment"}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of one criterion or exclusion: whether what stands there is so, and why.

    `answer` is None when it was taken back, or left unanswered.
    """

    role: str
    answer: bool | None
    why: str
    by: str
    on: date | None

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class Exempted:
    """That somebody let the person in although it is not met, and why."""

    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion or exclusion, and how it stands with one person on a day.

    `met` is True where it speaks for the person (an exclusion that does not hold is met), False
    where it speaks against, None where it is not known. `why` says what that rests on; `by` and
    `on` who attested it and when, empty and None for what is computed.
    """

    key: str
    text: str
    passage: str
    kind: Kind
    computed: bool
    met: bool | None
    why: str = ""
    by: str = ""
    on: date | None = None
    exception: Exempted | None = None
    #: The latest word of each role that has said something, and all that was said before it.
    said: tuple[Said, ...] = ()
    earlier: tuple[Said, ...] = ()

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the plan keeps the person out for this, and nobody has made an exception."""
        return self.met is False and self.exception is None

    @property
    def excludes(self) -> bool:
        return self.kind == "exclusion"

    @property
    def answer(self) -> bool | None:
        """Whether what stands there is so: of an exclusion, whether it holds."""
        return self.met if self.met is None or not self.excludes else not self.met

    @property
    def speaks_against(self) -> bool:
        return self.met is False

    @property
    def disputed(self) -> bool:
        """Whether those who have said something do not say the same."""
        return len({one.answer for one in self.said if one.answer is not None}) > 1


# --- The facts of one person ----------------------------------------------------------------------


def judged(enrolment: Enrolment, today: date) -> tuple[Judged, ...]:
    """Every criterion and exclusion of the enrolment's version, in the plan's order.

    Age and residence are those on the day of the application; consent and joint assessment are
    those of ``today``. A fixed number of queries.
    """
    written = Application.objects.select_related("written_by").filter(enrolment=enrolment).first()
    assert enrolment.unit  # who is in no unit is in nobody's list
    return judged_in(group_of(enrolment.unit, enrolment.version), enrolment, written, today)


def judged_in(
    group: Group,
    enrolment: Enrolment,
    written: Application | None,
    today: date,
    known: Coverage | None = None,
) -> tuple[Judged, ...]:
    """`judged` where the group, the application and perhaps the consents have been read already."""
    recorded = _recorded(enrolment)
    if known is None:
        known = coverage([enrolment.pk], today)
    return judge(
        group.definition,
        facts_about(enrolment, group, written, recorded.stretches, known, today),
        said={
            row.key: [*in_application(written, group.definition, row.key), *recorded.said[row.key]]
            for row in asked(group.definition)
        },
        exempted=recorded.exempted,
        brought_by=brought_by(group.definition, enrolment.way_in),
    )


@dataclass(frozen=True)
class _Recorded:
    """What was said, excepted and assessed beside the application."""

    said: defaultdict[str, list[Said]]
    exempted: dict[str, Exempted]
    stretches: list[Stretch]


#: What `_recorded` reads of each row, in the order that it takes them apart.
COLUMNS = (
    "what", "said_key", "said_role", "said_answer", "words", "first", "last", "who", "number",
)  # fmt: skip


def _recorded(enrolment: Enrolment) -> _Recorded:
    """One query: three tables that are short for one person, laid end to end."""

    def rows(model: type[models.Model], what: str, **columns: Any) -> QuerySet:
        listed = model._default_manager.filter(enrolment=enrolment).order_by()
        empty = {
            "said_key": Value(""),
            "said_role": Value(""),
            "said_answer": Cast(Value(None), models.BooleanField()),
            "last": Cast(Value(None), models.DateField()),
        }
        named = empty | columns
        return listed.annotate(
            what=Value(what), **named, who=F("by__name"), number=F("pk")
        ).values_list(*COLUMNS)

    attested = rows(
        Attestation, "said", said_key=F("key"), said_role=F("role"), said_answer=F("answer"),
        words=F("why"), first=F("on"),
    )  # fmt: skip
    excepted = rows(Exemption, "exempt", said_key=F("key"), words=F("reason"), first=F("on"))
    assessed = rows(
        JointAssessment, "joint", words=F("source"), first=F("starts_on"), last=F("ends_on")
    )
    found = _Recorded(defaultdict(list), {}, [])
    everything = attested.union(excepted, assessed, all=True)
    for what, key, role, answer, words, first, last, who, _n in sorted(everything, key=_in_time):
        if what == "said":
            found.said[key].append(Said(role, answer, words, who, first))
        elif what == "exempt":
            found.exempted[key] = Exempted(words, who, first)
        else:
            found.stretches.append(Stretch(first, last, words))
    return found


def _in_time(row: tuple) -> tuple[date, int]:
    return row[5], row[8]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A joint assessment's days, first and last included, and where they are known from."""

    starts_on: date
    ends_on: date | None
    source: str = ""


@dataclass(frozen=True)
class Facts:
    """What the computed rules may rest on, and how each is told to the reader."""

    values: Mapping[str, object]
    told: Mapping[str, str]


def facts_about(
    enrolment: Enrolment,
    group: Group,
    application: Application | None,
    stretches: Sequence[Stretch],
    known: Coverage,
    today: date,
) -> Facts:
    """Everything that a condition can ask about the person. None where it is not recorded."""
    person, asked_on = enrolment.participant, enrolment.applied_on or today
    lacking = group.without_consent(enrolment.pk, known)
    consented = bool(known) and not lacking
    livelihood = application.stated.get("livelihood", "") if application else ""
    return Facts(
        values={
            "age": age_of(person, asked_on),
            "municipality": person.municipality or None,
            "consent": consented,
            "livelihood": livelihood or None,
            "joint_assessment": in_joint_assessment(stretches, today),
        },
        told={
            "age": _told_age(person, asked_on),
            "municipality": _told_municipality(person),
            "consent": _told_consent(consented, lacking),
            "livelihood": _told_livelihood(group.definition, livelihood),
            "joint_assessment": _told_joint_assessment(stretches, today),
        },
    )


def age_of(person: Participant, day: date) -> int | None:
    """Whole years on the day. None when the day of birth is not known."""
    return age_on(person.birth_date, day) if person.birth_date else None


def in_joint_assessment(stretches: Sequence[Stretch], day: date) -> bool | None:
    """Whether a stretch holds on the day. None when none was ever recorded: that is not a no."""
    if not stretches:
        return None
    return any(one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
               for one in stretches)  # fmt: skip


def _told_age(person: Participant, day: date) -> str:
    age = age_of(person, day)
    if age is None:
        return _("Födelsedagen är inte registrerad.")
    years = ngettext("%(n)s år", "%(n)s år", age) % {"n": age}
    return _("%(years)s den %(day)s, då ansökan kom in.") % {"years": years, "day": _day(day)}


def _told_municipality(person: Participant) -> str:
    if not person.municipality:
        return _("Hemkommunen är inte registrerad.")
    return _("Hemkommun enligt registret: %(name)s.") % {"name": person.municipality}


def _told_consent(consented: bool, lacking: Sequence[Seat]) -> str:
    if consented:
        return _("Ett samtycke gäller i dag och omfattar alla som ska vara med.")
    if not lacking:
        return _("Inget samtycke gäller i dag.")
    parties = ", ".join(seat.title for seat in lacking)
    return _("Samtycket omfattar inte %(parties)s i dag.") % {"parties": parties}


def _told_livelihood(definition: ProgrammeDefinition, key: str) -> str:
    kinds = definition.livelihoods.kinds if definition.livelihoods else ()
    titles = {kind.key: kind.title for kind in kinds}
    if not key:
        return _("Försörjningen vid ansökan är inte registrerad.")
    return _("Försörjning enligt ansökan: %(kind)s.") % {"kind": titles.get(key, key)}


def _told_joint_assessment(stretches: Sequence[Stretch], day: date) -> str:
    now = [one for one in stretches if in_joint_assessment([one], day)]
    if now:
        sentence = _("I gemensam kartläggning från %(first)s till %(last)s. Källa: %(source)s.")
        last = _day(now[-1].ends_on) if now[-1].ends_on else _("vidare")
        first = _day(now[-1].starts_on)
        return sentence % {"first": first, "last": last, "source": now[-1].source}
    if stretches:
        last_day = max(one.ends_on or one.starts_on for one in stretches)
        if min(one.starts_on for one in stretches) > day:
            return _("Ingen gemensam kartläggning har börjat än.")
        return _("Ingen gemensam kartläggning gäller i dag. Den senaste: till %(day)s.") % {
            "day": _day(last_day)
        }
    return _("Ingen gemensam kartläggning är registrerad.")


def _day(day: date) -> str:
    return date_format(day, "j F Y")


# --- Judging --------------------------------------------------------------------------------------


def asked(definition: ProgrammeDefinition) -> tuple[Requirement, ...]:
    """Criteria and exclusions, in the plan's order."""
    return (*definition.criteria, *definition.exclusions)


def asks_about(definition: ProgrammeDefinition, fact: str) -> bool:
    """Whether some criterion, exclusion or rule of priority rests on the fact."""
    conditions = [row.condition for row in asked(definition) if row.condition]
    conditions += definition.priority.conditions if definition.priority else ()
    return any(condition.fact == fact for condition in conditions)


def answered_by_people(definition: ProgrammeDefinition) -> tuple[Requirement, ...]:
    """Those that somebody is asked about: what is attested, and a fact that may be unrecorded."""
    return tuple(
        row
        for row in asked(definition)
        if row.kind == "attested"
        or (row.condition and row.condition.fact in ANSWERED_WHILE_UNKNOWN)
    )


def brought_by(definition: ProgrammeDefinition, way_in: str) -> str:
    """In which role the person was brought: whose word counts where the plan does not say.

    A person who applies alone is brought by nobody, so that the coach's word counts.
    """
    way = next((way for way in definition.ways_in if way.key == way_in), None)
    if way is None or way.who == "party":
        return Role.REFERRER
    return way.by or Role.COACH


def in_application(
    written: Application | None, definition: ProgrammeDefinition, key: str
) -> list[Said]:
    """What the application says of one key. Empty when it says nothing."""
    said = written.criteria.get(key) if written else None
    if written is None or not said or (said.get("answer") is None and not said.get("why")):
        return []
    on = timezone.localdate(written.sent_at) if written.sent_at else None
    role = brought_by(definition, written.way_in)
    return [Said(role, said.get("answer"), said.get("why", ""), written.written_by.name, on)]


def judge(
    definition: ProgrammeDefinition,
    facts: Facts,
    said: Mapping[str, Sequence[Said]],
    exempted: Mapping[str, Exempted],
    brought_by: str = Role.REFERRER,
) -> tuple[Judged, ...]:
    """How everything the plan asks of a person stands. Pure.

    ``said`` is in order of time.
    """
    kinds: list[tuple[Requirement, Kind]] = [(row, "criterion") for row in definition.criteria]
    kinds += [(row, "exclusion") for row in definition.exclusions]
    return tuple(
        _judge(row, kind, facts, said.get(row.key, ()), exempted.get(row.key), brought_by)
        for row, kind in kinds
    )


def _judge(
    row: Requirement,
    kind: Kind,
    facts: Facts,
    said: Sequence[Said],
    exception: Exempted | None,
    brought_by: str,
) -> Judged:
    latest = {one.role: one for one in said}
    heard = tuple(latest.values())
    holds = row.met(facts.values)
    fact = row.condition.fact if row.condition else ""
    word = _word_that_counts(row, latest, brought_by)
    why, by, on = facts.told.get(fact, ""), "", None
    if holds is None and word and (row.kind == "attested" or fact in ANSWERED_WHILE_UNKNOWN):
        holds, why, by, on = word.answer, word.why, word.by, word.on
    return Judged(
        key=row.key, text=row.text, passage=row.passage, kind=kind,
        computed=row.kind == "computed",
        met=holds if holds is None or kind == "criterion" else not holds,
        why=why, by=by, on=on, exception=exception, said=heard,
        earlier=tuple(one for one in said if one not in heard),
    )  # fmt: skip


def _word_that_counts(row: Requirement, latest: Mapping[str, Said], brought_by: str) -> Said | None:
    """The plan names whose word counts, or it is theirs who bring the person.

    Where nobody referred the person, whoever brings them stands in for the referrer. Where the plan
    names nobody and they have not answered, whoever answered last is heard.
    """
    if row.attested_by == Role.REFERRER:
        return latest.get(brought_by)
    if row.attested_by:
        return latest.get(row.attested_by)
    first = latest.get(brought_by)
    if first and first.answer is not None:
        return first
    answered = [one for one in latest.values() if one.answer is not None]
    return answered[-1] if answered else first


# --- What follows ---------------------------------------------------------------------------------


def in_the_way(rows: Iterable[Judged]) -> tuple[Judged, ...]:
    """What the person cannot come in for, unless an exception is made."""
    return tuple(row for row in rows if row.stands_in_the_way)


def not_known(rows: Iterable[Judged]) -> tuple[Judged, ...]:
    """What nobody has answered and no fact tells."""
    return tuple(row for row in rows if row.met is None and row.exception is None)


def why_not(rows: Iterable[Judged]) -> str:
    """A sentence with all that stands in the way; empty when nothing does."""
    lacking = in_the_way(rows)
    if not lacking:
        return ""
    listed = "; ".join(
        _("%(text)s (planen %(passage)s)") % {"text": row.text, "passage": row.passage}
        if row.kind == "criterion"
        else _("Hinder: %(text)s (planen %(passage)s)") % {"text": row.text, "passage": row.passage}
        for row in lacking
    )
    return _(
        "Personen kan inte tas in: villkoren är inte uppfyllda. %(listed)s. Rätta det som är fel i "
        "ärendet, eller låt den som planen nämner besluta om undantag."
    ) % {"listed": listed}
