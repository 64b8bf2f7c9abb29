"""The wall between associations, built in the database from the models themselves.

Every table with an association gets forced row-level security, foreign keys that carry the
association with them, and only the rights the application needs. Nothing here is listed by hand:
a new model is inside the wall the moment it exists, and a table the wall has not been built around
cannot be read by the application at all, since rights are granted here too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models, transaction

from stegvis.access.gaps import gaps
from stegvis.access.models import Association, User, WalledForeignKey, WalledOneToOne
from stegvis.audit import sql as audit_sql
from stegvis.audit.models import Change, Entry

#: What figures are computed from. Columns that identify a person (``Privacy.identifies``) are
#: not among them, so that no expression in a definition can reach one.
READER_MAY_READ = {
    "access.Organisation",
    "access.Unit",
    "programmes.Programme",
    "programmes.ProgrammeVersion",
    "participants.Participant",
    "participants.Enrolment",
    "intake.Exemption",
    "casework.Livelihood",
    "casework.Occupation",
    "casework.Phase",
}

#: What a page that nobody has signed in to may read (`at_the_door`): whom it is about to write to,
#: and the plan. Nothing about anybody.
DOOR_MAY_READ = {
    "access.Organisation",
    "access.Unit",
    "programmes.Programme",
    "programmes.ProgrammeVersion",
}

#: How somebody acts who has not signed in.
FROM_OUTSIDE = "public"


# --- Stepping inside ---------------------------------------------------------------------------


def enter(association: int | str | None, actor: int | str | None = None, how: str = "form") -> None:
    """Step inside an association until the running transaction ends.

    Raises RuntimeError outside a transaction, where the step would be forgotten at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("wall.enter() works inside a transaction only")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('stegvis.association', %s, true),"
            " set_config('stegvis.actor', %s, true), set_config('stegvis.how', %s, true)",
            [str(association or ""), str(actor or ""), how],
        )


@contextmanager
def inside(association: Association | int, actor: User | None = None, how: str = "command"):
    """A transaction inside one association, for commands and tests."""
    number = association if isinstance(association, int) else association.pk
    with transaction.atomic():
        enter(number, actor.pk if actor else None, how)
        yield


@contextmanager
def outside(actor: User | None = None) -> Iterator[None]:
    """A stretch of the running transaction outside every association, as when signing in.

    As ``actor`` when given: then their own roles are there, in every association, and no account
    but theirs.
    """
    before = _stands()
    enter(None, actor.pk if actor else None, how=before[2])
    try:
        yield
    finally:
        enter(*before)


@contextmanager
def at_the_door(association: Association) -> Iterator[None]:
    """A stretch of the running transaction as somebody who has not signed in, at one association.

    The database shows the plan and where it is run, takes what may be sent from outside, and lets
    nothing be read of any person, what was just sent included: rows are added without being asked
    back for (`sent_from_outside`). Whoever is signed in is nobody in particular here.
    """
    before = _stands()
    enter(association.pk, how=FROM_OUTSIDE)
    try:
        yield
    finally:
        enter(*before)


def _stands() -> tuple[str, str, str]:
    """Where the running transaction is, who acts and by which way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('stegvis.association', true),"
            " current_setting('stegvis.actor', true), current_setting('stegvis.how', true)"
        )
        association, actor, how = cursor.fetchone()
    return association, actor, how or "sql"


# --- Building ----------------------------------------------------------------------------------


def install_functions() -> None:
    """Make the functions that tables, policies and triggers call. Safe to run again."""
    _build([audit_sql.FUNCTIONS], kept_on="stegvis_how()", anew=False)


def install(*, anew: bool = False) -> None:
    """Build the wall on the database of the ``owner`` connection. Safe to run again.

    A wall that stands as it would be built is left alone: building waits for everybody who reads
    a table, and makes everybody after wait in turn, and every command begins here. One with a hole
    is built again, and so is any when ``anew``: after a migration.
    """
    _build(list(statements()), kept_on="stegvis_association()", anew=anew)


def _build(statements: list[str], *, kept_on: str, anew: bool) -> None:
    """Run the statements unless they are what was run last. The function keeps their digest."""
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        # Two processes that start at once build one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('stegvis.wall'))")
        cursor.execute("SELECT obj_description(to_regprocedure(%s), 'pg_proc')", [kept_on])
        if not anew and cursor.fetchone()[0] == digest and not gaps("owner"):
            return
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION {kept_on} IS '{digest}'")


def statements() -> Iterator[str]:
    """Every statement of the wall, in an order that holds."""
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    for model in project_models():
        yield _rights(model)
        if walled(model):
            yield _policy(model, "association_id = (SELECT stegvis_association())")
            yield from _foreign_keys(model)
            if model._meta.label not in DOOR_MAY_READ:
                yield _door(model)
        if _personal(model) and not append_only(model):
            yield audit_sql.kept(model._meta.db_table, _passing(model))
    yield _users_policy()
    yield _door(User)
    yield _own_memberships()
    yield from _sign_in_policies()
    for model in filter(append_only, project_models()):
        yield audit_sql.append_only(model._meta.db_table)
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {_app()}"
    yield f"GRANT SELECT ON django_migrations TO {_app()}"


def project_models() -> list[type[models.Model]]:
    """Every concrete model, those of the libraries included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def walled(model: type[models.Model]) -> bool:
    """Whether rows of the model belong to an association."""
    return "association_id" in {field.column for field in model._meta.concrete_fields}


def append_only(model: type[models.Model]) -> bool:
    """Whether rows may be added and nothing else: the log, what has been published."""
    return getattr(model, "append_only", False)


def _personal(model: type[models.Model]) -> bool:
    return bool(_said(model, "personal"))


def _said(model: type[models.Model], what: str) -> set[str]:
    """The fields that the model's ``Privacy`` names under a word."""
    return getattr(getattr(model, "Privacy", None), what, set())


def _passing(model: type[models.Model]) -> list[str]:
    """The columns whose changes are not kept (``Privacy.passing``)."""
    names = _said(model, "passing")
    return [str(field.column) for field in model._meta.concrete_fields if field.name in names]


def _app() -> str:
    return f'"{settings.APP.user}"'


def _reader() -> str:
    return f'"{settings.READER_ROLE}"'


def _rights(model: type[models.Model]) -> str:
    table = model._meta.db_table
    verbs = "SELECT, INSERT" if append_only(model) else "SELECT, INSERT, UPDATE, DELETE"
    rights = [f"REVOKE ALL ON {table} FROM {_app()}", f"GRANT {verbs} ON {table} TO {_app()}"]
    if model._meta.label in READER_MAY_READ:
        hidden = _said(model, "identifies")
        columns = [f.column for f in model._meta.concrete_fields if f.name not in hidden]
        rights.append(f"REVOKE ALL ON {table} FROM {_reader()}")
        rights.append(f"GRANT SELECT ({_columns(columns)}) ON {table} TO {_reader()}")
    return "; ".join(rights)


def _columns(names: Iterable[str | None]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _policy(model: type[models.Model], rule: str) -> str:
    table = model._meta.db_table
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS wall ON {table};
CREATE POLICY wall ON {table} USING ({rule}) WITH CHECK ({_check(model, rule)});
"""


def _door(model: type[models.Model]) -> str:
    """What binds besides the wall: whoever has not signed in reads nothing here, and adds nothing
    but what may be sent from outside, and that it was.
    """
    table, rule = model._meta.db_table, f"(SELECT stegvis_how()) <> '{FROM_OUTSIDE}'"
    verbs = ["ALL"]
    if model is Entry or getattr(model, "sent_from_outside", False):
        verbs = ["SELECT", "UPDATE", "DELETE"]
    names = {"ALL": "door", "SELECT": "door", "UPDATE": "door_update", "DELETE": "door_delete"}
    gone = "".join(
        f"DROP POLICY IF EXISTS {name} ON {table};\n" for name in sorted(set(names.values()))
    )
    made = "".join(
        f"CREATE POLICY {names[verb]} ON {table} AS RESTRICTIVE FOR {verb} USING ({rule});\n"
        for verb in verbs
    )
    return f"\n{gone}{made}"


def _check(model: type[models.Model], rule: str) -> str:
    """What may be written: one's own. Outside every association, where signing in is logged and
    accounts are changed, what belongs to none.
    """
    nowhere = "association_id IS NULL AND (SELECT stegvis_association()) IS NULL"
    return f"{rule} OR ({nowhere})" if model in (Entry, Change) else rule


def _foreign_keys(model: type[models.Model]) -> Iterator[str]:
    """For each walled foreign key a constraint on (association_id, key)."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, WalledForeignKey | WalledOneToOne):
            continue
        table, target = model._meta.db_table, field.related_model._meta.db_table
        name = f"{table}_{field.column}_wall"[:63]
        yield f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{target}_wall_key') THEN
        ALTER TABLE {target} ADD CONSTRAINT {target}_wall_key UNIQUE (association_id, id);
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN
        ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (association_id, {field.column})
            REFERENCES {target} (association_id, id);
    END IF;
END $$;
"""


#: Before anyone has signed in: nobody acts, and no association is stepped into.
NOBODY = "(SELECT stegvis_association()) IS NULL AND (SELECT stegvis_actor()) IS NULL"


def _users_policy() -> str:
    """Accounts belong to people, not to an association: one may work in several.

    Before anyone is inside an association (signing in) an account can be found by its address;
    inside, only oneself and one's colleagues there.
    """
    return f"""
ALTER TABLE {User._meta.db_table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {User._meta.db_table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS wall ON {User._meta.db_table};
CREATE POLICY wall ON {User._meta.db_table} USING (
    {NOBODY} OR id = (SELECT stegvis_actor())
    OR made_in = (SELECT stegvis_association())
    OR id IN (SELECT user_id FROM access_membership
              WHERE association_id = (SELECT stegvis_association()))
) WITH CHECK (true);
"""


def _own_memberships() -> str:
    """One's own roles can be read from outside, to know which association to step into."""
    return """
DROP POLICY IF EXISTS own ON access_membership;
CREATE POLICY own ON access_membership FOR SELECT USING (user_id = (SELECT stegvis_actor()));
"""


def _sign_in_policies() -> Iterator[str]:
    """What signing in is checked against can be read by signing in, and by oneself, alone.

    A page that asks too much then finds nobody's second factor but one's own.
    """
    own = f"({NOBODY}) OR user_id = (SELECT stegvis_actor())"
    confirmed = f"email_address_id IN (SELECT id FROM {EmailAddress._meta.db_table})"
    for model, rule in (
        (Authenticator, own),
        (EmailAddress, own),
        (EmailConfirmation, confirmed),
    ):
        yield _policy(model, rule)
