"""Who may take part, criterion by criterion: what is known, what was said, and by whom (A1–A4).

What a rule can compute is computed from facts; what takes judgement is attested, by the one whose
word the plan counts. Nothing is stored of the result: it follows from definition and facts on the
day it is asked for. What nobody knows is neither met nor not met.

    criteria.py     what the plan asks, and of whom
    facts.py        what the computed rules rest on, and how each fact is told
    judging.py      how each criterion stands, given facts and words; pure
    recorded.py     what has been said and recorded of one person
"""

from __future__ import annotations

from datetime import date

from stegvis.intake.eligibility.criteria import answered_by_people, asked, asks_about, brought_by
from stegvis.intake.eligibility.facts import facts_about
from stegvis.intake.eligibility.judging import Judged, in_the_way, judge, not_known, why_not
from stegvis.intake.eligibility.recorded import in_application, recorded_of
from stegvis.intake.groups import Group, group_of
from stegvis.intake.models import Application
from stegvis.participants.models import Enrolment
from stegvis.participants.queries import Coverage, coverage

__all__ = [
    "Judged",
    "answered_by_people",
    "asks_about",
    "in_the_way",
    "judged",
    "judged_in",
    "not_known",
    "why_not",
]


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
    recorded = recorded_of(enrolment)
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
