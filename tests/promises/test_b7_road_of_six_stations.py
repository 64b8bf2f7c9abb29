"""B7: six stations; a meeting with an updated plan, and straight to work past the fifth."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from stegvis.casework.forms import AdmitForm
from stegvis.casework.queries.road import line, timeline
from stegvis.casework.services import enter_phase, explain_phase, note_meeting
from stegvis.participants.models import Enrolment
from tests.casework.people import case_of, coach
from tests.casework.plans import STATIONS, in_malmo, on_the_road
from tests.factories import client_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)


def enter(enrolment: Enrolment, key: str, day: date, **more):
    return enter_phase(
        by=coach(), enrolment=enrolment, revision=None, key=key, starts_on=day, today=TODAY, **more
    )


def meet(enrolment: Enrolment, day: date, **more):
    act = {"plan_updated": True, "today": TODAY} | more
    phase = enrolment.phases.get(key="meeting")
    return note_meeting(by=coach(), phase=phase, revision=None, met_on=day, **act)


def test_the_six_stations_are_walked_in_their_order(association):
    enrolment = on_the_road(date(2025, 4, 14))
    enter(enrolment, "planning", date(2025, 4, 28))
    enter(enrolment, "preparation", date(2025, 5, 12))
    enter(enrolment, "meeting", date(2025, 12, 1))
    meet(enrolment, date(2025, 12, 3))
    enter(enrolment, "cooperation", date(2025, 12, 8))
    enter(enrolment, "support", date(2026, 3, 2))

    assert [step["label"] for step in line(case_of(enrolment, TODAY))] == [
        t for _, t, _ in STATIONS
    ]
    assert [step["state"] for step in line(case_of(enrolment, TODAY))] == ["done"] * 5 + ["current"]


def test_straight_to_work_passes_by_the_fifth_and_it_is_not_called_done(association):
    enrolment = on_the_road(date(2025, 12, 1), "meeting")
    meet(enrolment, date(2025, 12, 3))
    assert [s["notes"] for s in line(case_of(enrolment, TODAY))][4] == ["kan hoppas över"]

    enter(enrolment, "support", date(2025, 12, 8))

    assert [step["state"] for step in line(case_of(enrolment, TODAY))][4:] == ["skipped", "current"]


def test_the_meeting_is_due_until_it_is_noted_and_leaving_without_it_takes_a_reason(association):
    enrolment = on_the_road(date(2025, 12, 1), "meeting")

    assert "phase_meeting" in [item.key for item in case_of(enrolment, TODAY).to_do]
    with pytest.raises(ValidationError, match="Mötet innan ”Möte om övergången” lämnas"):
        enter(enrolment, "support", date(2025, 12, 8))
    meet(enrolment, date(2025, 12, 3))
    assert "phase_meeting" not in [item.key for item in case_of(enrolment, TODAY).to_do]
    enter(enrolment, "support", date(2025, 12, 8))

    without = on_the_road(date(2025, 12, 1), "meeting")
    enter(without, "support", date(2025, 12, 8), because="Företaget anställde direkt.")
    assert without.phases.get(key="meeting").left_because == "Företaget anställde direkt."


@pytest.mark.parametrize(
    ("day", "more", "why"),
    [
        (date(2025, 11, 30), {}, "Steget började den 1 december 2025"),
        (date(2026, 3, 12), {}, "har inte varit än"),
        (date(2025, 12, 3), {"plan_updated": False}, "Uppdatera planen först"),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused(association, day, more, why):
    enrolment = on_the_road(date(2025, 12, 1), "meeting")

    with pytest.raises(ValidationError, match=why):
        meet(enrolment, day, **more)


def test_a_reason_can_be_given_afterwards(association):
    enrolment = on_the_road(date(2026, 1, 12), "preparation")
    enrolment.phases.update(ends_on=date(2026, 2, 1))
    phase = enrolment.phases.get()

    def keys() -> list[str]:
        return [item.key for item in case_of(enrolment, TODAY).to_do]

    assert f"phase_short:{phase.pk}" in keys()
    explain_phase(by=coach(), phase=phase, revision=None, because="Fick arbete.")
    assert f"phase_short:{phase.pk}" not in keys()


def test_the_page_asks_why_only_when_the_plan_does(association, clock):
    enrolment = on_the_road(date(2026, 2, 2), "preparation")
    browser = client_for(coach())
    page = reverse("casework:phase", args=[enrolment.pk])
    assert "Varför lämnas steget nu?" not in browser.get(page).content.decode()
    form = {
        "once": "7f8c1b58-7d57-4d52-9a43-6f7c4b6d0a01", "revision": enrolment.revision,
        "key": "meeting", "starts_on": "2026-03-02",
    }  # fmt: skip

    refused = browser.post(page, form)
    assert refused.status_code == 422
    assert "Planen ger ”Förarbete” minst 3 månader" in refused.content.decode()
    assert "Varför lämnas steget nu?" in refused.content.decode()

    taken = browser.post(page, form | {"because": "Fick en plats."})
    assert taken.status_code == 302
    assert enrolment.phases.get(key="preparation").left_because == "Fick en plats."


# --- On Malmö's own plan --------------------------------------------------------------------------


def test_the_stations_before_the_start_lie_behind_whoever_is_enrolled_and_were_not_passed_by(
    association,
):
    case = case_of(in_malmo(date(2025, 6, 2)), TODAY)

    states = [step["state"] for step in line(case)]
    assert states == ["done", "done", "current", "ahead", "ahead", "ahead"]
    assert timeline(case).lanes[0].title == "Förarbetet"


def test_who_is_enrolled_starts_in_the_third_station_and_in_none_of_the_way_in(association):
    follower = coach()
    form = AdmitForm(
        case=case_of(in_malmo(date(2025, 6, 2), follower=follower), TODAY), user=follower
    )

    assert form.initial["phase"] == "preparation"
    assert [str(title) for _key, title in form.fields["phase"].choices] == [
        "Inte än", "Förarbetet", "Möte om övergången", "Förstärkt samarbete", "Förlängt stöd",
    ]  # fmt: skip


def test_malmos_transition_is_left_after_its_meeting_and_straight_to_work_passes_the_fifth_by(
    association,
):
    enrolment = in_malmo(date(2025, 6, 2))
    enter(enrolment, "transition", date(2026, 2, 2))
    with pytest.raises(ValidationError, match="Möte om övergången"):
        enter(enrolment, "extended_support", date(2026, 3, 2))
    phase = enrolment.phases.get(key="transition")
    note_meeting(
        by=coach(), phase=phase, revision=None, met_on=date(2026, 2, 9), plan_updated=True,
        today=TODAY,
    )  # fmt: skip

    enter(enrolment, "extended_support", date(2026, 3, 2))

    assert [step["state"] for step in line(case_of(enrolment, TODAY))][3:] == [
        "done", "skipped", "current",
    ]  # fmt: skip
