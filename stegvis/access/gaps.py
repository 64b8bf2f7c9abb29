"""Looking the wall over: every hole in it, read from the database's own catalogue.

``wall`` builds from the models; this asks the database what it has, and trusts no model. What was
altered by hand, restored from elsewhere or made by another program shows here.
"""

from __future__ import annotations

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

#: The tables that a request may read and that have no wall, since nothing in them belongs to an
#: association or tells of a person: names of associations, counted attempts under digests,
#: sessions under digests, the framework's own lists.
WITHOUT_WALL = [
    "access_association",
    "access_attempt",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
]

#: What may be read beside the wall: one's own roles, to know which association to step into.
BESIDE_WALL = ["access_membership.own"]

#: What whoever has not signed in may read at an association's door, besides: the plan and where it
#: is run.
AT_THE_DOOR = [
    "access_organisation",
    "access_unit",
    "programmes_programme",
    "programmes_programmeversion",
]

#: What shuts the door, as the catalogue tells it.
SHUT = "(( SELECT stegvis_how() AS stegvis_how) <> 'public'::text)"

#: The wall's own rule, as the catalogue tells it.
RULE = "(association_id = ( SELECT stegvis_association() AS stegvis_association))"

GAPS = """
WITH tables AS (
    SELECT c.oid, c.relname::text, c.relkind, c.relowner, c.reloptions,
           c.relrowsecurity AND c.relforcerowsecurity AS forced,
           EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polpermissive) AS has_policy,
           EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid
                   AND attname = 'association_id' AND NOT attisdropped) AS has_association
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
), roles AS (
    SELECT oid, rolname::text, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
           OR rolreplication AS powerful
    FROM pg_roles WHERE rolname IN (%(app)s, %(reader)s)
)
SELECT 'the table ' || relname || ' has an association and no forced wall' FROM tables
WHERE relkind IN ('r', 'p') AND has_association AND NOT (forced AND has_policy)
UNION ALL
SELECT 'the table ' || relname || ' has policies that do not bind everybody' FROM tables
WHERE relkind IN ('r', 'p') AND NOT has_association AND has_policy AND NOT forced
UNION ALL
SELECT 'the role ' || rolname || ' may read ' || relname || ', which has no wall'
FROM tables, roles
WHERE relkind IN ('r', 'p') AND NOT forced AND NOT has_association
    AND relname <> ALL (%(without)s) AND has_any_column_privilege(roles.oid, tables.oid, 'SELECT')
UNION ALL
SELECT 'the policy ' || polname || ' lets more into ' || relname || ' than the wall'
FROM tables JOIN pg_policy ON polrelid = tables.oid
WHERE has_association AND polpermissive AND relname || '.' || polname <> ALL (%(beside)s)
    AND (polcmd <> '*' OR pg_get_expr(polqual, polrelid) <> %(rule)s
         OR strpos(coalesce(pg_get_expr(polwithcheck, polrelid), %(rule)s), %(rule)s) = 0)
UNION ALL
SELECT 'the table ' || relname || ' can be read by whoever has not signed in' FROM tables
WHERE relkind IN ('r', 'p') AND (has_association AND has_policy OR relname = 'access_user')
    AND relname <> ALL (%(at_the_door)s)
    AND NOT EXISTS (
        SELECT FROM pg_policy WHERE polrelid = tables.oid AND NOT polpermissive
        AND polcmd IN ('*', 'r') AND pg_get_expr(polqual, polrelid) = %(shut)s)
UNION ALL
SELECT 'the view ' || relname || ' looks over the wall as its owner' FROM tables
WHERE relkind = 'm'
    OR relkind = 'v' AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)
UNION ALL
SELECT 'the role ' || rolname || ' could pass the wall' FROM roles WHERE powerful
UNION ALL
SELECT 'the role ' || r.rolname || ' could become ' || other.rolname
FROM roles r, pg_roles other
WHERE other.rolname NOT IN (%(app)s, %(reader)s) AND pg_has_role(r.oid, other.oid, 'MEMBER')
UNION ALL
SELECT 'the role ' || rolname || ' owns ' || relname
FROM tables JOIN roles ON relowner = roles.oid
UNION ALL
SELECT 'the role ' || rolname || ' may empty ' || relname FROM tables, roles
WHERE relkind IN ('r', 'p') AND has_table_privilege(roles.oid, tables.oid, 'TRUNCATE')
UNION ALL
SELECT 'the role ' || rolname || ' may make tables' FROM roles
WHERE has_schema_privilege(roles.oid, 'public', 'CREATE')
    OR has_database_privilege(roles.oid, current_database(), 'CREATE')
UNION ALL
SELECT 'the function ' || proname || ' runs as its owner' FROM pg_proc
WHERE prosecdef AND pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'the trigger ' || tgname || ' of ' || relname || ' is switched off'
FROM tables JOIN pg_trigger ON tgrelid = tables.oid WHERE tgenabled IN ('D', 'R')
ORDER BY 1
"""


def gaps(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """A sentence for each hole in the wall. None when it stands. Every role sees the same."""
    with connections[using].cursor() as cursor:
        cursor.execute(GAPS, asked())  # type: ignore[arg-type]  # lists are arrays to psycopg
        return [sentence for (sentence,) in cursor.fetchall()]


def asked() -> dict[str, object]:
    """What ``GAPS`` is asked with: the serving roles, and what is known to have no wall."""
    return {
        "app": settings.APP.user,
        "reader": settings.READER_ROLE,
        "without": WITHOUT_WALL,
        "beside": BESIDE_WALL,
        "rule": RULE,
        "at_the_door": AT_THE_DOOR,
        "shut": SHUT,
    }
