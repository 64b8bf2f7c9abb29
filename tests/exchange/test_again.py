"""Reading in again: what is the same is left, what differs is changed, nothing is removed."""

from datetime import date, timedelta

import pytest
from django.db import connection

from stegvis.audit.models import Change, Entry
from stegvis.casework.models import Contact, Livelihood, Occupation, Placement
from stegvis.exchange.writing import Counts
from stegvis.participants.models import ContactPerson, Enrolment, Participant
from tests.exchange.cohorts import COHORT, ROWS, changed, faults, folder, only, read_in, stored

pytestmark = pytest.mark.django_db


def test_the_same_again_changes_nothing(tmp_path):
    read_in(folder(tmp_path))
    before = stored()

    outcome = read_in(folder(tmp_path))

    assert outcome.counts == {name: Counts(rows, left=rows) for name, rows in ROWS.items()}
    assert stored() == before
    assert not Change.objects.exists()
    assert Entry.objects.filter(event="exchange.cohort_read").count() == 1


#: A cell that is changed, and what is kept of the change: the column before and after.
CHANGES = [
    ("people", "Bo,", "Bosse,", {"given_name": ["Bo", "Bosse"]}),
    ("people", "p2,,2001-02-03,2001,", "p2,,,2001,", {"birth_date": ["2001-02-03", None]}),
    ("enrolments", "29,work", "29,study", {"end_reason": ["work", "study"]}),
    ("steps", "5,no", "5,yes", {"reached": [False, True]}),
    ("steps", ",5,no", ",6,no", {"step": ["5", "6"]}),
    ("livelihoods", "social_assistance,50", "wage,50", {"kind": ["social_assistance", "wage"]}),
    ("livelihoods", "wage,100", "wage,", {"percent": [100, None]}),
    ("livelihoods", "2023-11-30", "2023-11-29", {"on": ["2023-11-30", "2023-11-29"]}),
    ("occupations", "none,0", "work,0", {"kind": ["none", "work"]}),
    ("occupations", "2023-01-31", "2023-01-30", {"on": ["2023-01-31", "2023-01-30"]}),
    ("placements", "2023-06-30", "", {"ended_on": ["2023-06-30", None]}),
    ("placements", ",,employment", ",Sågen,employment", {"employer": [None, "Sågen"]}),
    ("placements", "work_trial", "internship", {"kind": ["work_trial", "internship"]}),
    ("contacts", "Första veckan", "Vecka 1", {"purpose": ["Första veckan", "Vecka 1"]}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "differs"), CHANGES)
def test_a_changed_cell_changes_that_row_and_no_other(tmp_path, name, before, after, differs):
    read_in(folder(tmp_path))

    outcome = read_in(folder(tmp_path, **changed(name, before, after)))

    expected = {file: Counts(rows, left=rows) for file, rows in ROWS.items()}
    expected[name] = Counts(ROWS[name], changed=1, left=ROWS[name] - 1)
    assert outcome.counts == expected
    change = Change.objects.get()
    assert (change.how, set(change.before) - {"revision"}) == ("import", set(differs))
    for column, values in differs.items():
        assert [change.before[column], change.after[column]] == values


def test_a_changed_enrolment_makes_pages_shown_before_stale(tmp_path):
    read_in(folder(tmp_path))

    read_in(folder(tmp_path, **changed("enrolments", "29,work", "29,study")))

    assert dict(Enrolment.objects.values_list("case_number", "revision")) == {
        "e1": 2,
        "e2": 1,
        "e3": 1,
    }


@pytest.mark.parametrize("last_day", ["2023-11-15", "2023-12-15"])
def test_the_day_between_two_stays_may_move_either_way(tmp_path, last_day):
    first = "enrolment,person,started_on,ended_on\ne1,p1,2023-02-01,2023-11-30\n"
    stays = first + "e2,p1,2023-12-01,2024-12-31\n"
    read_in(only(tmp_path, people=COHORT["people"], enrolments=stays))
    day = date.fromisoformat(last_day)
    moved = stays.replace("2023-11-30", last_day)
    moved = moved.replace("2023-12-01", str(day + timedelta(days=1)))

    outcome = read_in(only(tmp_path, enrolments=moved))

    assert outcome.counts["enrolments"] == Counts(2, changed=2)
    assert Enrolment.objects.get(case_number="e1").ended_on == day
    assert Change.objects.count() == 2


def test_stays_that_trade_places_are_refused_and_nothing_is_left(tmp_path):
    stays = "enrolment,person,started_on,ended_on\n{},p1,2023-02-01,2023-11-30\n{},p1,2024-01-01,\n"
    read_in(only(tmp_path, people=COHORT["people"], enrolments=stays.format("e1", "e2")))

    [fault] = faults(only(tmp_path, enrolments=stays.format("e2", "e1")))

    assert "Databasen tog inte emot raderna" in fault


def test_two_answers_that_trade_places_are_left(tmp_path):
    lines = COHORT["livelihoods"].splitlines(keepends=True)
    read_in(folder(tmp_path))

    outcome = read_in(folder(tmp_path, livelihoods="".join([lines[0], *reversed(lines[1:])])))

    assert outcome.counts["livelihoods"] == Counts(4, left=4)


def test_a_new_row_is_made_beside_the_others(tmp_path):
    read_in(folder(tmp_path))
    more = COHORT["livelihoods"] + "e1,during,2023-08-01,sickness_benefit,\n"

    outcome = read_in(folder(tmp_path, livelihoods=more))

    assert outcome.counts["livelihoods"] == Counts(5, made=1, left=4)


def test_what_comes_back_during_the_stay_is_not_moved_by_a_later_file(tmp_path):
    read_in(folder(tmp_path))
    later = "enrolment,occasion,on,kind\ne1,during,2023-08-01,sickness_benefit\n"

    read_in(only(tmp_path, livelihoods=later))

    days = Livelihood.objects.filter(occasion="during").values_list("on", flat=True)
    assert set(days) == {date(2023, 5, 1), date(2023, 8, 1)}


def test_a_row_that_is_gone_from_the_file_is_not_removed(tmp_path):
    read_in(folder(tmp_path))
    fewer = COHORT["occupations"].replace("e3,start,2024-06-03,job_seeking,\n", "")

    read_in(folder(tmp_path, occupations=fewer))

    assert Occupation.objects.count() == 3


def test_a_column_that_is_left_out_says_nothing_of_what_is_stored(tmp_path):
    read_in(folder(tmp_path))
    people = "person,sex\np1,woman\np2,man\n"
    placements = "enrolment,kind,started_on\ne1,work_trial,2023-04-03\ne1,employment,2023-12-01\n"

    outcome = read_in(only(tmp_path, people=people, placements=placements))

    assert outcome.counts["people"] == Counts(2, left=2)
    assert outcome.counts["placements"] == Counts(2, left=2)
    assert Participant.objects.get(ref="p1").family_name == "Testperson"


def test_an_empty_cell_does_not_lay_a_protected_person_open(tmp_path):
    read_in(folder(tmp_path, **changed("people", "Eksjö,no", "Eksjö,yes")))

    read_in(folder(tmp_path, **changed("people", "Eksjö,no", "Eksjö,")))

    assert Participant.objects.get(ref="p1").protected


def test_a_birthday_corrected_here_stands_when_the_file_does_not_speak_of_it(tmp_path):
    people = "person,personal_number,sex\np1,19570428-9999,woman\n"
    read_in(only(tmp_path, people=people))
    Participant.objects.update(birth_date=date(1957, 4, 27))

    outcome = read_in(only(tmp_path, people=people))

    assert outcome.counts["people"] == Counts(1, left=1)


def test_what_somebody_wrote_here_is_not_changed_by_another_answer_in_a_file(tmp_path):
    read_in(folder(tmp_path))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_occupation SET made_how = 'form' WHERE kind = 'none'")

    read_in(folder(tmp_path, **changed("occupations", "none,0", "study,0")))

    kinds = Occupation.objects.filter(occasion="before").values_list("kind", flat=True)
    assert set(kinds) == {"none", "study"}


def test_a_contact_person_who_is_another_in_the_file_counts_as_a_change(tmp_path):
    read_in(folder(tmp_path))

    outcome = read_in(folder(tmp_path, **changed("enrolments", "Coach Två", "Coach Tre")))

    assert outcome.counts["enrolments"] == Counts(3, changed=1, left=2)
    assert ContactPerson.objects.filter(name="Coach Tre").exists()


def test_a_contact_person_whom_somebody_named_here_stands(tmp_path):
    read_in(folder(tmp_path))
    old = ContactPerson.objects.get(name="Coach Två")
    old.ends_on = date(2024, 12, 31)
    old.save()
    ContactPerson.objects.create(
        association=old.association, enrolment=old.enrolment, name="Ny", starts_on="2025-01-01"
    )

    outcome = read_in(folder(tmp_path))

    assert outcome.counts["enrolments"] == Counts(3, left=3)
    assert ContactPerson.objects.get(name="Coach Två").ends_on == date(2024, 12, 31)


def test_a_person_moved_to_a_later_version_stays_there(tmp_path):
    read_in(folder(tmp_path))
    old = Enrolment.objects.get(case_number="e3")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO programmes_programmeversion"
            " (association_id, programme_id, version, valid_from, source, digest)"
            " SELECT association_id, programme_id, '2026', '2026-01-01', source, digest"
            " FROM programmes_programmeversion WHERE version = '2023' RETURNING id"
        )
        [moved_to] = cursor.fetchone()
    Enrolment.objects.filter(pk=old.pk).update(version=moved_to)

    outcome = read_in(folder(tmp_path))

    assert outcome.counts["enrolments"] == Counts(3, left=3)
    assert Enrolment.objects.get(pk=old.pk).version_id == moved_to


def test_people_of_another_association_are_others(tmp_path):
    read_in(folder(tmp_path))

    outcome = read_in(folder(tmp_path), association="Ett annat förbund")

    assert outcome.counts["people"] == Counts(2, made=2)
    assert Participant.objects.count() == 2
    assert Contact.objects.count() == Placement.objects.count() + 1 == 3
