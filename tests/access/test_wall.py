"""The wall, tried by plain SQL as the role that serves: every table, from another association.

Nothing is listed by hand. A table is tried the moment its model exists.
"""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from psycopg import errors

from stegvis.access import wall
from stegvis.access.models import WalledForeignKey, WalledOneToOne
from tests.by_hand import (
    as_reader,
    column,
    make,
    model_of,
    refuses,
    step,
    stored,
    table,
    two_associations,
)

WALLED = [model for model in wall.project_models() if wall.walled(model)]
KEYS = [
    (model, field)
    for model in WALLED
    for field in model._meta.concrete_fields
    if isinstance(field, WalledForeignKey | WalledOneToOne)
]

every_walled_table = pytest.mark.parametrize(
    "model", WALLED, ids=[model._meta.label for model in WALLED]
)
every_walled_key = pytest.mark.parametrize(
    ("model", "field"), KEYS, ids=[f"{model._meta.label}.{field.name}" for model, field in KEYS]
)


def test_the_tables_that_are_tried_are_all_that_have_an_association(app):
    with_association = column(
        app,
        "SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE attname = 'association_id' AND NOT attisdropped AND relkind IN ('r', 'p')"
        " AND relnamespace = 'public'::regnamespace",
    )

    assert len(WALLED) > 20
    assert sorted(with_association) == sorted(model._meta.db_table for model in WALLED)


@every_walled_table
def test_another_association_s_row_cannot_be_seen(app, model):
    two = two_associations(app)
    step(app, two.theirs)
    row = make(app, model, two.theirs)
    assert stored(app, model, row)

    step(app, two.ours)

    assert column(app, f"SELECT id FROM {table(model)}") == []
    assert column(app, f"SELECT count(*) FROM {table(model)} WHERE id = %s", [row]) == [0]


@every_walled_table
def test_another_association_s_row_cannot_be_altered_or_removed(app, model):
    two = two_associations(app)
    step(app, two.theirs)
    row = make(app, model, two.theirs)
    before = stored(app, model, row)

    step(app, two.ours)
    for act in ("UPDATE {} SET association_id = association_id", "DELETE FROM {}"):
        if wall.append_only(model):
            with refuses(app, errors.InsufficientPrivilege):
                app.execute(act.format(table(model)))
        else:
            assert app.execute(act.format(table(model))).rowcount == 0

    step(app, two.theirs)
    assert stored(app, model, row) == before


@every_walled_table
def test_a_row_cannot_be_made_in_another_association(app, model):
    two = two_associations(app)
    step(app, two.theirs)
    targets = {
        field.column: make(app, field.related_model, two.theirs)
        for holder, field in KEYS
        if holder is model
    }

    step(app, two.ours)

    with refuses(app, errors.InsufficientPrivilege, match="row-level security"):
        make(app, model, two.theirs, **targets)


@every_walled_table
def test_a_row_cannot_be_moved_to_another_association(app, model):
    two = two_associations(app)
    step(app, two.ours)
    row = make(app, model, two.ours)

    move = f"UPDATE {table(model)} SET association_id = %s WHERE id = %s"
    with refuses(app, errors.InsufficientPrivilege):
        app.execute(move, [two.theirs, row])


@every_walled_key
def test_a_key_cannot_point_at_another_association_s_row(app, model, field):
    two = two_associations(app)
    step(app, two.theirs)
    target = make(app, field.related_model, two.theirs)

    step(app, two.ours)

    with refuses(app, errors.ForeignKeyViolation, match="wall"):
        make(app, model, two.ours, **{field.column: target})
    if not wall.append_only(model):
        row = make(app, model, two.ours)
        point = f'UPDATE {table(model)} SET "{field.column}" = %s WHERE id = %s'
        with refuses(app, errors.ForeignKeyViolation, match="wall"):
            app.execute(point, [target, row])


@every_walled_table
def test_outside_every_association_nothing_is_there_and_nothing_can_be_made(app, model):
    two = two_associations(app)
    step(app, two.theirs)
    make(app, model, two.theirs)

    step(app, None)

    assert column(app, f"SELECT id FROM {table(model)}") == []
    with refuses(app, errors.InsufficientPrivilege):
        make(app, model, two.theirs)


@pytest.mark.parametrize("table_", ["audit_entry", "audit_change"])
def test_inside_an_association_nothing_is_logged_as_belonging_to_none(app, table_):
    """Nobody there would ever read it. Outside, where signing in is logged, it is what there is."""
    two = two_associations(app)
    columns, values = {
        "audit_entry": ('event, role, "on", details', "'x', '', '', '{}'"),
        "audit_change": ('"table", "row", before', "'x', 1, '{}'"),
    }[table_]
    insert = f"INSERT INTO {table_} (association_id, {columns}) VALUES (NULL, {values})"

    step(app, two.ours)
    with refuses(app, errors.InsufficientPrivilege):
        app.execute(insert)

    step(app, None)
    assert app.execute(insert).rowcount == 1


def test_what_is_no_association_lets_nobody_in(app):
    """A setting that is not a number is an error and not a way round."""
    two = two_associations(app)
    step(app, two.theirs)
    make(app, model_of("participants.Enrolment"), two.theirs)

    for setting in (f"{two.theirs} OR true", "*", " ", "NULL"):
        app.execute("SELECT set_config('stegvis.association', %s, true)", [setting])
        with refuses(app, errors.InvalidTextRepresentation):
            app.execute("SELECT id FROM participants_enrolment")


def test_where_one_is_ends_with_the_transaction(app):
    """What one request stepped into is not there for the next one on the same connection."""
    step(app, 1, 1)
    app.rollback()
    after_failure = app.execute("SELECT stegvis_association(), stegvis_actor(), stegvis_how()")
    assert after_failure.fetchone() == (None, None, "sql")

    step(app, 1, 1)
    app.commit()
    after_success = app.execute("SELECT stegvis_association(), stegvis_actor(), stegvis_how()")
    assert after_success.fetchone() == (None, None, "sql")


def test_a_view_shows_one_association_alone(app):
    two = two_associations(app)
    views = column(
        app,
        "SELECT relname FROM pg_class"
        " WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace",
    )
    step(app, two.theirs)
    make(app, model_of("participants.Enrolment"), two.theirs)

    assert views
    for view in views:
        assert column(app, f'SELECT count(*) FROM "{view}"') == [1], view
    step(app, two.ours)
    for view in views:
        assert column(app, f'SELECT count(*) FROM "{view}"') == [0], view
        with as_reader(app):
            assert column(app, f'SELECT count(*) FROM "{view}"') == [0], view


def test_an_owner_that_is_no_superuser_stands_behind_the_wall_too(owner):
    """Row-level security is forced: it binds whoever owns the table. A superuser passes it all."""
    two = two_associations(owner)
    step(owner, two.theirs)
    make(owner, model_of("participants.Enrolment"), two.theirs)
    [passes] = column(
        owner, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )

    step(owner, two.ours)

    seen = column(owner, "SELECT count(*) FROM participants_enrolment")
    assert seen == ([1] if passes else [0])


def test_a_connection_that_has_stepped_nowhere_sees_nothing(db):
    with psycopg.connect(**settings.APP.conninfo()) as fresh:
        seen = [column(fresh, f"SELECT count(*) FROM {table(model)}") for model in WALLED]

    assert seen == [[0]] * len(WALLED)
