"""What each person on the way in waits for follows from facts and definition alone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from stegvis.access.models import Organisation
from stegvis.access.once import Stale
from stegvis.access.roles import Role
from stegvis.audit.models import Change, Entry
from stegvis.intake.models import Preparation
from stegvis.intake.queries import Stage, arrival, arrivals, waiting, waiting_for_me
from stegvis.intake.services import Told, record_preparation
from stegvis.participants.models import Enrolment
from tests.factories import (
    ConsentFactory,
    ContactPersonFactory,
    EnrolmentFactory,
    OrganisationFactory,
    ParticipantFactory,
    UnitFactory,
    client_for,
    member,
)
from tests.intake.world import ItemFactory, MeetingFactory, consenting, eksjo, parties, prepared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def group(association, today):
    return eksjo(today)


def stage(enrolment, today):
    enrolment.refresh_from_db()
    return arrival(enrolment, today).stage


def test_without_consent_to_everyone_who_sits_a_person_waits_for_it(today):
    narrow = ConsentFactory(enrolment=EnrolmentFactory(), to=[OrganisationFactory(fk=True)])

    surveyed = arrival(narrow.enrolment, today)

    assert surveyed.stage == Stage.CONSENT
    assert [seat.title for seat in surveyed.unconsented] == [
        "Kommunens biståndsenhet",
        "Arbetsförmedlingen",
        "Psykiatriska kliniken Höglandet",
    ]


def test_several_consents_together_cover_the_group(today):
    enrolment = EnrolmentFactory()
    for party in parties():
        ConsentFactory(enrolment=enrolment, to=[party])

    assert stage(enrolment, today) == Stage.PREPARE


def test_a_party_that_is_not_set_up_can_be_told_nothing(today):
    enrolment = consenting()
    Organisation.objects.filter(kind="region").update(kind="association")

    surveyed = arrival(enrolment, today)

    [seat] = surveyed.unconsented
    assert (seat.title, seat.organisation) == ("Psykiatriska kliniken Höglandet", None)


def test_with_consent_a_person_waits_for_the_preparation_and_then_for_the_group(today):
    enrolment = consenting()
    assert stage(enrolment, today) == Stage.PREPARE

    prepared(enrolment)
    assert stage(enrolment, today) == Stage.RAISE

    ItemFactory(meeting=MeetingFactory(on=today), enrolment=enrolment)
    assert stage(enrolment, today) == Stage.ON_AGENDA


def test_a_meeting_that_is_over_or_called_off_gives_the_person_back(today, clock):
    enrolment = prepared(consenting())
    meeting = MeetingFactory(on=today)
    ItemFactory(meeting=meeting, enrolment=enrolment)

    for over in ("held_at", "cancelled_at"):
        setattr(meeting, over, clock)
        meeting.save()
        assert stage(enrolment, today) == Stage.RAISE
        setattr(meeting, over, None)


@pytest.mark.parametrize(
    ("outcome", "settled", "decision", "expected"),
    [
        ("disagree", None, None, Stage.SETTLE),
        ("disagree", "admitted", "admitted", Stage.ADMIT),
        ("admitted", None, "admitted", Stage.ADMIT),
        ("refused", None, "refused", Stage.CLOSED),
        ("waiting", None, "waiting", Stage.RAISE),
        ("withdrawn", None, "withdrawn", Stage.CLOSED),
    ],
)
def test_what_the_group_decided_moves_the_person_on(today, outcome, settled, decision, expected):
    enrolment = prepared(consenting(decision=decision, decided_on=decision and today))
    ItemFactory(
        enrolment=enrolment,
        outcome=outcome,
        settled=settled,
        settled_reason=(settled and "Skäl") or "",
    )

    assert stage(enrolment, today) == expected


def test_what_is_computed_follows_from_the_consent_and_is_never_typed(today):
    enrolment = consenting()
    surveyed = arrival(enrolment, today)

    computed = {ready.key: ready.done for ready in surveyed.preparation if ready.computed}
    assert computed == {"consent": True}
    with pytest.raises(ValidationError, match="besvaras inte för hand"):
        record_preparation(
            by=member(Role.COACH), enrolment=enrolment, answers={"consent": Told(True)}, today=today
        )


def test_a_consent_that_runs_out_takes_the_computed_answer_with_it(today):
    consent = ConsentFactory(enrolment=EnrolmentFactory(), ends_on=today, to=parties())

    assert arrival(consent.enrolment, today).consented
    assert not arrival(consent.enrolment, today + timedelta(1)).consented


# --- Recording the preparation --------------------------------------------------------------------


def record(enrolment, today, by=None, **fields):
    return record_preparation(
        **{"by": by or member(Role.COACH), "enrolment": enrolment, "today": today} | fields
    )


def test_the_preparation_is_recorded_with_its_day_and_note(today):
    enrolment = consenting()

    record(enrolment, today, answers={"income": Told(True, date(2026, 3, 2), " Ersättning ")})

    row = Preparation.objects.get()
    assert (row.key, row.answer, row.on, row.note) == (
        "income",
        "done",
        date(2026, 3, 2),
        "Ersättning",
    )
    entry = Entry.objects.get(event="intake.preparation_recorded")
    assert entry.details == {"keys": ["income"]}


def test_an_answer_that_is_taken_away_is_again_not_answered(today):
    enrolment = prepared(consenting())

    record(enrolment, today, answers={"income": Told(None), "motivation": Told(False)})

    states = {ready.key: ready.done for ready in arrival(enrolment, today).preparation}
    assert states == {"income": None, "motivation": False, "consent": True}
    assert Change.objects.filter(table="intake_preparation").count() == 2


def test_saving_what_was_there_changes_and_logs_nothing(today):
    enrolment = prepared(consenting())
    before = Entry.objects.count()

    record(enrolment, today, answers={"income": Told(True, date(2026, 3, 1))})

    assert Entry.objects.count() == before
    assert Enrolment.objects.get().revision == enrolment.revision


def test_a_day_that_has_not_been_is_refused_and_nothing_is_kept(today):
    enrolment = consenting()
    answers = {"income": Told(True, today), "motivation": Told(True, today + timedelta(1))}

    with pytest.raises(ValidationError) as refusal:
        record(enrolment, today, answers=answers)

    assert list(refusal.value.message_dict) == ["motivation_on"]
    assert not Preparation.objects.exists()


def test_an_older_page_does_not_write_over_a_newer_answer(today):
    enrolment = consenting()
    record(enrolment, today, answers={"income": Told(True)}, revision=1)

    with pytest.raises(Stale):
        record(enrolment, today, answers={"income": Told(False)}, revision=1)

    assert Preparation.objects.get().answer == "done"


def test_only_the_unit_records_the_preparation(today):
    enrolment = consenting()
    outside = [
        member(Role.REFERRER),
        member(Role.HEAD_OF_UNIT),
        member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås")),
    ]

    for user in outside:
        with pytest.raises(PermissionDenied):
            record(enrolment, today, by=user, answers={"income": Told(True)})


# --- The list -------------------------------------------------------------------------------------


def test_the_list_has_those_on_the_way_in_and_nobody_else(today):
    coach = member(Role.COACH)
    on_the_way = consenting(applied_on=date(2026, 1, 2))
    older = consenting(applied_on=date(2026, 1, 1))
    for road in ({"ongoing": True}, {"ended": True}, {"discharged": True}):
        consenting(**road)
    consenting(decision="refused", decided_on=today)
    EnrolmentFactory(unit=UnitFactory(key="tranas", name="Tranås"))

    assert [row.enrolment for row in arrivals(coach, today)] == [older, on_the_way]


def test_a_person_with_protected_identity_is_listed_for_the_head_of_unit_alone(today):
    consenting(participant=ParticipantFactory(protected=True))

    assert arrivals(member(Role.COACH), today) == []
    assert len(arrivals(member(Role.HEAD_OF_UNIT), today)) == 1


@pytest.mark.parametrize(
    ("born", "first"),
    [(date(2008, 3, 11), True), (date(2008, 3, 12), False), (date(1996, 3, 12), True),
     (date(1996, 3, 11), False), (None, None)],
)  # fmt: skip
def test_the_plan_lets_the_young_go_first_and_an_unknown_age_is_not_a_no(today, born, first):
    enrolment = consenting(participant=ParticipantFactory(birth_date=born))

    assert arrival(enrolment, today).goes_first is first


def test_the_list_asks_as_many_questions_for_ten_as_for_one(today, django_assert_num_queries):
    coach = member(Role.COACH)
    prepared(consenting())
    with django_assert_num_queries(8):
        arrivals(coach, today)

    for _ in range(9):
        ItemFactory(enrolment=prepared(consenting(raised=True)), meeting__on=today)

    with django_assert_num_queries(8):
        assert len(arrivals(coach, today)) == 10


def test_the_page_lists_so_many_at_a_time_and_logs_those_alone(today, monkeypatch):
    monkeypatch.setattr("stegvis.intake.views.arrivals.PAGE", 2)
    last, *before = [consenting(applied_on=date(2026, 1, day)) for day in (5, 1, 2)]
    client = client_for(member(Role.COACH))

    first = client.get(reverse("intake:incoming"))
    second = client.get(reverse("intake:incoming"), {"page": "2"})

    shown = [
        [row.enrolment for row in [*page.context["yours"], *page.context["others"]]]
        for page in (first, second)
    ]
    assert shown == [before, [last]]
    logged = [
        entry.details["enrolments"] for entry in Entry.objects.filter(event="access.list_shown")
    ]
    assert logged == [[row.pk for row in before], [last.pk]]


def test_lists_show_no_name_of_one_with_protected_identity(today):
    consenting(
        participant=ParticipantFactory(protected=True, given_name="Dold", family_name="Namn")
    )
    head = client_for(member(Role.HEAD_OF_UNIT))

    page = head.get(reverse("intake:incoming")).content.decode()

    assert "Skyddade personuppgifter" in page
    assert "Dold" not in page


def test_what_is_to_be_done_names_nobody_with_protected_identity(today):
    person = consenting(participant=ParticipantFactory(protected=True, given_name="Dold"))
    coach = member(Role.COACH)
    ContactPersonFactory(enrolment=person, user=coach)

    [waits] = [one for one in waiting_for_me(coach, today) if one.kind in ("new", "prepare")]

    assert waits.who == f"Skyddade personuppgifter {person.case_number}"


def test_what_is_to_be_decided_names_nobody_with_protected_identity(today):
    person = EnrolmentFactory(participant__protected=True, participant__given_name="Dold")

    assert waiting._decide(person, today).who == f"Skyddade personuppgifter {person.case_number}"
