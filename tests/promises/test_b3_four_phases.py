"""B3: Case Management's four phases, assessment to support, each held as days."""

from __future__ import annotations

from datetime import date

import pytest

from stegvis.casework.cases import cases, with_facts
from stegvis.casework.queries.road import line, timeline
from stegvis.casework.services import enter_phase
from stegvis.participants.models import Enrolment
from tests.casework.people import coach, phases_of
from tests.casework.plans import under, with_phases

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)
PHASES = [
    ("assessment", "Kartläggning"),
    ("planning", "Planering"),
    ("implementation", "Genomförande"),
    ("support", "Stöd"),
]
FOUR = with_phases([(key, title, "") for key, title in PHASES])


def test_a_person_walks_the_four_phases_and_the_line_and_the_drawing_show_it(association):
    enrolment = under(FOUR, "case-management", date(2025, 4, 14), "assessment")
    for key, day in (("planning", date(2025, 6, 2)), ("implementation", date(2025, 7, 1))):
        enter_phase(
            by=coach(), enrolment=enrolment, revision=None, key=key, starts_on=day, today=TODAY
        )

    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), TODAY), TODAY)

    assert phases_of(enrolment) == [
        ("assessment", date(2025, 4, 14), date(2025, 6, 1)),
        ("planning", date(2025, 6, 2), date(2025, 6, 30)),
        ("implementation", date(2025, 7, 1), None),
    ]
    assert [(step["label"], step["state"]) for step in line(case)] == [
        ("Kartläggning", "done"),
        ("Planering", "done"),
        ("Genomförande", "current"),
        ("Stöd", "ahead"),
    ]
    assert [len(lane.bars) for lane in timeline(case).lanes] == [1, 1, 1, 0]
