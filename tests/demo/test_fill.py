"""Invented people in bulk: the same everywhere, by every rule, never among real ones."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.models import Association, Membership, User
from stegvis.access.roles import Role
from stegvis.casework.cases import cases, with_facts
from stegvis.casework.models import Livelihood, Occupation, Phase
from stegvis.casework.services.contact import may_follow
from stegvis.demo import fill as filling
from stegvis.demo.fill import fill
from stegvis.demo.fill_ground import PER_COACH
from stegvis.intake import checks as intake
from stegvis.intake.models import Application, MeetingItem, Preparation
from stegvis.lib.dates import age_on
from stegvis.lib.faults import Refused
from stegvis.lib.personal_number import PersonalNumber
from stegvis.participants import checks as participants
from stegvis.participants.models import (
    Consent,
    ConsentParty,
    ContactPerson,
    Enrolment,
    Participant,
    Status,
)
from stegvis.programmes import checks as programmes
from tests.factories import EnrolmentFactory, member
from tests.servers import drop

#: What tells the people of one filling from another, without numbers that the database gives.
TOLD = {
    "people": """SELECT ref, personal_number, birth_date, sex, given_name, family_name,
        municipality, protected FROM participants_participant""",
    "enrolments": """SELECT case_number, ref, u.key, o.name, applied_on, raised_on, decided_on,
        decision, refusal_reason, started_on, ended_on, discharged_on, end_reason
        FROM participants_enrolment e JOIN participants_participant p ON p.id = participant_id
        JOIN access_unit u ON u.id = unit_id JOIN access_organisation o ON o.id = referred_by_id""",
    "consents": """SELECT case_number, information, form, starts_on, ends_on, withdrawn_on,
        (SELECT string_agg(name, ', ' ORDER BY name) FROM participants_consentparty
            JOIN access_organisation o ON o.id = organisation_id WHERE consent_id = c.id)
        FROM participants_consent c JOIN participants_enrolment e ON e.id = enrolment_id""",
    **{
        table: f"""SELECT case_number, {columns}
            FROM {table} t JOIN participants_enrolment e ON e.id = enrolment_id"""
        for table, columns in {
            "participants_contactperson": "name, starts_on, t.ends_on",
            "casework_phase": "key, starts_on, ends_on",
            "casework_livelihood": 'occasion, "on", kind, percent',
            "casework_occupation": 'occasion, "on", kind, percent',
            "intake_application": "stated, need, goal, earlier, criteria, sent_at, read_decision",
            "intake_preparation": 'key, answer, "on"',
            "intake_meetingitem": "kind, outcome, reason, from_day, recorded_at",
        }.items()
    },
}


def told(cursor) -> dict[str, str]:
    """A digest of each kind of row in the association stepped into."""
    found = {}
    for name, statement in TOLD.items():
        cursor.execute(
            f"SELECT md5(string_agg(r::text, '|' ORDER BY r::text)) FROM ({statement}) r"
        )
        found[name] = cursor.fetchone()[0]
    return found


@pytest.fixture
def filled(association, today, monkeypatch):
    """Fills the association stepped into, several batches for even a few people."""
    monkeypatch.setattr(filling, "BATCH", 90)

    def filled(people: int, seed: int = 7, name: str = association.name, day: date = today):
        done = fill(association=name, people=people, seed=seed, today=day, workers=1)
        wall.enter(Association.objects.get(name=name).pk)
        return done

    return filled


def digests() -> dict[str, str]:
    with connection.cursor() as cursor:
        return told(cursor)


# --- The same people -----------------------------------------------------------------------------


def test_the_same_seed_and_day_give_the_same_people(filled):
    filled(400)
    first = digests()

    filled(400, name="Ett annat förbund")
    again = digests()
    filled(400, name="Ett tredje förbund", seed=8)
    other = digests()

    assert None not in first.values()
    assert again == first
    assert all(other[name] != first[name] for name in first)


def test_they_are_the_same_on_every_machine(filled):
    """Held to what one machine gave once: where somebody stands and when, names left aside."""
    filled(200, seed=2023, day=date(2026, 3, 11))

    rows = Enrolment.objects.order_by("case_number").values_list(
        "case_number", "unit__key", "applied_on", "decision", "started_on", "ended_on", "end_reason"
    )
    lines = "\n".join(" ".join(map(str, row)) for row in rows)
    assert hashlib.sha256(lines.encode()).hexdigest()[:16] == "4bb3f3b4bfae43e5"


def test_one_that_was_stopped_goes_on_where_it_was(filled):
    filled(200)
    at_once = digests()

    first = filled(130, name="Ett annat förbund")
    then = filled(200, name="Ett annat förbund")
    again = filled(200, name="Ett annat förbund")

    assert (first.made, then.made, again.made) == (130, 70, 0)
    assert digests() == at_once


def test_it_says_what_else_it_made(filled):
    first, second = filled(10, name="Ett annat förbund"), filled(20, name="Ett annat förbund")

    assert first.said == ["Made the association Ett annat förbund.", "Published se-hoglandet 2023."]
    assert second.said == []


# --- By every rule -------------------------------------------------------------------------------

#: Rows that no act of the program would have left, each with a name.
BROKEN = {
    "applied for ahead of time": "e.applied_on >= %(today)s",
    "decided before anybody was raised": "e.decided_on < e.raised_on",
    "decided without being raised": "e.raised_on IS NULL AND e.decision <> 'withdrawn'",
    "refused without a reason": "(e.decision = 'refused') <> (e.refusal_reason <> '')",
    "admitted and never started": "e.decision = 'admitted' AND e.started_on IS NULL AND NOT"
    " EXISTS (SELECT FROM intake_meetingitem i WHERE i.enrolment_id = e.id)",
    "ahead of today": "greatest(e.applied_on, e.raised_on, e.decided_on, e.started_on, e.ended_on,"
    " e.discharged_on) > %(today)s",
    "at a weekend": "greatest(extract(isodow FROM e.started_on), extract(isodow FROM e.applied_on),"
    " extract(isodow FROM e.ended_on)) > 5",
    "without a contact person some day": """e.started_on IS NOT NULL AND (
        SELECT range_agg(daterange(starts_on, ends_on, '[]')) FROM participants_contactperson c
        WHERE c.enrolment_id = e.id
    ) IS DISTINCT FROM datemultirange(daterange(e.started_on, e.discharged_on, '[]'))""",
    "in no phase some day": """e.started_on IS NOT NULL AND (
        SELECT range_agg(daterange(starts_on, ends_on, '[]')) FROM casework_phase c
        WHERE c.enrolment_id = e.id
    ) <> datemultirange(daterange(e.started_on, e.ended_on, '[]'))""",
    "in no phase and out": "e.ended_on IS NOT NULL AND NOT EXISTS"
    " (SELECT FROM casework_phase c WHERE c.enrolment_id = e.id)",
    "without consent": "NOT EXISTS (SELECT FROM participants_consent c JOIN"
    " participants_consentparty p ON p.consent_id = c.id WHERE c.enrolment_id = e.id)",
    "consents that overlap": """EXISTS (
        SELECT FROM participants_consent a JOIN participants_consent b USING (enrolment_id)
        WHERE a.enrolment_id = e.id AND a.id < b.id AND a.starts_on <= b.ends_on
            AND b.starts_on <= a.ends_on)""",
    "observed on another day": """EXISTS (
        SELECT FROM (SELECT * FROM casework_livelihood UNION ALL SELECT * FROM casework_occupation)
            o WHERE o.enrolment_id = e.id AND o."on" IS DISTINCT FROM (CASE o.occasion
            WHEN 'start' THEN e.started_on WHEN 'exit' THEN e.ended_on
            WHEN 'discharge' THEN e.discharged_on END))""",
    "no application, though open": """NOT EXISTS (
        SELECT FROM intake_application a WHERE a.enrolment_id = e.id AND a.sent_at < %(today)s
            AND a.organisation_id = e.referred_by_id
    ) AND e.discharged_on IS NULL AND coalesce(e.decision, '') NOT IN ('refused', 'withdrawn')""",
    "decided where the meeting was not": """EXISTS (
        SELECT FROM intake_meetingitem i JOIN intake_referralmeeting m ON m.id = i.meeting_id
        WHERE i.enrolment_id = e.id AND (m.unit_id <> e.unit_id
            OR i.outcome IS DISTINCT FROM e.decision OR e.decided_on IS DISTINCT FROM
                CASE WHEN i.outcome IS NOT NULL THEN m."on" END
            OR (m.held_at IS NULL) <> (i.outcome IS NULL)))""",
}  # fmt: skip


def test_nothing_is_left_that_the_program_would_not_have_left(filled, today):
    filled(500)

    with connection.cursor() as cursor:
        # What the planner knows of the tables was gathered when an earlier test had emptied them.
        cursor.execute("SET LOCAL enable_nestloop = off")
        found = {}
        for name, rule in BROKEN.items():
            asked = f"SELECT count(*), min(case_number) FROM participants_enrolment e WHERE {rule}"
            cursor.execute(asked, {"today": today})
            if (row := cursor.fetchone())[0]:
                found[name] = row
    assert found == {}


def test_people_are_written_out_when_the_plan_says(filled):
    filled(600)
    rows = Enrolment.objects.filter(discharged_on__isnull=False).select_related("version")

    early = [
        row.case_number
        for row in rows
        if row.discharged_on < row.version.definition.discharge_on(row.end_reason, row.ended_on)
    ]

    assert len(rows) > 300
    assert early == []


def test_every_row_holds_what_its_model_asks(filled):
    filled(400)
    models = [
        Participant, Enrolment, ContactPerson, Consent, ConsentParty, Phase, Livelihood, Occupation,
        Application, Preparation, MeetingItem,
    ]  # fmt: skip

    for model in models:
        rows = model.objects.order_by("-pk")[:30]
        assert rows, model.__name__
        for row in rows:
            row.full_clean()


def test_numbers_are_right_and_nobody_can_have_had_one(filled, today):
    filled(300)

    people = Participant.objects.values_list("personal_number", "sex")
    numbers = [(PersonalNumber.parse(number, today), sex) for number, sex in people]

    assert len({number for number, _ in numbers}) == 300
    assert {number.birth_year // 10 for number, _ in numbers} == {180, 181, 182}
    assert all(number.sex_digit % 2 == 0 for number, sex in numbers if sex == "woman")
    assert all(number.sex_digit % 2 == 1 for number, sex in numbers if sex == "man")


def test_there_are_as_many_numbers_as_are_promised():
    """Each day of thirty years gives a number to as many, the last of them with serial 998."""
    days = (date(1829, 12, 31) - date(1800, 1, 1)).days + 1

    assert days == 10_957
    assert len({n * 4001 % days for n in range(days)}) == days
    assert 2 + 2 * (filling.MOST // days) <= 998


def test_every_contact_person_works_there_that_day(filled):
    filled(200)

    contacts = ContactPerson.objects.select_related("user", "enrolment__version")
    assert len(contacts) > 100
    for contact in contacts:  # refused with an error where one does not
        may_follow(contact.enrolment, contact.user, contact.starts_on)


def test_what_is_verified_agrees(filled):
    filled(600)

    checks = (programmes, participants, intake)

    assert [sentence for app in checks for sentence in app.disagreements()] == []


def test_what_is_due_can_be_said_of_everybody_and_most_is_in_time(filled, today):
    filled(1000)
    rows = with_facts(Enrolment.objects.open(), today)

    found = cases(rows, today)
    late = [case for case in found if case.late]

    assert len(found) > 60
    assert 0 < len(late) < len(found) / 3


# --- Like real ones ------------------------------------------------------------------------------


def test_they_are_like_those_the_method_is_tried_on(filled, today):
    """A mean age of 24.8 at the start and 48 women of 100; the goal's 35 % to work or study."""
    filled(1500)
    rows = Enrolment.objects.select_related("participant")
    started = [row for row in rows if row.started_on]
    out = [row.end_reason for row in rows if row.discharged_on and row.applied_on.year > 2017]

    ages = [age_on(row.participant.birth_date, row.started_on) for row in started]
    assert 24 <= sum(ages) / len(ages) + 0.5 <= 25.6
    assert (min(ages), max(ages) < 65) == (18, True)
    assert 0.44 < sum(row.participant.sex == "woman" for row in rows) / 1500 < 0.52
    assert 0.30 < sum(reason in ("work", "study") for reason in out) / len(out) < 0.40


def test_somebody_stands_at_every_stage(filled):
    filled(1500)

    assert {row.status for row in Enrolment.objects.all()} == set(Status)


def test_units_have_people_in_proportion_to_their_posts(filled):
    filled(570)

    shares = Counter(Enrolment.objects.values_list("unit__key", flat=True))

    assert shares == {
        "aneby": 50, "eksjo": 100, "nassjo": 120, "savsjo": 100, "tranas": 100, "vetlanda": 100,
    }  # fmt: skip


def test_a_coach_follows_as_many_as_one_can_however_many_there_are(filled):
    """A coach is made for every so many people of a unit, of whom twenty to forty are open."""
    filled(1500)
    coaches = Membership.objects.filter(role=Role.COACH)
    followed = Counter(ContactPerson.objects.current().values_list("user", flat=True))
    most = Counter(ContactPerson.objects.values_list("user", flat=True))

    share = followed.total() / 1500
    assert 20 <= share * PER_COACH <= 40
    assert max(followed.values()) <= 40
    assert max(most.values()) <= 1.3 * PER_COACH
    assert set(followed) <= set(coaches.values_list("user", flat=True))


def test_what_a_group_meets_about_does_not_grow_with_the_years_behind_it(filled):
    assert filling.WAY_IN_LAST // filling.WAY_IN_EACH == 100

    filled(1500)
    waiting = Enrolment.objects.open().filter(started_on__isnull=True)

    assert waiting.count() == 1500 // filling.WAY_IN_EACH


# --- Never among real ones -----------------------------------------------------------------------


def test_nobody_is_invented_where_somebody_works_for_real(filled, association):
    member(Role.COACH)

    with pytest.raises(Refused, match="not invented"):
        filled(10)

    assert not Participant.objects.exists()


def test_nobody_is_invented_among_people_who_are_there(filled, association):
    EnrolmentFactory()

    with pytest.raises(Refused, match="not invented"):
        filled(10)

    assert Participant.objects.count() == 1


def test_a_real_association_is_not_touched_by_what_is_refused(association):
    member(Role.COACH)
    wall.enter(None)

    with pytest.raises(Refused):
        fill(association=association.name, people=10, seed=1, today=date(2026, 3, 11), workers=1)

    wall.enter(association.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM programmes_programmeversion")
        assert cursor.fetchone()[0] == 0


def test_their_accounts_open_with_no_password(filled):
    filled(10)

    users = User.objects.filter(email__endswith=".example")
    assert users
    assert all(user.is_demo and not user.has_usable_password() for user in users)


def test_two_seeds_do_not_mix(filled):
    filled(10, seed=7)

    with pytest.raises(Refused, match="come from seed 7"):
        filled(20, seed=70)

    assert Participant.objects.count() == 10


def test_there_are_numbers_for_so_many_and_no_more(filled):
    with pytest.raises(Refused, match="5,000,001"):
        filled(filling.MOST + 1)


def test_one_filling_at_a_time(filled, association, owner_address):
    key = f"stegvis.fill {association.name}"
    with psycopg.connect(**owner_address.conninfo()) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        with pytest.raises(Refused, match="another command"):
            filled(10)
        other.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])

    assert filled(10).made == 10


# --- The command ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stegvis(owner_address, tmp_path_factory):
    """Runs a command on a database of its own, and gives what it says."""
    address = replace(owner_address, name=f"{owner_address.name}_fill")
    query = {"user": address.user, "password": address.password, "host": address.host}
    query |= {"port": address.port, **dict(address.options)}
    environment = os.environ | {
        "STEGVIS_DATABASE_URL": f"postgresql:///{address.name}?{urlencode(query)}",
        "STEGVIS_SECRET_KEY": "only for tests",
        "STEGVIS_DATA": str(tmp_path_factory.mktemp("data")),
    }

    def stegvis(*words: str, popen=subprocess.run):
        # Batches small enough that a few people keep both workers busy.
        start = """import sys; from stegvis.site import cli; cli.open_database()
from stegvis.demo import fill; fill.BATCH = 50; sys.exit(cli.main())"""
        command = [sys.executable, "-c", start, *words]
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return popen(command, cwd=Path(__file__).parents[2], env=environment, **piped)

    stegvis.address = address
    yield stegvis
    drop(address)


@contextmanager
def inside_its_database(stegvis):
    """A cursor of the owner, stepped into the one association there is."""
    with psycopg.connect(**stegvis.address.conninfo()) as owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('stegvis.association', id::text, false) FROM access_association"
        )
        yield cursor


def test_the_command_fills_so_that_all_agrees_and_the_goal_is_about_met(stegvis, filled):
    day = timezone.localdate()
    first = stegvis("demo", "fill", "--people", "300", "--seed", "7")
    more = stegvis("demo", "fill", "--people", "700", "--seed", "7")
    verified = stegvis("verify")
    period = ["--from", f"{day.year - 7}-01-01", "--to", day.isoformat()]
    figures = stegvis("figures", "se-hoglandet", *period, "--format", "json")
    with inside_its_database(stegvis) as cursor:
        by_two = told(cursor)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[:2] == [
        "Made the association Höglandets samordningsförbund.", "Published se-hoglandet 2023.",
    ]  # fmt: skip
    assert more.stdout.startswith("Made 400 of 700 people in ")
    assert (verified.returncode, verified.stdout) == (0, "Everything agrees.\n")
    found = {figure["id"]: figure for figure in json.loads(figures.stdout)["figures"]}
    assert 0.30 < found["work_or_study_at_discharge"]["value"] < 0.40
    filled(700, day=day)
    assert digests() == by_two


def test_the_command_refuses_with_two_and_writes_nothing(stegvis):
    refused = stegvis("demo", "fill", "--people", "20", "--association", " ")
    misspelt = stegvis("demo", "fill", "--people", "många")

    assert (refused.returncode, misspelt.returncode) == (2, 2)
    assert refused.stderr.endswith("Nothing was written.\n")
    assert "'många' is not a whole number" in misspelt.stderr


def _people(owner) -> int:
    """How many there are in the association that is being filled, as far as it is there."""
    owner.execute(
        "SELECT set_config('stegvis.association', id::text, false) FROM access_association"
        " WHERE name = 'Avbrutet'"
    )
    counted = "SELECT count(*) FROM participants_participant WHERE association_id ="
    return owner.execute(f"{counted} stegvis_association()").fetchone()[0]


def test_one_that_is_interrupted_leaves_whole_people_and_goes_on(stegvis):
    asked = ["demo", "fill", "--people", "1500", "--association", "Avbrutet", "--seed", "7"]
    assert stegvis(*asked[:3], "50", *asked[4:]).returncode == 0

    running = stegvis(*asked, popen=subprocess.Popen)
    with psycopg.connect(**stegvis.address.conninfo(), autocommit=True) as owner:
        while running.poll() is None and _people(owner) == 50:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _said, told = running.communicate()
        left = _people(owner)
        again = stegvis(*asked)

        assert running.returncode == 0 or (running.returncode, told) in [
            (130, STOPPED), (130, STOPPED_DERIVING),
        ]  # fmt: skip
        assert left % 50 == 0
        assert again.stdout.startswith(f"Made {1500 - left:,} of 1,500 people")
        assert _people(owner) == 1500


STOPPED = "Stopped. The same command goes on from here.\n"
STOPPED_DERIVING = "Stopped. ”stegvis rederive” goes on from here.\n"


def test_what_is_due_is_derived_by_two_workers_and_one_that_is_stopped_goes_on(stegvis):
    stegvis("demo", "fill", "--people", "1500", "--association", "Avbrutet", "--seed", "7")
    asked = ["rederive", "--all", "--association", "Avbrutet", "--programme", "se-hoglandet"]

    whole = stegvis(*asked)
    running = stegvis(*asked, popen=subprocess.Popen)
    with psycopg.connect(**stegvis.address.conninfo(), autocommit=True) as owner:
        _step_in(owner)
        while running.poll() is None and not _marked(owner):
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        _said, told = running.communicate()
        rest = stegvis("rederive")

        assert whole.stdout.startswith("Derived what is due for 1,500 people in ")
        assert running.returncode == 0 or (running.returncode, told) == (130, STOPPED_DERIVING)
        assert rest.returncode == 0
        assert not _marked(owner)
    assert stegvis("verify").stdout.splitlines()[-1] == "Everything agrees."


def _step_in(owner) -> None:
    """Inside the association: the owner of a server's database sees nothing from outside either."""
    owner.execute(
        "SELECT set_config('stegvis.association', id::text, false) FROM access_association"
        " WHERE name = 'Avbrutet'"
    )


def _marked(owner) -> int:
    return owner.execute("SELECT count(*) FROM casework_duestale").fetchone()[0]


def test_a_change_that_is_made_while_somebody_derives_is_not_lost(stegvis):
    """Marked already and changed again: whoever derives does not wait, nor takes the new mark."""
    stegvis("demo", "fill", "--people", "50", "--association", "Avbrutet", "--seed", "7")
    stegvis("rederive")
    change = "UPDATE participants_enrolment SET revision = revision + 1 WHERE id = %s"
    with psycopg.connect(**stegvis.address.conninfo()) as writer:
        _step_in(writer)
        [(number,)] = writer.execute("SELECT max(id) FROM participants_enrolment").fetchall()
        writer.execute(change, [number])
        writer.commit()
        assert _marked(writer) == 1

        writer.execute(change, [number])
        meanwhile = stegvis("rederive")
        writer.commit()

        assert meanwhile.stdout.startswith("Derived what is due for 1 people")
        assert _marked(writer) == 1
    assert stegvis("rederive").stdout.startswith("Derived what is due for 1 people")


def test_a_programme_or_an_association_that_is_not_there_is_refused(stegvis):
    for words in (["--programme", "ingen"], ["--association", "Ingen"]):
        refused = stegvis("rederive", *words)

        assert refused.returncode == 2
        assert refused.stderr.endswith("Nothing was done.\n")
