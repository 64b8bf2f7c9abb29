"""The demonstration's other two associations: a team that decides, and a project that has ended."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.middleware import memberships
from stegvis.access.models import Association, User
from stegvis.access.roles import Permission, Role
from stegvis.casework import checks as casework
from stegvis.casework.cases import cases, with_facts
from stegvis.casework.models import (
    Extension,
    Livelihood,
    Occupation,
    Phase,
    Proposal,
    Track,
)
from stegvis.casework.services.proposing import next_meeting, propose_to_unit
from stegvis.demo.associations import cast_named
from stegvis.demo.start import load
from stegvis.demo.vasteras.cast import VASTERAS
from stegvis.intake import checks as intake
from stegvis.intake.models import (
    Application,
    Attendance,
    Attestation,
    Exemption,
    HandOver,
    Letter,
    MeetingItem,
    PlannedStep,
    ReferralMeeting,
    SelfApplication,
)
from stegvis.intake.queries.arrivals import Stage, arrivals
from stegvis.intake.queries.queue import my_queues
from stegvis.participants import checks as participants
from stegvis.participants.models import (
    Consent,
    ContactPerson,
    Enrolment,
    Participant,
    Sex,
    Status,
)
from stegvis.programmes import checks as programmes
from tests.factories import client_for

TODAY = timezone.localdate
#: Every table that the lives are written to.
WRITTEN = (
    Participant, Enrolment, Consent, ContactPerson, Application, ReferralMeeting, MeetingItem,
    Attendance, Attestation, Exemption, PlannedStep, Letter, HandOver, SelfApplication, Phase,
    Track, Livelihood, Occupation, Proposal, Extension,
)  # fmt: skip


def loaded(key: str) -> Association:
    association = Association.objects.create(name=cast_named(key).association)
    wall.enter(association.pk, how="demo")
    load(association, TODAY(), key)
    return association


@pytest.fixture
def vasteras(db):
    return loaded("vasteras")


@pytest.fixture
def malmo(db):
    return loaded("malmo")


def as_user(name: str, association: Association) -> User:
    user = User.objects.get(name=name)
    user.memberships = memberships(user, association.pk)
    return user


def spread(model) -> list:
    """Some thirty rows of the table, from the first to the last."""
    rows = list(model.objects.order_by("pk"))
    return rows[:: len(rows) // 30 + 1]


def faults() -> list:
    """What the models, and `stegvis verify`, have against anything that was written."""
    found = []
    for row in (row for model in WRITTEN for row in spread(model)):
        try:
            row.full_clean()
        except ValidationError as fault:
            found.append((row._meta.label, fault.message_dict))
    for app in (programmes, participants, intake, casework):
        found += list(app.disagreements())
    return found


# --- Västerås -----------------------------------------------------------------------------------


def test_the_team_has_somebody_at_every_stage_of_its_way_in(vasteras):
    coach = as_user("Sanna Lindroth", vasteras)

    stages = {arrival.stage for arrival in arrivals(coach, TODAY())}

    assert stages == {
        Stage.MATCH, Stage.BOOK, Stage.MEET, Stage.HOLD, Stage.DECIDE, Stage.SETTLE,
        Stage.ADMIT, Stage.QUEUE,
    }  # fmt: skip


def test_everything_about_the_team_is_as_its_rules_would_have_left_it(vasteras):
    assert faults() == []
    assert cases(with_facts(Enrolment.objects.open(), TODAY()), TODAY())


def test_the_team_has_people_under_both_plans_as_validity_says(vasteras):
    rows = Enrolment.objects.values_list("version__version", "applied_on")

    assert {version for version, _on in rows} == {"2020", "2023"}
    assert all((version == "2023") == (on >= date(2023, 1, 1)) for version, on in rows)


def test_a_year_that_runs_out_stands_at_each_step_of_being_made_longer(vasteras):
    asked = Proposal.objects.filter(kind="extension")

    assert sorted(str(row.answer) for row in asked) == ["None", "approved", "approved"]
    assert sorted(row.report_id is not None for row in Extension.objects.all()) == [False, True]
    assert Proposal.objects.filter(kind="end", answer=None).count() == 1


def test_people_apply_to_the_team_in_each_way_that_the_plan_opens(vasteras):
    assert SelfApplication.objects.waiting().count() == 2
    assert HandOver.objects.open(TODAY()).count() == 1
    assert {row.way_in for row in Application.objects.sent()} == {"application", "own_application"}


def test_a_refusal_is_told_in_two_versions_and_rests_on_criteria(vasteras):
    refused = Enrolment.objects.filter(decision="refused")

    assert refused
    for row in refused:
        assert row.refusal_criteria
        assert set(row.letters.values_list("to", flat=True)) == {"person", "referrer"}


def test_both_women_and_men_are_enough_to_be_shown_for_two_years(vasteras):
    for year in (TODAY().year - 1, TODAY().year):
        out = Enrolment.objects.filter(discharged_on__year=year)
        for sex in (Sex.WOMAN, Sex.MAN):
            assert out.filter(participant__sex=sex).count() >= 5


def test_where_no_group_meets_the_page_of_meetings_says_where_they_stand(vasteras):
    User.objects.update(is_demo=False)
    for role in (Role.COACH, Role.REFERRER):
        browser = client_for(User.objects.get(email=VASTERAS.door(role).who.email))
        page = browser.get(reverse("intake:meetings")).content.decode()

        assert "Ingen grupp att kalla" in page
        assert reverse("intake:plan_meeting") not in page


def test_every_link_of_the_team_that_a_role_is_shown_opens(vasteras):
    """From each role's first page, two pages of a kind: links lead somewhere, and no word of a
    group that the plan does not have is said there.
    """
    User.objects.update(is_demo=False)
    seen = {door.role: reached(door.who.email) for door in VASTERAS.doors}

    assert {role for role, pages in seen.items() if len(pages) == 1} <= {
        Role.EVALUATOR, Role.LOG_REVIEWER,
    }  # fmt: skip


def reached(email: str) -> set[str]:
    browser = client_for(User.objects.get(email=email))
    waiting, seen, kinds = ["/"], set(), Counter()
    while waiting:
        url = waiting.pop(0)
        kind = re.sub(r"\d+|\?.*", "", url)
        kinds[kind] += 1
        if url in seen or kinds[kind] > 2 or url.endswith("/pdf/"):
            continue
        seen.add(url)
        answer = browser.get(url, follow=True)
        assert answer.status_code == 200, url
        page = answer.content.decode().partition("<main")[2].partition("</main")[0]
        if not url.startswith(("/insatser", "/roller")):
            assert "emittentgrupp" not in page, url
        links = re.findall(r'href="(/[^"#]*)', page)
        waiting += [unescape(one) for one in links if not one.startswith(("/static/", "/konto/"))]
    return seen


def test_where_no_group_meets_a_party_proposes_no_follow_up_in_one(vasteras):
    johan = as_user("Johan Tapper", vasteras)
    shared = Enrolment.objects.visible_to(johan, Permission.SHARED_READ)
    person = shared.filter(started_on__isnull=False, ended_on=None)[0]

    with pytest.raises(ValidationError, match="ingen grupp"):
        propose_to_unit(
            by=johan, enrolment=person, party=johan.memberships[0].organisation,
            kind="follow_up", reason="Hur går det?", lapses_on=TODAY(), today=TODAY(),
        )  # fmt: skip

    assert ReferralMeeting.objects.open().exists()  # with somebody else, who is met alone
    assert next_meeting(person, TODAY()) is None


def test_all_places_of_the_team_are_taken_and_three_wait(vasteras):
    [queue] = my_queues(as_user("Sanna Lindroth", vasteras), TODAY())

    assert queue.places.taken == 138
    assert [place.standing.admitted for place in queue.line].count(False) == 3


# --- Malmö --------------------------------------------------------------------------------------


def test_the_project_is_over_and_twenty_of_forty_went_to_paid_work(malmo):
    rows = Enrolment.objects.all()

    assert {row.status for row in rows} == {Status.DISCHARGED}
    assert max(row.discharged_on for row in rows) <= date(2022, 3, 31)
    assert min(row.applied_on for row in rows) >= date(2020, 4, 1)
    assert rows.filter(phases__key="preparation", phases__ends_on__isnull=False).count() == 40
    assert rows.filter(end_reason="work").count() == 20
    assert {row.participant.sex for row in rows} == {Sex.WOMAN, Sex.MAN}


def test_everything_about_the_project_is_as_its_rules_would_have_left_it(malmo):
    assert faults() == []
    for phase in Phase.objects.select_related("enrolment__version"):
        rule = phase.enrolment.version.definition.phase(phase.key)
        shortest = rule.shortest(phase.starts_on)
        assert shortest is None or phase.ends_on >= shortest


def test_nothing_about_somebody_of_the_project_looks_as_if_it_waited(malmo):
    User.objects.update(is_demo=False)
    person = Enrolment.objects.first()
    coach = client_for(User.objects.get(name="Malin Grönvall"))

    page = coach.get(reverse("casework:case", args=[person.pk])).content.decode()

    assert "gick ut" in page
    assert "chip--late" not in page
    assert "Ingen än" not in page
    assert Proposal.objects.count() == 0
    assert cases(with_facts(Enrolment.objects.open(), TODAY()), TODAY()) == []
