"""Reading a cohort in: what is made of it, and what a file may look like."""

from datetime import date

import pytest

from stegvis.access.models import Association, Unit
from stegvis.audit.models import Change, Entry
from stegvis.casework.models import Contact, LadderStep, Livelihood, Occupation, Placement
from stegvis.exchange.writing import Counts
from stegvis.participants.models import ContactPerson, Enrolment, Participant
from stegvis.programmes.models import ProgrammeVersion
from tests.exchange.cohorts import ASSOCIATION, COHORT, ROWS, folder, only, read_in, stored

pytestmark = pytest.mark.django_db


def test_every_row_becomes_what_it_says(tmp_path):
    outcome = read_in(folder(tmp_path))

    assert outcome.counts == {name: Counts(rows, made=rows) for name, rows in ROWS.items()}
    ending = Enrolment.objects.get(case_number="e1")
    assert (ending.participant.ref, ending.unit.name) == ("p1", "Eksjö")
    assert ending.referred_by.name == "Försäkringskassan"
    assert (ending.applied_on, ending.decided_on) == (date(2023, 1, 10), date(2023, 1, 24))
    assert (ending.started_on, ending.ended_on) == (date(2023, 2, 1), date(2023, 11, 30))
    assert (ending.discharged_on, ending.end_reason) == (date(2024, 2, 29), "work")
    assert ending.version.version == "2023"
    assert set(Occupation.objects.values_list("enrolment__case_number", "kind", "percent")) == {
        ("e1", "none", 0),
        ("e1", "work", 75),
        ("e3", "job_seeking", None),
    }
    assert Livelihood.objects.filter(occasion="start").count() == 2
    trial = Placement.objects.get(kind="work_trial")
    assert (trial.employer, trial.percent) == ("Snickeriet, Eksjö", 25)
    assert Contact.objects.filter(kind="phone", with_whom="participant").count() == 2


def test_an_empty_cell_is_not_known_and_never_no(tmp_path):
    read_in(folder(tmp_path))

    assert set(LadderStep.objects.values_list("step", "reached")) == {
        ("3", True),
        ("5", False),
        (None, None),
    }
    assert set(Placement.objects.values_list("employer", "ended_on", "subsidised")) == {
        ("Snickeriet, Eksjö", date(2023, 6, 30), None),
        (None, None, True),
    }
    waiting = Enrolment.objects.get(case_number="e2")
    assert (waiting.started_on, waiting.end_reason) == (None, None)


def test_a_birthday_that_the_number_tells_is_kept_beside_it(tmp_path):
    read_in(folder(tmp_path))

    alva = Participant.objects.get(ref="p1")
    assert alva.personal_number == "195704289999"
    assert (alva.birth_date, alva.birth_year) == (date(1957, 4, 28), 1957)


def test_a_coordination_number_is_not_read_as_a_date(tmp_path):
    people = "person,sex,personal_number\np1,woman,19730288-9931\np2,man,19150088-2392\n"

    read_in(only(tmp_path, people=people))

    assert set(Participant.objects.values_list("personal_number", "birth_date", "birth_year")) == {
        ("197302889931", date(1973, 2, 28), 1973),
        ("191500882392", None, 1915),
    }


def test_the_contact_person_follows_from_the_first_day_to_discharge(tmp_path):
    read_in(folder(tmp_path))

    assert set(ContactPerson.objects.values_list("name", "starts_on", "ends_on")) == {
        ("Coach Ett", date(2023, 2, 1), date(2024, 2, 29)),
        ("Coach Två", date(2024, 6, 3), None),
    }


def test_the_municipality_that_referred_is_that_of_the_unit(tmp_path):
    read_in(folder(tmp_path))

    assert Enrolment.objects.get(case_number="e2").referred_by.name == "Nässjö kommun"


def test_the_association_and_the_shipped_plan_are_made_and_it_is_said(tmp_path):
    outcome = read_in(folder(tmp_path))

    assert outcome.association_made
    assert outcome.published == ["2018", "2023"]
    assert Association.objects.get().name == ASSOCIATION
    assert {version.version for version in ProgrammeVersion.objects.all()} == {"2018", "2023"}
    assert Unit.objects.count() == 6


def test_what_is_there_already_is_not_made_again(tmp_path):
    read_in(folder(tmp_path))

    outcome = read_in(folder(tmp_path))

    assert not outcome.association_made
    assert outcome.published == []


def test_a_dry_run_says_what_would_happen_and_writes_nothing(tmp_path):
    before = stored()

    outcome = read_in(folder(tmp_path), dry_run=True)

    assert stored() == before
    assert outcome.counts["people"] == Counts(2, made=2)
    assert outcome.association_made


def test_an_import_is_logged_and_its_rows_say_how_they_came(tmp_path):
    read_in(folder(tmp_path))

    entry = Entry.objects.get(event="exchange.cohort_read")
    assert entry.details["files"]["people"] == [2, 0]
    assert set(Enrolment.objects.values_list("made_how", flat=True)) == {"import"}
    assert not Change.objects.exists()


def test_a_registration_error_is_kept_and_never_counted(tmp_path):
    rows = (
        "enrolment,person,started_on,ended_on,end_reason\n"
        "e1,p1,2023-02-01,2023-02-02,registration_error\n"
    )

    read_in(only(tmp_path, people=COHORT["people"], enrolments=rows))

    assert Enrolment.objects.count() == 1
    assert not Enrolment.objects.counted().exists()


def test_people_who_came_in_before_the_first_version_stand_under_it_and_it_is_said(tmp_path):
    rows = "enrolment,person,started_on\ne1,p1,2017-02-01\ne2,p2,2017-02-01\n"

    outcome = read_in(only(tmp_path, people=COHORT["people"], enrolments=rows))

    [note] = outcome.notes
    assert note.startswith("2 inskrivningar är från tiden före version 2018")
    assert Enrolment.objects.filter(version__version="2018").count() == 2


def test_columns_come_in_any_order_and_those_not_needed_are_left_out(tmp_path):
    people = "sex,person\nwoman,p1\n"
    enrolments = "started_on,person,enrolment\n,p1,e1\n"

    outcome = read_in(only(tmp_path, people=people, enrolments=enrolments))

    assert outcome.counts["enrolments"] == Counts(1, made=1)


@pytest.mark.parametrize(
    "people",
    [
        b"\xef\xbb\xbfperson,sex\np1,woman\n",
        b"person,sex\r\np1,woman\r\n",
        b"person,sex\rp1,woman\r",
        b"person,sex\n\n p1 , woman \n,\n\n",
        b'"person","sex"\n"p1","woman"',
        b"person,sex,\np1,woman,\n",
    ],
)
def test_what_spreadsheets_do_to_a_file_is_no_fault(tmp_path, people):
    read_in(only(tmp_path, people=people))

    assert list(Participant.objects.values_list("ref", "sex")) == [("p1", "woman")]


def test_a_text_may_hold_commas_quotes_lines_and_backslashes(tmp_path):
    purpose = 'Sa: "ja",\nsedan \\N\tnej'
    quoted = purpose.replace('"', '""')
    contacts = f'enrolment,on,kind,with,purpose\ne1,2023-12-04,visit,both,"{quoted}"\n'

    read_in(folder(tmp_path, contacts=contacts))

    assert Contact.objects.get().purpose == purpose


def test_what_lies_beside_the_files_is_left_alone(tmp_path):
    place = folder(tmp_path)
    for name in ("README.md", ".DS_Store", "~$people.xlsx"):
        (place / name).write_text("not a cohort")

    assert read_in(place).counts["people"].made == 2


def test_a_later_file_may_refer_to_what_was_read_in_before(tmp_path):
    read_in(only(tmp_path, people=COHORT["people"], enrolments=COHORT["enrolments"]))

    outcome = read_in(only(tmp_path, occupations=COHORT["occupations"]))

    assert outcome.counts == {"occupations": Counts(3, made=3)}


def test_a_contact_person_with_an_account_is_that_account(tmp_path, association):
    from stegvis.access.roles import Role
    from tests.factories import member

    coach = member(Role.COACH, email="eva@example.org", name="Eva Testperson")
    rows = "enrolment,person,started_on,contact_person\ne1,p1,2023-02-01,Eva@Example.org\n"

    read_in(only(tmp_path, people=COHORT["people"], enrolments=rows))

    follower = ContactPerson.objects.get()
    assert (follower.user, follower.name) == (coach, "Eva Testperson")


def test_a_person_known_by_number_is_the_same_person(tmp_path, association):
    from tests.factories import ParticipantFactory

    known = ParticipantFactory(ref="abc", personal_number="195704289999", given_name="Alva")
    people = "person,personal_number,sex,family_name\np1,19570428-9999,woman,Nygift\n"
    enrolments = "enrolment,person,started_on\ne1,p1,2023-02-01\n"

    outcome = read_in(only(tmp_path, people=people, enrolments=enrolments))

    assert outcome.counts["people"] == Counts(1, changed=1)
    person = Participant.objects.get()
    assert (person.pk, person.ref, person.family_name) == (known.pk, "abc", "Nygift")
    assert Enrolment.objects.get().participant == known
