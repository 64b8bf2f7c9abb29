"""Reads behind the pages: the programmes, and the people behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.indicators.calculator import run
from stegvis.indicators.definition import Indicator
from stegvis.indicators.figure import Figure, Group
from stegvis.indicators.forms import Asked
from stegvis.indicators.protection import MIN_CELL, protected
from stegvis.indicators.rows import enrolments
from stegvis.indicators.statement import listing
from stegvis.participants.among import among
from stegvis.participants.models import Enrolment
from stegvis.programmes.models import Programme, ProgrammeVersion

#: Which of those a question concerns, by the answer. A count has only the first.
PARTS = {
    "about": _("Alla som frågan gäller"),
    "known": _("Med känt svar"),
    "counts": _("Ja"),
    "no": _("Nej"),
    "not_known": _("Utan känt svar"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One enrolment a question concerns: the day that placed it, and yes, no or not known."""

    enrolment: int
    on: date
    yes: bool | None

    def is_of(self, part: str) -> bool:
        """Whether it is among that part of PARTS."""
        return {
            "about": True,
            "known": self.yes is not None,
            "counts": self.yes is True,
            "no": self.yes is False,
            "not_known": self.yes is None,
        }[part]


@dataclass(frozen=True, slots=True)
class Behind:
    """Those behind a figure that the user may open, latest first.

    `outside` is how many others there are, None where that would tell of a small group.
    """

    mine: tuple[Answer, ...]
    outside: int | None

    def part(self, name: str) -> list[Answer]:
        """Those of one of PARTS."""
        return [answer for answer in self.mine if answer.is_of(name)]


def programmes() -> list[Programme]:
    """The association's programmes that have a plan in force or to come, by name."""
    published = ProgrammeVersion.objects.filter(programme=OuterRef("pk"))
    return list(Programme.objects.filter(Exists(published)).order_by("title", "pk"))


def versions(programme: Programme) -> list[ProgrammeVersion]:
    """Its published versions in order of time."""
    return list(ProgrammeVersion.objects.filter(programme=programme).order_by("valid_from", "pk"))


def behind(
    user: User,
    programme: Programme,
    published: Sequence[ProgrammeVersion],
    indicator: Indicator,
    asked: Asked,
) -> Behind:
    """The people behind a figure, as far as the user may open their records."""
    rows = enrolments(programme, [(each.pk, each.definition) for each in published])
    found = run(listing(indicator, rows), rows, asked.period, asked.as_of)
    answers = [Answer(number, on, counts if known else None) for number, on, known, counts in found]
    mine_to_open = Enrolment.objects.visible_to(user, Permission.FIGURE_OPEN)
    visible = mine_to_open.filter(among(answer.enrolment for answer in answers))
    open_to_me = set(visible.values_list("pk", flat=True))
    mine = [answer for answer in answers if answer.enrolment in open_to_me]
    mine.sort(key=lambda answer: (answer.on, answer.enrolment), reverse=True)
    return Behind(tuple(mine), None if _small(indicator, answers) else len(answers) - len(mine))


def _small(indicator: Indicator, answers: Sequence[Answer]) -> bool:
    """Whether the figure itself is hidden for being about too few."""
    known = [answer for answer in answers if answer.yes is not None]
    group = Group(len(answers), len(known), sum(answer.yes is True for answer in known))
    return protected(Figure(indicator, None, group), MIN_CELL).all.suppressed


def records(answers: Sequence[Answer]) -> list[tuple[Answer, Enrolment]]:
    """The answers of one page with their enrolments, in the same order."""
    rows: QuerySet[Enrolment] = Enrolment.objects.select_related("participant", "unit")
    by_number = rows.in_bulk([answer.enrolment for answer in answers])
    return [(answer, by_number[answer.enrolment]) for answer in answers]
