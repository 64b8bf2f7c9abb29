"""The trace: what every change replaced, by whom, when and how, whichever way the change came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from psycopg import errors
from psycopg.types.json import Jsonb

from stegvis.access import wall
from stegvis.access.models import Association, User
from stegvis.access.roles import Role
from stegvis.audit.models import Change, Entry
from stegvis.intake.models import Application
from stegvis.participants.models import Participant
from tests.by_hand import column, make, refuses, step, stored, table, two_associations
from tests.factories import (
    ConsentFactory,
    EnrolmentFactory,
    ParticipantFactory,
    UnitFactory,
    client_for,
    member,
)

LOG = ["audit_entry", "audit_change", "audit_seal"]


def is_kept(model: Any) -> bool:
    """Whether the model says that something of it is personal, and its rows can be altered."""
    personal = getattr(getattr(model, "Privacy", None), "personal", ())
    return bool(personal) and not wall.append_only(model)


KEPT = [model for model in wall.project_models() if is_kept(model)]
every_kept_table = pytest.mark.parametrize("model", KEPT, ids=[m._meta.label for m in KEPT])


def passing(model: Any) -> set[str]:
    """The columns of the model whose changes are not kept."""
    return {model._meta.get_field(n).column for n in getattr(model.Privacy, "passing", ())}


# --- Every table, by SQL -----------------------------------------------------------------------


def test_every_table_with_personal_data_has_its_history_switched_on(app):
    switched_on = app.execute(
        "SELECT tgrelid::regclass::text, array_agg(tgname::text ORDER BY tgname) FROM pg_trigger"
        " WHERE tgenabled = 'O' AND tgfoid IN"
        " ('audit_keep'::regproc, 'audit_refuse_emptying'::regproc) GROUP BY 1"
    )

    assert {User, Participant, Application} <= set(KEPT)
    assert dict(switched_on.fetchall()) == {
        model._meta.db_table: ["keep_all", "keep_delete", "keep_update"] for model in KEPT
    }


def other_value(field: Any, now: Any) -> Any:
    """A value for the column that is not what it holds."""
    if isinstance(field, models.BooleanField):
        return not now
    if isinstance(field, models.DateField):
        return date(2031, 5, 17)
    if isinstance(field, models.JSONField):
        return Jsonb({"changed": ["å", None, 1]})
    if isinstance(field, models.IntegerField):
        return 77
    if field.get_internal_type() == "ArrayField":
        return ["changed", "twice"]
    return next((v for v, _ in field.flatchoices if v != now), "changed"[: field.max_length])


#: What is personal in them passes without a history, or is a key to somewhere else.
NOTHING_TO_ALTER = {"access.Draft", "participants.ConsentParty"}


@every_kept_table
def test_a_change_by_sql_leaves_what_was_and_what_came(app, model):
    """Each personal column in turn. What another column forbids is refused and leaves nothing."""
    two = two_associations(app)
    step(app, two.ours, 4711)
    row = make(app, model, two.ours)
    fields = [model._meta.get_field(name) for name in sorted(model.Privacy.personal)]
    kept = 0

    for field in (f for f in fields if not f.is_relation and f.column not in passing(model)):
        before = stored(app, model, row)
        change = f'UPDATE {table(model)} SET "{field.column}" = %s WHERE id = %s'
        try:
            with app.transaction():
                app.execute(change, [other_value(field, before[field.column]), row])
        except (errors.CheckViolation, errors.ExclusionViolation):
            continue
        kept += 1
        after = stored(app, model, row)
        latest = app.execute(
            'SELECT association_id, by, how, "row", before, after FROM audit_change'
            ' WHERE "table" = %s ORDER BY id DESC LIMIT 1',
            [model._meta.db_table],
        ).fetchone()
        assert latest == (
            two.ours,
            4711,
            "sql",
            row,
            {field.column: before[field.column]},
            {field.column: after[field.column]},
        )
        assert before != after

    assert kept or model._meta.label in NOTHING_TO_ALTER
    assert column(app, "SELECT count(*) FROM audit_change") == [kept]


@every_kept_table
def test_what_was_removed_is_kept_whole(app, model):
    two = two_associations(app)
    step(app, two.ours, 4711)
    row = make(app, model, two.ours)
    before = stored(app, model, row)

    app.execute(f"DELETE FROM {table(model)} WHERE id = %s", [row])

    kept = app.execute(
        'SELECT by, how, "table", "row", before, after, at <= clock_timestamp() FROM audit_change'
    )
    whole = {key: value for key, value in before.items() if key not in passing(model)}
    assert kept.fetchall() == [(4711, "sql", model._meta.db_table, row, whole, None, True)]


@every_kept_table
def test_a_table_with_personal_data_is_not_emptied_at_a_stroke(owner, model):
    """Not even by the owner: TRUNCATE passes the triggers of rows by."""
    owner.execute("SELECT 1")
    with refuses(owner, errors.InsufficientPrivilege, match="would leave no history"):
        owner.execute(f"TRUNCATE {table(model)} CASCADE")


@pytest.mark.parametrize("name", LOG)
@pytest.mark.parametrize(
    "act",
    ["UPDATE {} SET association_id = association_id", "DELETE FROM {}", "TRUNCATE {}"],
)
def test_nobody_alters_the_log(app, owner, name, act):
    """Neither the role that serves, which may not, nor the owner, whom a trigger stops."""
    [model] = [model for model in wall.project_models() if model._meta.db_table == name]
    for asking in (app, owner):
        two = two_associations(asking)
        step(asking, two.ours)
        make(asking, model, two.ours)
        with refuses(asking, errors.InsufficientPrivilege):
            asking.execute(act.format(name))
        asking.rollback()


# --- Ways round it -----------------------------------------------------------------------------


@pytest.fixture
def person(app) -> int:
    """Somebody on file, in the association that the connection is inside of."""
    two = two_associations(app)
    step(app, two.ours, 4711)
    return make(app, Participant, two.ours)


@pytest.mark.parametrize(
    "way",
    [
        "UPDATE participants_participant SET municipality = 'Nässjö'",
        "WITH changed AS (UPDATE participants_participant SET municipality = 'Nässjö' RETURNING id)"
        " SELECT count(*) FROM changed",
        "INSERT INTO participants_participant SELECT * FROM participants_participant"
        " ON CONFLICT (id) DO UPDATE SET municipality = 'Nässjö'",
        "MERGE INTO participants_participant p USING (SELECT 1) one ON true"
        " WHEN MATCHED THEN UPDATE SET municipality = 'Nässjö'",
        "DO $$ BEGIN UPDATE participants_participant SET municipality = 'Nässjö'; END $$",
    ],
)
def test_every_way_to_alter_a_row_is_kept(app, person, way):
    app.execute(way)

    kept = app.execute('SELECT "row", before, after FROM audit_change').fetchall()
    assert kept == [(person, {"municipality": ""}, {"municipality": "Nässjö"})]


def test_a_temporary_table_does_not_take_the_history_s_place(app, person):
    app.execute("CREATE TEMPORARY TABLE audit_change (LIKE public.audit_change)")

    app.execute("UPDATE participants_participant SET municipality = 'Nässjö'")

    assert column(app, 'SELECT "row" FROM public.audit_change') == [person]
    assert column(app, "SELECT count(*) FROM audit_change") == [0]


def test_a_row_that_is_given_another_number_is_kept_whole(app, person):
    before = stored(app, Participant, person)

    app.execute("UPDATE participants_participant SET id = id + 1000000")

    kept = app.execute('SELECT "row", before, after FROM audit_change').fetchall()
    assert kept == [(person, before, None)]


def test_a_change_that_was_undone_left_nothing_and_a_change_to_the_same_is_none(app, person):
    with refuses(app, errors.DivisionByZero):
        app.execute("UPDATE participants_participant SET municipality = 'Nässjö'")
        app.execute("SELECT 1 / 0")
    app.execute("UPDATE participants_participant SET municipality = municipality")

    assert column(app, "SELECT count(*) FROM audit_change") == [0]


def test_the_owner_s_own_sql_is_kept_as_everybody_s(owner):
    two = two_associations(owner)
    step(owner, two.ours)
    row = make(owner, Participant, two.ours)

    owner.execute(
        "UPDATE participants_participant SET municipality = 'Nässjö' WHERE id = %s", [row]
    )

    kept = owner.execute(
        'SELECT association_id, by, how, before FROM audit_change WHERE "row" = %s', [row]
    ).fetchall()
    assert kept == [(two.ours, None, "sql", {"municipality": ""})]


# --- By whom and how ---------------------------------------------------------------------------

pages = pytest.mark.usefixtures("association")


def only_change() -> tuple[Any, ...]:
    [kept] = Change.objects.all()
    assert timezone.now() - kept.at < timedelta(minutes=1)
    return kept.table, kept.row, kept.before, kept.after, kept.by, kept.how


@pages
def test_a_change_by_form_is_kept_with_who_sent_it():
    consent = ConsentFactory(enrolment__ongoing=True, starts_on=date(2020, 1, 1), ends_on=None)
    coach = member(Role.COACH)
    today = timezone.localdate().isoformat()

    answer = client_for(coach).post(
        reverse("intake:withdraw_consent", args=[consent.pk]), {"once": uuid4(), "on": today}
    )

    assert answer.status_code == 302
    what = ({"withdrawn_on": None}, {"withdrawn_on": today})
    assert only_change() == ("participants_consent", consent.pk, *what, coach.pk, "form")


@pages
def test_a_change_by_import_is_kept_as_one(association):
    someone = ParticipantFactory()
    coach = member(Role.COACH)

    with wall.inside(association, coach, how="import"):
        Participant.objects.update(municipality="Nässjö")
        made = ParticipantFactory()

    what = ({"municipality": "Eksjö"}, {"municipality": "Nässjö"})
    assert only_change() == ("participants_participant", someone.pk, *what, coach.pk, "import")
    made.refresh_from_db()
    assert (made.made_by, made.made_how) == (coach.pk, "import")


@pages
def test_a_change_by_sql_by_hand_is_kept_as_one(association):
    someone = ParticipantFactory()
    step_out(association)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE participants_participant SET given_name = 'Bo'")
        cursor.execute(
            "INSERT INTO participants_participant (association_id, ref, sex, given_name,"
            " family_name, municipality, protected) VALUES (%s, 'x', 'man', '', '', '', false)"
            " RETURNING made_by, made_how, made_at <= clock_timestamp()",
            [association.pk],
        )
        assert cursor.fetchone() == (None, "sql", True)

    what = ({"given_name": "Alva"}, {"given_name": "Bo"})
    assert only_change() == ("participants_participant", someone.pk, *what, None, "sql")


def step_out(association: Association) -> None:
    """Nobody acts, and nothing says how: as whoever opens a prompt has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('stegvis.actor', '', true), set_config('stegvis.how', '', true)"
        )


@pages
def test_changes_of_many_at_once_are_kept_one_by_one():
    people = [ParticipantFactory(municipality=name) for name in ("Aneby", "Eksjö", "Nässjö")]

    Participant.objects.update(municipality="Tranås")
    for one in people:
        one.municipality = "Vetlanda"
    Participant.objects.bulk_update(people, ["municipality"])
    Participant.objects.bulk_create(
        [
            Participant(
                association_id=one.association_id, ref=one.ref, sex=one.sex, municipality="Sävsjö"
            )
            for one in people
        ],
        update_conflicts=True,
        unique_fields=["association", "ref"],
        update_fields=["municipality"],
    )

    rows = [one.pk for one in people]
    for row, first in zip(rows, ("Aneby", "Eksjö", "Nässjö"), strict=True):
        changes = Change.objects.filter(row=row).order_by("pk")
        assert [change.before["municipality"] for change in changes] == [
            first,
            "Tranås",
            "Vetlanda",
        ]
        assert changes.last().after == {"municipality": "Sävsjö"}


@pages
def test_a_password_is_not_in_the_history_and_a_name_is(association):
    user = member(Role.COACH, name="Ann")

    user.set_password("fyra lugna gula hästar")
    user.last_login = timezone.now()
    user.save()
    assert not Change.objects.exists()
    user.name = "Anna"
    user.save()

    what = ({"name": "Ann"}, {"name": "Anna"})
    assert only_change()[:4] == ("access_user", user.pk, *what)
    assert Change.objects.get().association_id == association.pk


# --- Played backwards --------------------------------------------------------------------------

text = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=5,
)
days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
someone = st.fixed_dictionaries(
    {},
    optional={
        "given_name": text,
        "municipality": text,
        "birth_date": days,
        "birth_year": st.none() | st.integers(1900, 2100),
        "protected": st.booleans(),
        "sex": st.sampled_from(["woman", "man", "other", "unknown"]),
    },
)
applied = st.fixed_dictionaries(
    {},
    optional={
        "stated": st.dictionaries(text, plain, max_size=3),
        "criteria": st.dictionaries(text, plain, max_size=3),
        "need": text,
        "read_decided_on": days,
    },
)
ways = st.sampled_from(["save", "update", "bulk_update"])


def whole(row: models.Model) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT to_jsonb(t)::text FROM {table(type(row))} t WHERE id = %s", [row.pk]
        )
        return models.JSONField().from_db_value(cursor.fetchone()[0], None, connection)


def alter(row: models.Model, fields: dict[str, Any], way: str) -> None:
    """Write the fields in one of the ways that the program writes in."""
    for name, value in fields.items():
        setattr(row, name, value)
    if way == "save":
        row.save()
    elif fields and way == "update":
        type(row)._default_manager.filter(pk=row.pk).update(**fields)
    elif fields:
        type(row)._default_manager.bulk_update([row], list(fields))


def played_backwards(row: models.Model) -> dict[str, Any]:
    """The first state of the row, from what it is now and what its changes replaced."""
    state = whole(row)
    changes = Change.objects.filter(table=row._meta.db_table, row=row.pk).order_by("-pk")
    for change in changes:
        assert {key: state[key] for key in change.after} == change.after
        assert change.before.keys() == change.after.keys()
        assert all(change.before[key] != change.after[key] for key in change.before)
        state |= change.before
    return state


@pages
@run(max_examples=40)
@given(acts=st.lists(st.tuples(someone, ways), max_size=6))
def test_a_person_s_changes_played_backwards_give_the_first_state(acts):
    with transaction.atomic():
        row = ParticipantFactory(ref=str(uuid4()))
        first = whole(row)
        for fields, way in acts:
            alter(row, fields, way)

        assert played_backwards(row) == first


@pages
@run(max_examples=40)
@given(acts=st.lists(st.tuples(applied, ways), max_size=6))
def test_an_application_s_changes_played_backwards_give_the_first_state(acts):
    with transaction.atomic():
        enrolment = EnrolmentFactory(case_number=str(uuid4()))
        row = Application.objects.create(
            association=enrolment.association,
            programme=enrolment.programme,
            unit=enrolment.unit,
            organisation=enrolment.referred_by,
            written_by=member(Role.REFERRER),
        )
        first = whole(row)
        for fields, way in acts:
            alter(row, fields, way)

        assert played_backwards(row) == first


# --- Openings ----------------------------------------------------------------------------------


@pages
def test_opening_a_record_is_logged_once_and_a_list_is_no_opening():
    enrolment = EnrolmentFactory(ongoing=True)
    coach = member(Role.COACH)
    browser = client_for(coach)

    assert browser.get(reverse("casework:caseload")).status_code == 200
    assert not Entry.objects.filter(event="access.record_opened").exists()
    assert browser.get(reverse("casework:case", args=[enrolment.pk])).status_code == 200

    [opening] = Entry.objects.filter(event="access.record_opened")
    assert (opening.actor, opening.role) == (coach.pk, "coach")
    assert (opening.enrolment, opening.participant) == (enrolment.pk, enrolment.participant_id)
    assert opening.association_id == enrolment.association_id


@pages
def test_what_could_not_be_opened_is_no_opening():
    enrolment = EnrolmentFactory(ongoing=True)
    elsewhere = member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås"))

    answer = client_for(elsewhere).get(reverse("casework:case", args=[enrolment.pk]))

    assert answer.status_code == 404
    assert not Entry.objects.filter(event="access.record_opened").exists()


@pages
def test_a_list_that_was_shown_is_logged_where_it_was_shown(association):
    EnrolmentFactory()

    client_for(member(Role.COACH)).get(reverse("intake:incoming"))

    shown = Entry.objects.filter(event__endswith="list_shown")
    assert [entry.association_id for entry in shown] == [association.pk]


def test_a_page_that_fails_leaves_neither_change_nor_opening(association, monkeypatch):
    """What was not shown was not read, and what was not finished did not happen."""
    enrolment = EnrolmentFactory(ongoing=True)
    browser = client_for(member(Role.COACH))
    browser.raise_request_exception = False
    monkeypatch.setattr("stegvis.casework.views.case.about", lambda *_: 1 / 0)

    answer = browser.get(reverse("casework:case", args=[enrolment.pk]))

    assert answer.status_code == 500
    assert not Entry.objects.filter(event="access.record_opened").exists()
