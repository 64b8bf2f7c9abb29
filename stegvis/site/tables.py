"""The tables, brought to this version: made at once where there are none, else migrated."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from stegvis.site.database import Unusable

#: The connection that owns the tables.
OWNER = "owner"


def behind() -> bool:
    """Whether some migration has not been applied.

    Raises Unusable when another version of Stegvis made the tables: then none may be.
    """
    executor = MigrationExecutor(connections[OWNER])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _refuse_another_version(executor.loader, bool(plan))
    return bool(plan)


def _refuse_another_version(loader: MigrationLoader, behind: bool) -> None:
    """Raise Unusable when what has been applied is not what the migrations here make."""
    applied, known = set(loader.applied_migrations), set(loader.graph.nodes)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("stegvis.")}
    later = sorted(f"{app}.{name}" for app, name in applied - known if app in ours)
    if later:
        raise _made_by_another(f"it has {', '.join(later)}, which this one has not")
    if not applied:
        return
    there = loader.project_state(list(applied & known)).apps if behind else apps
    columns = _columns()
    for model in there.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        table = model._meta.db_table
        expected = {str(field.column) for field in model._meta.local_concrete_fields}
        if unlike := sorted(expected ^ columns.get(table, set())):
            raise _made_by_another(f"{table} differs in {', '.join(unlike)}")


def _made_by_another(how: str) -> Unusable:
    return Unusable(
        f"The tables were made by another version of Stegvis: {how}.\n"
        "Run the version that made them, or let this one begin in another folder, with --data."
    )


def _columns() -> dict[str, set[str]]:
    """The columns of every table there is, by the table's name."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT relname, array_agg(attname::text) FROM pg_attribute"
            " JOIN pg_class ON pg_class.oid = attrelid"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND attnum > 0 AND NOT attisdropped GROUP BY relname"
        )
        return {table: set(names) for table, names in cursor.fetchall()}


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
