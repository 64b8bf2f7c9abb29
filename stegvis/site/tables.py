"""The tables, brought to this version: made at once where there are none, else migrated."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

#: The connection that owns the tables.
OWNER = "owner"


def behind() -> bool:
    """Whether some migration has not been applied."""
    executor = MigrationExecutor(connections[OWNER])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bring_up(verbosity: int = 0) -> None:
    """Make or migrate the tables. What fails leaves the database as it was.

    Migrations replayed one by one take seconds, most of it to picture every state in between; where
    there is nothing to keep, the last one is made straight away. That both ways lead to the same
    tables is held by ``tests/site/test_tables.py``.
    """
    if MigrationRecorder(connections[OWNER]).has_table():
        call_command("migrate", database=OWNER, verbosity=verbosity, interactive=False)
    else:
        make_all()
        emit_post_migrate_signal(verbosity=verbosity, interactive=False, db=OWNER)


def make_all() -> None:
    """Every table as the last migration leaves it, and every migration noted as applied."""
    connection = connections[OWNER]
    loader = MigrationExecutor(connection).loader
    with transaction.atomic(using=OWNER):
        # Foreign keys are added when all tables are there, so that their order does not matter.
        with connection.schema_editor() as editor:
            for model in loader.project_state().apps.get_models():
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        recorder = MigrationRecorder(connection)
        for app, name in loader.disk_migrations:
            recorder.record_applied(app, name)
