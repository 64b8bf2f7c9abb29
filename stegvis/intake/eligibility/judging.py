"""How everything the plan asks of a person stands, given facts and words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from stegvis.access.roles import Role
from stegvis.intake.eligibility.criteria import ANSWERED_WHILE_UNKNOWN
from stegvis.intake.eligibility.facts import Facts
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.requirements import Requirement

Kind = Literal["criterion", "exclusion"]


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
    def disputed(self) -> bool:
        """Whether those who have said something do not say the same."""
        return len({one.answer for one in self.said if one.answer is not None}) > 1


# --- Judging --------------------------------------------------------------------------------------


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
