"""What is kept as due is what a fresh derivation gives, whichever way a change came."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from stegvis.access.models import Organisation
from stegvis.casework import staleness, stored
from stegvis.casework.models import DueHolds, DueItem, DueStale, DueState, Phase
from stegvis.intake.models import ReferralMeeting
from stegvis.participants.models import Enrolment
from tests.casework.people import taking_part
from tests.factories import EnrolmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def sql(statement: str, *values) -> None:
    """SQL by hand, as the role that serves."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def kept(enrolment: Enrolment, state: str = DueState.OPEN) -> dict[str, date | None]:
    rows = DueItem.objects.filter(enrolment=enrolment, state=state)
    return dict(rows.values_list("key", "due_on"))


def refreshed(today: date) -> int:
    return stored.fresh(Enrolment.objects.all(), today)


# --- What is marked ------------------------------------------------------------------------------


def test_every_table_that_facts_are_gathered_from_is_watched(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_agg(tgname::text ORDER BY tgname)"
            " FROM pg_trigger WHERE tgname LIKE 'due\\_%%' AND tgenabled <> 'D' GROUP BY 1",
            [],
        )
        watched = dict(cursor.fetchall())

    assert {"participants_enrolment", "access_organisation", "casework_phase"} <= watched.keys()
    assert sorted(watched) == staleness.tables()
    assert set(map(tuple, watched.values())) == {("due_delete", "due_insert", "due_update")}


def test_a_table_that_does_not_say_whom_it_is_about_stops_the_installing(db):
    with connection.cursor() as cursor, pytest.raises(LookupError, match="access_unit"):
        staleness._whom(cursor, "access_unit")


def test_a_new_person_is_derived_before_anybody_reads(association, today):
    enrolment = taking_part()

    assert refreshed(today) == 1
    assert refreshed(today) == 0
    assert kept(enrolment) == {}
    assert set(kept(enrolment, DueState.DONE)) == {
        "consent", "contact_person", "phase", "measure:start"
    }  # fmt: skip


CHANGES = {
    "a phase is gone": ("DELETE FROM casework_phase", "phase"),
    "a contact person leaves": (
        "UPDATE participants_contactperson SET ends_on = '2026-03-20'", "contact_person"
    ),
    "a consent is to end": ("UPDATE participants_consent SET ends_on = '2026-04-01'", "consent"),
    "an observation is gone": ("DELETE FROM casework_occupation", "measure:start"),
    "the person has left": (
        "UPDATE participants_enrolment SET ended_on = '2026-03-01', end_reason = 'work'",
        "discharge",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_by_sql_shows_at_once(association, today, change):
    enrolment = taking_part()
    refreshed(today)
    statement, key = CHANGES[change]

    sql(statement)

    assert refreshed(today) == 1
    assert key in kept(enrolment)
    assert list(stored.differences(today)) == []


def test_a_change_marks_those_it_is_about_and_nobody_else(association, today):
    one, _other = taking_part(), taking_part()
    refreshed(today)

    Phase.objects.filter(enrolment=one).delete()

    assert list(stored.stale(Enrolment.objects.all(), today)) == [one]


def test_a_party_left_out_of_a_consent_marks_the_person(association, today):
    enrolment = taking_part()
    refreshed(today)

    sql("DELETE FROM participants_consentparty WHERE id = (SELECT min(id) FROM"
        " participants_consentparty)")  # fmt: skip

    assert list(stored.stale(Enrolment.objects.all(), today)) == [enrolment]


def test_a_party_with_a_new_name_marks_those_whose_consent_names_it(association, today):
    enrolment = taking_part()
    EnrolmentFactory(ongoing=True)
    refreshed(today)

    party = enrolment.consents.get().parties.first()
    Organisation.objects.filter(pk=party.organisation_id).update(name="Ett annat namn")

    assert list(stored.stale(Enrolment.objects.all(), today)) == [enrolment]


def test_a_meeting_that_is_planned_moves_the_day_of_those_on_the_way_in(association, today):
    raised, started = EnrolmentFactory(raised=True), taking_part()
    refreshed(today)
    assert kept(raised)["preparation:income"] is None

    meeting = ReferralMeeting.objects.create(
        association=association, programme=raised.programme, unit=raised.unit, on=date(2026, 3, 18)
    )

    assert started not in stored.stale(Enrolment.objects.all(), today)
    refreshed(today)
    assert kept(raised)["preparation:income"] == date(2026, 3, 18)

    # The day after it has passed without being held, there is none to come.
    refreshed(meeting.on)
    assert kept(raised)["preparation:income"] == date(2026, 3, 18)
    assert stored.fresh(Enrolment.objects.all(), date(2026, 3, 19)) == 1
    assert kept(raised)["preparation:income"] is None


def test_the_mark_goes_with_the_change_that_is_taken_back(association, today):
    taking_part()
    refreshed(today)

    with transaction.atomic():
        Phase.objects.all().delete()
        transaction.set_rollback(True)

    assert not DueStale.objects.exists()


def test_one_mark_for_each_however_much_is_changed_in_a_transaction(association, today):
    enrolment = taking_part()
    enrolment.save()
    enrolment.save()

    assert DueStale.objects.filter(enrolment=enrolment.pk).count() == 1


# --- The days ------------------------------------------------------------------------------------


def test_the_day_a_consent_is_to_be_renewed_comes_by_itself(association, today):
    enrolment = taking_part()
    enrolment.consents.update(ends_on=date(2026, 6, 30))
    refreshed(today)
    comes = date(2026, 6, 30) - timedelta(days=30)

    assert DueHolds.objects.get(enrolment=enrolment).changes_on == comes
    assert refreshed(comes - timedelta(days=1)) == 0
    assert refreshed(comes) == 1
    assert kept(enrolment) == {"consent": date(2026, 6, 30)}


def test_a_day_before_the_one_derived_for_is_derived_for_too(association, today):
    """The demonstration may set the day back."""
    taking_part()
    refreshed(today)

    assert refreshed(today - timedelta(days=1)) == 1
    assert list(stored.differences(today - timedelta(days=1))) == []


def test_of_one_who_is_out_nothing_is_kept(association, today):
    enrolment = EnrolmentFactory(discharged=True)

    assert refreshed(today) == 1
    assert not DueItem.objects.filter(enrolment=enrolment).exists()
    assert not DueHolds.objects.filter(enrolment=enrolment).exists()
    assert refreshed(today) == 0


# --- Everybody -----------------------------------------------------------------------------------


def test_what_is_kept_wrongly_is_named(association, today):
    enrolment = taking_part()
    refreshed(today)

    DueItem.objects.filter(key="phase").update(state=DueState.OPEN)

    [said] = stored.differences(today)
    assert said.startswith(f"{enrolment.case_number}: ")
    assert said.endswith(": phase")


def test_what_was_not_come_to_is_still_marked(association, today, monkeypatch):
    monkeypatch.setattr(stored, "BATCH", 2)
    for _ in range(5):
        taking_part()
    turn = stored.Turn(0, 1, today)

    assert turn.batch() == 2
    assert stored.waiting(today) == 3
    assert stored.rederive(today) == 3
    assert stored.waiting(today) == 0


def test_two_workers_share_what_there_is(association, today):
    for _ in range(4):
        taking_part()

    assert sorted(stored.Turn(n, 2, today).batch() for n in (0, 1)) == [2, 2]
    assert stored.waiting(today) == 0


def test_a_whole_programme_can_be_marked(association, today):
    enrolment = taking_part()
    refreshed(today)

    assert stored.mark(enrolment.programme_id) == 1
    assert stored.waiting(today, enrolment.programme_id) == 1


def test_a_derivation_that_is_another_marks_everybody(association, today):
    taking_part()
    refreshed(today)

    sql(staleness.MARK_ALL, association.pk)

    assert stored.waiting(today) == 1
