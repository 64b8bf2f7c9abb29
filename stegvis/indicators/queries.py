"""Reads behind the pages: the programmes, and the people behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.indicators.calculator import run
from stegvis.indicators.definition import Indicator
from stegvis.indicators.forms import Asked
from stegvis.indicators.rows import enrolments
from stegvis.indicators.statement import listing
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


def part_of(answers: Iterable[Answer], name: str) -> list[Answer]:
    """Those of one of PARTS."""
    return [answer for answer in answers if answer.is_of(name)]


def programmes() -> list[Programme]:
    """The association's programmes that have a plan in force or to come, by name."""
    published = ProgrammeVersion.objects.filter(programme=OuterRef("pk"))
    return list(Programme.objects.filter(Exists(published)).order_by("title", "pk"))


def versions(programme: Programme) -> list[ProgrammeVersion]:
    """Its published versions in order of time."""
    return list(ProgrammeVersion.objects.filter(programme=programme).order_by("valid_from", "pk"))


def opened(user: User, programme: Programme) -> list[int]:
    """The programme's enrolments that the user may open behind a figure, by number."""
    mine = Enrolment.objects.visible_to(user, Permission.FIGURE_OPEN).filter(programme=programme)
    return list(mine.values_list("pk", flat=True))


def behind(
    user: User,
    programme: Programme,
    published: Sequence[ProgrammeVersion],
    indicator: Indicator,
    asked: Asked,
) -> list[Answer]:
    """The people behind a figure that the user may open, latest first."""
    plans = [(each.pk, each.definition) for each in published]
    rows = enrolments(programme, plans, opened(user, programme))
    found = run(listing(indicator, rows), rows, asked.period, asked.as_of)
    answers = [Answer(number, on, counts if known else None) for number, on, known, counts in found]
    return sorted(answers, key=lambda answer: (answer.on, answer.enrolment), reverse=True)


def records(answers: Sequence[Answer]) -> list[tuple[Answer, Enrolment]]:
    """The answers of one page with their enrolments, in the same order."""
    rows: QuerySet[Enrolment] = Enrolment.objects.select_related("participant", "unit")
    by_number = rows.in_bulk([answer.enrolment for answer in answers])
    return [(answer, by_number[answer.enrolment]) for answer in answers]
