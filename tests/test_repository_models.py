"""Rules the repository keeps about its models and about the database they make."""

import importlib
import re
import tomllib

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from tests.repository import ROOT, layers, sources

#: Free text and whole documents can hold anything about a person, so they count as personal.
FREE = (models.TextField, models.JSONField, models.EmailField)
#: What a person's case consists of.
CASE = "case"


def our_models():
    """Every concrete model of our own apps."""
    return [m for m in apps.get_models() if m.__module__.startswith("stegvis.")]


def app_of(model):
    return model.__module__.split(".")[1]


def foreign_keys():
    """Every foreign key of our own models that leads to one of our own."""
    return [
        field
        for model in our_models()
        for field in model._meta.get_fields(include_hidden=True)
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and not field.auto_created
        and field.related_model in our_models()
    ]


def said(fields):
    return sorted(f"{field.model.__name__}.{field.name}" for field in fields)


# --- Models --------------------------------------------------------------------------------------


def test_foreign_keys_point_downwards_along_the_layers():
    row = {name: number for number, names in enumerate(layers()) for name in names}

    upwards = [
        field
        for field in foreign_keys()
        if app_of(field.model) != app_of(field.related_model)
        and row[app_of(field.model)] >= row[app_of(field.related_model)]
    ]
    assert foreign_keys()
    assert said(upwards) == []


def test_nothing_that_is_removed_takes_case_data_with_it():
    """Case data goes by retention alone, where it is decided, logged and exempted."""
    keys = [field for field in foreign_keys() if field.model.Privacy.retention == CASE]

    assert keys
    assert said(f for f in keys if f.remote_field.on_delete is not models.PROTECT) == []


def test_nothing_points_at_just_any_model():
    generic = [f for m in our_models() for f in m._meta.private_fields]

    assert said(generic) == []


def test_every_model_says_what_of_it_is_personal_and_how_long_it_is_kept():
    periods = tomllib.loads((ROOT / "definitions" / "retention.toml").read_text(encoding="utf-8"))

    for model in our_models():
        privacy = getattr(model, "Privacy", None)
        assert privacy, f"{model.__name__} lacks class Privacy"
        names = {field.name for field in model._meta.concrete_fields}
        assert set(privacy.personal) <= names, model.__name__
        assert set(getattr(privacy, "identifies", ())) <= names, model.__name__
        assert privacy.retention in periods, f"{model.__name__}: {privacy.retention}"


def test_every_period_of_retention_is_used():
    periods = tomllib.loads((ROOT / "definitions" / "retention.toml").read_text(encoding="utf-8"))

    assert set(periods) == {model.Privacy.retention for model in our_models()}


def test_free_text_in_a_case_counts_as_personal():
    unsaid = [
        field
        for model in our_models()
        if model.Privacy.retention == CASE
        for field in model._meta.concrete_fields
        if isinstance(field, FREE) and field.name not in model.Privacy.personal
    ]

    assert said(unsaid) == []


def test_every_model_with_personal_data_stands_inside_the_wall_or_says_why_not():
    """Accounts belong to people, who may work in several associations: a policy of their own."""
    outside = {
        model.__name__
        for model in our_models()
        if model.Privacy.personal
        and "association_id" not in {field.column for field in model._meta.concrete_fields}
    }

    assert outside == {"User"}


def test_every_constraint_that_a_user_can_meet_has_a_sentence():
    bare = models.CheckConstraint.default_violation_error_message
    silent = [
        constraint.name
        for model in our_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and constraint.violation_error_message == bare
    ]

    assert silent == []


# --- The log -------------------------------------------------------------------------------------


def events():
    """Every event the log knows, by its key: the member that stands for it."""
    from stegvis.audit.log import Events

    for path in sorted((ROOT / "stegvis").glob("*/events.py")):
        importlib.import_module(f"stegvis.{path.parent.name}.events")
    return {member.value: member for kind in Events.__subclasses__() for member in kind}


def test_every_event_has_a_sentence_and_bears_the_name_of_its_app():
    known = events()

    assert known
    for key, event in known.items():
        app = type(event).__module__.split(".")[1]
        assert key == f"{app}.{event.name.lower()}"
        assert " " in str(event.label), f"{key} has no sentence"


def test_every_event_is_recorded_somewhere():
    """An event that nothing records is a promise that the log does not keep."""
    unused = [
        key
        for key, event in events().items()
        if not any(
            re.search(rf"\bEvent\.{event.name}\b", text)
            for name, text in sources()
            if not name.endswith("/events.py")
        )
    ]

    assert unused == []


# --- The database --------------------------------------------------------------------------------

WALLED = """
    SELECT c.relname,
           c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
               SELECT FROM pg_policy p WHERE p.polrelid = c.oid
               AND pg_get_expr(p.polqual, p.polrelid) LIKE '%%stegvis_association()%%'
           ) AS stands
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'association_id'
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
"""


def rows(statement, parameters=()):
    """What a statement on the catalogue gives, as the application role."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def column(statement, parameters=()):
    return [first for first, *_ in rows(statement, parameters)]


def test_every_table_with_an_association_has_a_forced_policy(db):
    tables = dict(rows(WALLED))

    assert tables["participants_enrolment"]
    assert sorted(name for name, stands in tables.items() if not stands) == []


def test_every_one_of_our_tables_has_forced_policies(db):
    """Two know neither association nor person: the list of associations, and counted attempts."""
    forced = set(
        column("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    )

    bare = {model.__name__ for model in our_models() if model._meta.db_table not in forced}
    assert bare == {"Association", "Attempt"}


def test_no_policy_lets_everybody_in(db):
    """Beside the wall itself there are a few policies, each with its reason in access/wall.py."""
    others = rows(
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"
        " AND permissive = 'PERMISSIVE'"
        " AND (qual IS NULL OR qual NOT LIKE '(association_id = %%stegvis_association()%%')"
    )

    assert sorted(others) == [
        ("access_membership", "own"),
        ("access_user", "wall"),
        ("account_emailaddress", "wall"),
        ("account_emailconfirmation", "wall"),
        ("mfa_authenticator", "wall"),
    ]


def test_no_foreign_key_passes_through_the_wall(db):
    """Between tables that have an association, a key carries it: (association_id, key)."""
    walled = set(column(f"SELECT relname FROM ({WALLED}) AS tables"))
    through = rows(
        """
        SELECT con.conrelid::regclass::text, con.confrelid::regclass::text, con.conname,
               array_agg(a.attname::text)
        FROM pg_constraint con
        JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = ANY (con.conkey)
        WHERE con.contype = 'f' GROUP BY 1, 2, 3
        """
    )
    carried = [(one, other, name, cols) for one, other, name, cols in through if other in walled]

    assert carried
    assert [name for _, _, name, columns in carried if "association_id" not in columns] == []


def test_every_foreign_key_between_walled_models_is_a_key_in_the_database_too(db):
    made = {
        (table, name)
        for table, names in rows(
            """
            SELECT con.conrelid::regclass::text, array_agg(a.attname::text)
            FROM pg_constraint con
            JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = ANY (con.conkey)
            WHERE con.contype = 'f' GROUP BY con.oid, 1
            """
        )
        for name in names
    }

    assert said(f for f in foreign_keys() if (f.model._meta.db_table, f.column) not in made) == []


def test_no_table_or_function_belongs_to_a_role_that_serves(db):
    serving = [settings.APP.user, settings.READER_ROLE]
    owned = column(
        "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = ANY (%s)"
        " UNION SELECT proname FROM pg_proc WHERE pg_get_userbyid(proowner) = ANY (%s)",
        [serving, serving],
    )

    assert owned == []


def test_the_roles_that_serve_can_neither_bypass_the_wall_nor_become_one_that_can(db):
    powers = rows(
        """
        SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
        FROM pg_roles WHERE pg_has_role(%s, oid, 'MEMBER')
        """,
        [settings.APP.user],
    )

    assert column("SELECT current_user") == [settings.APP.user]
    assert sorted(powers) == sorted([(settings.APP.user, False), (settings.READER_ROLE, False)])


def test_every_view_asks_as_the_one_who_looks(db):
    views = dict(
        rows(
            "SELECT relname, coalesce(reloptions::text, '') LIKE '%%security_invoker=true%%'"
            " FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
        )
    )

    assert views
    assert sorted(name for name, asks in views.items() if not asks) == []


def test_no_function_of_ours_runs_as_its_owner(db):
    definers = column(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )

    assert definers == []


def test_the_reader_can_write_nothing_and_read_nothing_that_identifies_a_person(db):
    writable = column(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v')"
        " AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(%s, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')",
        [settings.READER_ROLE],
    )
    readable = set(
        rows(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
            " AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT')",
            [settings.READER_ROLE],
        )
    )
    hidden = {
        (model._meta.db_table, field.column)
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.name in getattr(model.Privacy, "identifies", ())
        or (field.name in model.Privacy.personal and isinstance(field, FREE))
    }

    assert writable == []
    assert ("participants_enrolment", "started_on") in readable
    assert readable & hidden == set()


@pytest.mark.parametrize("table", ["audit_entry", "audit_change", "audit_seal"])
def test_the_log_takes_rows_and_never_alters_one(db, table):
    may = [
        verb
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
        if rows("SELECT has_table_privilege(%s, %s, %s)", [settings.APP.user, table, verb])[0][0]
    ]

    assert may == []


@pytest.mark.parametrize("table", ["audit_entry", "audit_change", "audit_seal"])
@pytest.mark.parametrize(
    "act", ["UPDATE {} SET association_id = 1", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_not_even_the_owner_alters_the_log(db, table, act):
    """The owner passes the wall, so a row of its own making is there to be altered."""
    with psycopg.connect(**settings.OWNER.conninfo()) as owner:
        owner.execute("SELECT set_config('stegvis.association', '1', true)")
        for statement in ROW_OF[table]:
            owner.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(act.format(table))
        owner.rollback()


#: One row in each table of the log, taken back with its transaction.
ROW_OF = {
    "audit_entry": [
        'INSERT INTO audit_entry (association_id, role, event, "on", details)'
        " VALUES (1, '', 'access.signed_in', '', '{}')"
    ],
    "audit_change": [
        'INSERT INTO audit_change (association_id, "table", "row", before)'
        " VALUES (1, 'x', 1, '{}')"
    ],
    "audit_seal": [
        "INSERT INTO audit_seal (association_id, until, entries, changes, digest)"
        " VALUES (1, now(), 0, 0, '')"
    ],
}


def test_every_change_to_personal_data_is_kept(db):
    kept = set(
        rows(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgname IN ('keep_update', 'keep_delete') AND tgenabled <> 'D'"
        )
    )
    personal = {
        model._meta.db_table
        for model in our_models()
        if model.Privacy.personal and model.Privacy.retention == CASE
    } - {"audit_change"}

    assert personal
    for table in sorted(personal):
        assert {(table, "keep_update"), (table, "keep_delete")} <= kept, table
