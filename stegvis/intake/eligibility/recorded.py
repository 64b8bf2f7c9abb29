"""What was said of one person: in the application, by others later, and by exception."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from stegvis.intake.eligibility.criteria import brought_by
from stegvis.intake.eligibility.facts import Stretch
from stegvis.intake.eligibility.judging import Exempted, Said
from stegvis.intake.models import Application, Attestation, Exemption, JointAssessment
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import ProgrammeDefinition


@dataclass(frozen=True)
class Recorded:
    """What was said, excepted and assessed beside the application."""

    said: defaultdict[str, list[Said]]
    exempted: dict[str, Exempted]
    stretches: list[Stretch]


#: What `recorded_of` reads of each row, in the order that it takes them apart.
COLUMNS = (
    "what", "said_key", "said_role", "said_answer", "words", "first", "last", "who", "number",
)  # fmt: skip


def recorded_of(enrolment: Enrolment) -> Recorded:
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
    found = Recorded(defaultdict(list), {}, [])
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
