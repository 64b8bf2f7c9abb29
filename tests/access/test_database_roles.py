"""What the roles of the database cannot do: the one that serves, and the one that figures use."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from psycopg import errors, sql

from stegvis.access import wall
from tests.by_hand import (
    as_reader,
    column,
    make,
    model_of,
    refuses,
    step,
    table,
    two_associations,
)

MODELS = wall.project_models()
IDENTIFIES = [
    (model._meta.db_table, model._meta.get_field(name).column)
    for model in MODELS
    for name in sorted(getattr(getattr(model, "Privacy", None), "identifies", ()))
]


# --- The role that serves ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "climb",
    [
        "SET ROLE {owner}",
        "SET SESSION AUTHORIZATION {owner}",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE {table} OWNER TO {app}",
        "DROP POLICY wall ON {table}",
        "ALTER POLICY wall ON {table} USING (true)",
        "CREATE POLICY open ON {table} USING (true)",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} DISABLE TRIGGER keep_update",
        "DROP TRIGGER keep_update ON {table}",
        "ALTER TABLE {table} DROP CONSTRAINT participants_enrolment_participant_id_wall",
        "TRUNCATE {table}",
        "DROP TABLE {table}",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION stegvis_association() RETURNS bigint LANGUAGE sql"
        " AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NULL; END'",
        "CREATE FUNCTION of_ours() RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "CREATE VIEW of_ours AS SELECT * FROM {table}",
        "CREATE TABLE of_ours AS SELECT * FROM {table}",
        "CREATE SCHEMA of_ours",
        "GRANT {reader} TO {app} WITH ADMIN OPTION",
        "ALTER ROLE {app} BYPASSRLS",
        "ALTER ROLE {app} SUPERUSER",
        "CREATE ROLE of_ours",
        "ALTER DATABASE {database} SET row_security = off",
        "COPY {table} TO PROGRAM 'cat'",
    ],
)
def test_the_role_that_serves_cannot_climb_the_wall(app, climb):
    names = {
        "owner": settings.OWNER.user,
        "app": settings.APP.user,
        "reader": settings.READER_ROLE,
        "database": settings.APP.name,
        "table": "participants_enrolment",
    }
    statement = sql.SQL(climb).format(**{key: sql.Identifier(name) for key, name in names.items()})
    app.execute("SELECT 1")

    with refuses(app, errors.InsufficientPrivilege):
        app.execute(statement)


def test_switching_row_security_off_shows_an_error_and_no_row(app):
    two = two_associations(app)
    step(app, two.theirs)
    make(app, model_of("participants.Enrolment"), two.theirs)
    step(app, two.ours)

    app.execute("SET LOCAL row_security = off")

    with refuses(app, errors.InsufficientPrivilege):
        app.execute("SELECT id FROM participants_enrolment")


def test_the_role_that_serves_can_become_the_reader_and_nobody_else(app):
    roles = column(app, "SELECT rolname FROM pg_roles")

    became = [role for role in roles if _becomes(app, role)]

    assert settings.OWNER.user in roles
    assert sorted(became) == sorted([settings.APP.user, settings.READER_ROLE])


def _becomes(connection: psycopg.Connection, role: str) -> bool:
    """Whether the connection can step into the role; stepping out again leads back to itself."""
    try:
        with connection.transaction():
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
            connection.execute("RESET ROLE")
            assert column(connection, "SELECT current_user") == [settings.APP.user]
    except errors.InsufficientPrivilege:
        return False
    return True


# --- The reader --------------------------------------------------------------------------------


def test_the_columns_that_identify_are_named():
    named = {column for _table, column in IDENTIFIES}

    assert {"given_name", "family_name", "personal_number", "case_number"} <= named


@pytest.mark.parametrize(("name", "hidden"), IDENTIFIES)
def test_the_reader_cannot_read_what_identifies_a_person(app, name, hidden):
    app.execute("SELECT 1")
    with as_reader(app):
        for statement in (
            f'SELECT "{hidden}" FROM {name}',
            f"SELECT * FROM {name}",
            f"SELECT to_jsonb(t) FROM {name} t",
            f'SELECT count(*) FROM {name} WHERE "{hidden}" IS NOT NULL',
            f'SELECT id FROM {name} ORDER BY "{hidden}"',
        ):
            with refuses(app, errors.InsufficientPrivilege):
                app.execute(statement)


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_the_reader_writes_nothing_and_reads_what_figures_need(app, model):
    pk = model._meta.pk.column
    app.execute("SELECT 1")
    with as_reader(app):
        for act in (
            f"INSERT INTO {table(model)} DEFAULT VALUES",
            f'UPDATE {table(model)} SET "{pk}" = "{pk}"',
            f"DELETE FROM {table(model)}",
            f"TRUNCATE {table(model)}",
            f"SELECT 1 FROM {table(model)} FOR UPDATE",
        ):
            with refuses(app, errors.InsufficientPrivilege):
                app.execute(act)
        read = f'SELECT "{pk}" FROM {table(model)}'
        if model._meta.label in wall.READER_MAY_READ:
            app.execute(read)
        else:
            with refuses(app, errors.InsufficientPrivilege):
                app.execute(read)


@pytest.mark.parametrize("label", sorted(wall.READER_MAY_READ))
def test_the_reader_stands_behind_the_same_wall(app, label):
    two = two_associations(app)
    count = f"SELECT count(*) > 0 FROM {table(model_of(label))}"
    step(app, two.theirs)
    make(app, model_of(label), two.theirs)
    with as_reader(app):
        assert column(app, count) == [True]

    step(app, two.ours)

    with as_reader(app):
        assert column(app, count) == [False]
