"""B9: twelve months, six more by the head's decision, told to the steering group afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.due import Facts, State, due
from stegvis.casework.due.facts import Stretch
from stegvis.casework.due.stay import report_by, stay_ends
from stegvis.casework.models import Answer, Extension, ExtensionReport, Proposal
from stegvis.casework.queries.home import home
from stegvis.casework.queries.proposals import told
from stegvis.casework.services import (
    decide_extension,
    note_reports,
    propose_extension,
    report_extension,
)
from stegvis.lib.dates import is_working_day, months_between
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import read
from stegvis.programmes.definition.folder import find
from tests.casework.people import case_of, coach, taking_part
from tests.casework.plans import LIMITED, limited
from tests.factories import UnitFactory, member

TODAY = date(2026, 3, 11)
PLAN = read(LIMITED)
DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))
LEAP = date(2028, 2, 29)


# --- The days, by properties ---------------------------------------------------------------------


@given(DAYS)
@example(LEAP)
@example(date(2026, 8, 31))
def test_a_stay_is_twelve_months_with_its_first_day_in_them(first):
    last = PLAN.stay.last_day(first)

    assert last > first
    assert months_between(first, last + timedelta(days=1)) == 12


@given(DAYS)
@example(LEAP)
@example(date(2026, 8, 31))
def test_an_extension_adds_the_plans_six_months_to_the_limit(first):
    last = PLAN.stay.last_day(first, extended=True)

    assert months_between(first, last + timedelta(days=1)) == 18
    # What it adds is six months, but for days that the end of a month takes or gives.
    limit = PLAN.stay.last_day(first)
    assert months_between(limit, last) in (5, 6)


@given(DAYS, DAYS)
def test_who_comes_later_never_has_to_leave_earlier(one, other):
    first, later = sorted((one, other))

    assert PLAN.stay.last_day(first) <= PLAN.stay.last_day(later)
    assert PLAN.stay.last_day(first, extended=True) <= PLAN.stay.last_day(later, extended=True)


@given(DAYS, st.integers(-500, 500))
def test_what_is_due_falls_on_an_open_office_before_the_stay_runs_out(first, shift):
    facts = Facts(decision="admitted", started_on=first)
    last = stay_ends(PLAN, facts)
    today = last + timedelta(days=shift)

    found = [item for item in due(PLAN, facts, today) if item.key == "stay"]

    assert [item.key for item in found] == (["stay"] if shift >= -56 else [])
    for item in found:
        assert is_working_day(item.due_on)
        assert item.due_on <= last
        assert item.state == (State.LATE if item.due_on < today else State.DUE)
        assert item.passage == "8"


@given(DAYS)
def test_what_is_due_follows_the_extension_and_then_asks_for_no_other(first):
    limit, longer = PLAN.stay.last_day(first), PLAN.stay.last_day(first, extended=True)
    facts = Facts(decision="admitted", started_on=first)
    extended = replace(facts, extension=Stretch(limit + timedelta(days=1), longer))

    [before] = [item for item in due(PLAN, facts, limit) if item.key == "stay"]
    [after] = [item for item in due(PLAN, extended, longer) if item.key == "stay"]

    assert before.act == "casework:extension"
    assert after.act == "casework:end"
    assert not [item for item in due(PLAN, extended, limit) if item.key == "stay"]


@given(DAYS)
def test_the_steering_group_is_told_within_a_month_on_a_day_the_office_is_open(decided_on):
    day = report_by(decided_on)

    assert is_working_day(day)
    assert months_between(decided_on, day) >= 1
    assert (day - decided_on).days <= 31 + 6


# --- The acts ------------------------------------------------------------------------------------


def propose(enrolment: Enrolment, by=None, **more) -> Proposal:
    act = {"condition": True, "reason": "Praktikplatsen väntar på beslut.", "today": TODAY} | more
    return propose_extension(by=by or coach(), enrolment=enrolment, revision=None, **act)


def decide(proposal: Proposal, by=None, *, approve: bool = True, **more) -> Proposal:
    act = {"reason": "Villkoret är uppfyllt.", "today": TODAY} | more
    by = by or member(Role.HEAD_OF_UNIT)
    return decide_extension(by=by, proposal=proposal, revision=None, approve=approve, **act)


def extended(**fields) -> Enrolment:
    return decide(propose(limited(**fields))).enrolment


pages = pytest.mark.django_db


@pages
def test_a_coach_proposes_and_the_head_decides_and_the_days_are_the_definitions(association):
    enrolment = limited()
    assert case_of(enrolment, TODAY).time_left == "till 13 april, 4 veckor kvar"

    proposal = propose(enrolment)
    assert case_of(enrolment, TODAY).stay_ends == date(2026, 4, 13)
    decide(proposal)

    row = Extension.objects.get(enrolment=enrolment)
    stay = enrolment.version.definition.stay
    assert (row.starts_on, row.ends_on) == (date(2026, 4, 14), date(2026, 10, 13))
    assert row.ends_on == stay.last_day(enrolment.started_on, extended=True)
    assert case_of(enrolment, TODAY).time_left == "till 13 oktober, 7 månader kvar"
    told_of = Entry.objects.filter(enrolment=enrolment.pk, event__startswith="casework.propos")
    assert [entry.event for entry in told_of.order_by("pk")] == [
        "casework.proposed",
        "casework.proposal_approved",
    ]


@pages
def test_a_refusal_says_why_and_what_instead_and_the_stay_stands(association):
    enrolment = limited()
    proposal = propose(enrolment)

    with pytest.raises(ValidationError, match="vad som gäller i stället"):
        decide(proposal, approve=False, reason="Platsen är inte klar.")
    decide(proposal, approve=False, reason="Platsen är inte klar.", instead="Avsluta med plan.")

    proposal.refresh_from_db()
    assert (proposal.answer, proposal.instead) == (Answer.REFUSED, "Avsluta med plan.")
    assert case_of(enrolment, TODAY).stay_ends == date(2026, 4, 13)
    assert not Extension.objects.exists()


@pages
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"condition": False}, "Planen förlänger bara när: En plats är klar"),
        ({"reason": " "}, "Skriv varför"),
    ],
)
def test_a_proposal_without_the_plans_condition_or_a_reason_is_refused(association, more, why):
    with pytest.raises(ValidationError, match=why):
        propose(limited(), **more)

    assert not Proposal.objects.exists()


@pages
def test_a_plan_without_an_extension_has_none(association):
    with pytest.raises(ValidationError, match="Planen har ingen förlängning"):
        propose(taking_part())


@pages
def test_a_stay_is_extended_once_and_a_proposal_waits_alone(association):
    enrolment = limited()
    proposal = propose(enrolment)

    with pytest.raises(ValidationError, match="redan föreslagen"):
        propose(enrolment)
    decide(proposal)
    with pytest.raises(ValidationError, match="redan förlängd"):
        propose(enrolment)
    with pytest.raises(ValidationError, match="redan besvarat"):
        decide(proposal)
    assert Extension.objects.count() == 1


@pages
def test_nobody_but_the_one_the_plan_names_in_that_unit_decides(association):
    proposal = propose(limited())
    elsewhere = member(Role.HEAD_OF_UNIT, unit=UnitFactory(key="tranas", name="Tranås"))

    for by in (coach(), elsewhere, member(Role.STEERING_GROUP), member(Role.ASSOCIATION)):
        with pytest.raises(PermissionDenied):
            decide(proposal, by)


@pages
def test_a_proposal_that_nobody_answers_lapses_and_can_be_made_anew(association):
    enrolment = limited()
    proposal = propose(enrolment)
    assert proposal.lapses_on == date(2026, 4, 13)
    later = date(2026, 4, 14)

    assert proposal.lapsed(later)
    with pytest.raises(ValidationError, match="förföll efter den 13 april 2026"):
        decide(proposal, today=later)
    again = propose(enrolment, today=later)
    assert again.lapses_on == date(2026, 4, 28)


# --- Told without a person -----------------------------------------------------------------------


def report(enrolment: Enrolment, by=None, **more) -> ExtensionReport:
    act = {
        "category": "place_later",
        "text": "En plats är lovad men kan inte börja förrän i höst.",
        "today": TODAY,
    } | more
    return report_extension(by=by or member(Role.HEAD_OF_UNIT), enrolment=enrolment, **act)


@pages
def test_the_head_tells_and_the_row_leads_to_no_person(association):
    enrolment = extended()
    row = report(enrolment)

    fields = {field.name for field in ExtensionReport._meta.get_fields()}
    assert not fields & {"enrolment", "participant", "extension", "proposal"}
    assert (row.year, row.length, row.reported_to) == (2026, "6 months", "steering_group")
    assert Extension.objects.get(enrolment=enrolment).reported_on == TODAY
    with pytest.raises(ValidationError, match="redan redovisad"):
        report(enrolment)


@pages
def test_where_few_take_part_neither_unit_nor_month_is_told(association):
    first = extended()
    assert (report(first).unit, ExtensionReport.objects.get().month) == (None, None)

    for _number in range(3):
        limited(unit=UnitFactory(key="tranas", name="Tranås"))
    second = extended()  # two in Eksjö, three in Tranås
    row = report(second)
    assert (row.unit, row.month) == (None, 3)

    for _number in range(3):
        limited()
    third = extended()
    assert report(third).unit == third.unit


@pages
@pytest.mark.parametrize(
    "text",
    [
        "Alva har en plats som väntar.",
        "alvas plats väntar.",
        "Det gäller 2025-00077.",
        "Det gäller 19900101-1234.",
    ],
)
def test_a_text_that_names_the_person_is_refused(association, text):
    enrolment = extended(case_number="2025-00077")

    with pytest.raises(ValidationError, match="pekar ut personen"):
        report(enrolment, text=text)

    assert not ExtensionReport.objects.exists()


@pages
def test_the_steering_group_reads_it_and_notes_the_meeting(association):
    head, group = member(Role.HEAD_OF_UNIT), member(Role.STEERING_GROUP)
    row = report(extended(), head)

    assert [one.report for one in told(group)] == [row]
    assert [one.report for one in told(head)] == [row]
    assert told(member(Role.HEAD_OF_UNIT)) == []
    with pytest.raises(PermissionDenied):
        note_reports(by=head, reports=[row.pk], seen_on=TODAY, today=TODAY)
    with pytest.raises(ValidationError, match="har inte varit än"):
        note_reports(by=group, reports=[row.pk], seen_on=date(2026, 3, 12), today=TODAY)
    assert note_reports(by=group, reports=[row.pk], seen_on=TODAY, today=TODAY) == 1

    row.refresh_from_db()
    assert row.seen_on == TODAY
    with pytest.raises(ValidationError, match="inte redan är genomgången"):
        note_reports(by=group, reports=[row.pk], seen_on=TODAY, today=TODAY)


@pages
def test_what_waits_stands_on_the_heads_page_and_then_on_the_coachs(association):
    elin, head = coach("Elin"), member(Role.HEAD_OF_UNIT)
    enrolment = limited(follower=elin)

    def waits(user, today=TODAY) -> list[tuple[str, object]]:
        tasks = [task for group in home(user, today).mine for task in group.tasks]
        return [(str(task.what), task.due_on) for task in tasks]

    proposal = propose(enrolment, elin)
    assert ("Besluta om förlängning", date(2026, 4, 13)) in waits(head)
    assert ("Besluta om förlängning", date(2026, 4, 13)) not in waits(elin)
    assert ("Invänta beslutet om förlängning", date(2026, 4, 13)) in waits(elin)

    decide(proposal, head)
    assert waits(head) == [("Redovisa förlängningen för styrgruppen", date(2026, 4, 13))]
    assert ("Läs svaret på ditt förslag", None) in waits(elin)

    report(enrolment, head)
    assert waits(head) == []


# --- The plans as they are shipped ---------------------------------------------------------------


def shipped(key: str, version: str):
    return read(find(key, version).read_text(encoding="utf-8"))


@pytest.mark.parametrize("version", ["2020", "2023"])
def test_vasteras_gives_twelve_months_and_six_by_the_head_who_tells_the_steering_group(version):
    stay = shipped("samordningsteam-vasteras", version).stay

    assert stay.last_day(date(2026, 3, 12)) == date(2027, 3, 11)
    assert stay.last_day(date(2026, 3, 12), extended=True) == date(2027, 9, 11)
    assert (stay.extension.decided_by, stay.extension.reported_to) == (
        "head_of_unit", "steering_group",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "version"),
    [("se-hoglandet", "2018"), ("se-hoglandet", "2023"), ("make-it-work", "2020")],
)
def test_the_others_set_no_limit_to_the_stay(key, version):
    stay = shipped(key, version).stay

    assert stay.last_day(date(2026, 3, 12)) is None
    assert stay.extension is None


def test_malmos_preparation_takes_three_to_ten_months():
    phase = shipped("make-it-work", "2020").phase("preparation")

    assert phase.shortest(date(2020, 4, 1)) == date(2020, 6, 30)
    assert phase.longest(date(2020, 4, 1)) == date(2021, 1, 31)
    assert len(phase.tracks) == 2
