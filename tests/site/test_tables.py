"""The tables, made at once in an empty database, are those that the migrations make."""

import os
import subprocess
import sys
from dataclasses import replace
from urllib.parse import urlencode

import psycopg
import pytest
from django.apps import apps
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

from tests.servers import drop

AT_ONCE = "from stegvis.site import cli; cli.open_database()"
#: As a database of an older version is brought up: by the migrations alone, one after another.
ONE_BY_ONE = f"""
from stegvis.site import database
prepare, database.prepare = database.prepare, lambda: None
{AT_ONCE}
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connections["owner"]).ensure_schema()
prepare()
"""
#: What a table is, without the order in which its columns came and the numbers the server gave.
TOLD = {
    "columns": """SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default,
        is_identity, identity_generation, character_maximum_length, numeric_precision
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal""",
    "policies": """SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies""",
    "migrations": "SELECT app, name FROM django_migrations",
}


@pytest.fixture
def made(owner_address, tmp_path):
    """Runs a script on a database of its own, and gives what there is in it then."""
    names = []

    def made(name, script):
        address = replace(owner_address, name=f"{owner_address.name}_{name}")
        names.append(address.name)
        query = {"user": address.user, "password": address.password, "host": address.host}
        query |= {"port": address.port, **dict(address.options)}
        environ = os.environ | {
            "STEGVIS_DATABASE_URL": f"postgresql:///{address.name}?{urlencode(query)}",
            "STEGVIS_SECRET_KEY": "only for tests",
            "STEGVIS_DATA": str(tmp_path),
        }
        subprocess.run([sys.executable, "-c", script], env=environ, check=True)
        with psycopg.connect(**address.conninfo()) as owner:
            roles = {address.name: "NAME"}
            return {
                what: sorted(
                    [[_plain(cell, roles) for cell in row] for row in owner.execute(asked)], key=str
                )
                for what, asked in TOLD.items()
            }

    yield made
    for name in names:
        drop(replace(owner_address, name=name))


def _plain(cell, roles):
    for name, word in roles.items():
        cell = cell.replace(name, word) if isinstance(cell, str) else cell
    return cell


def test_made_at_once_and_migrated_one_by_one_are_the_same(made):
    at_once, one_by_one = made("at_once", AT_ONCE), made("one_by_one", ONE_BY_ONE)

    for what in TOLD:
        assert at_once[what] == one_by_one[what], what
    assert len(at_once["columns"]) > 300
    assert len(at_once["migrations"]) > 30


def test_no_migration_does_what_a_database_made_at_once_would_go_without():
    """What is no table is for ``database.prepare``, which sees to it at every start."""
    loader = MigrationLoader(None)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("stegvis.")}

    for (app, name), migration in loader.disk_migrations.items():
        silent = [step for step in migration.operations if isinstance(step, RunPython | RunSQL)]
        assert app not in ours or not silent, f"{app}.{name}"
    assert ours & {app for app, _name in loader.disk_migrations}
