"""Every hole in the wall is found in the database's own catalogue. Each is made by the owner."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings

from stegvis.access import gaps
from tests.by_hand import column

BREACHES = {
    "the table stray has an association and no forced wall": [
        "CREATE TABLE stray (association_id bigint)",
        "CREATE TABLE stray (association_id bigint);"
        " ALTER TABLE stray ENABLE ROW LEVEL SECURITY;"
        " CREATE POLICY wall ON stray USING (association_id = (SELECT stegvis_association()))",
        "CREATE TABLE stray (association_id bigint);"
        " ALTER TABLE stray ENABLE ROW LEVEL SECURITY; ALTER TABLE stray FORCE ROW LEVEL SECURITY",
    ],
    "the table casework_phase has an association and no forced wall": [
        "ALTER TABLE casework_phase DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE casework_phase NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY wall ON casework_phase",
    ],
    "the table access_user has policies that do not bind everybody": [
        "ALTER TABLE access_user NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE access_user DISABLE ROW LEVEL SECURITY",
    ],
    "the role {app} may read stray, which has no wall": [
        "CREATE TABLE stray (name text); GRANT SELECT ON stray TO {app}",
        "CREATE TABLE stray (name text); GRANT SELECT (name) ON stray TO PUBLIC",
    ],
    "the policy open lets more into casework_phase than the wall": [
        "CREATE POLICY open ON casework_phase USING (true)",
        "CREATE POLICY open ON casework_phase FOR INSERT WITH CHECK (true)",
    ],
    "the policy wall lets more into casework_phase than the wall": [
        "ALTER POLICY wall ON casework_phase USING (association_id IS NOT NULL)",
        "ALTER POLICY wall ON casework_phase WITH CHECK (true)",
    ],
    "the table casework_phase can be read by whoever has not signed in": [
        "DROP POLICY door ON casework_phase",
        "ALTER POLICY door ON casework_phase USING (true)",
    ],
    "the view stray looks over the wall as its owner": [
        "CREATE VIEW stray AS SELECT * FROM casework_phase",
        "CREATE MATERIALIZED VIEW stray AS SELECT * FROM casework_phase",
    ],
    "the role {app} could pass the wall": ["ALTER ROLE {app} CREATEDB"],
    "the role {app} could become {app}_friend": [
        "CREATE ROLE {app}_friend; GRANT {app}_friend TO {app}"
    ],
    "the role {app} may empty casework_phase": [
        "GRANT TRUNCATE ON casework_phase TO {app}",
        "GRANT TRUNCATE ON casework_phase TO PUBLIC",
    ],
    "the role {app} may make tables": [
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "GRANT CREATE ON DATABASE {database} TO {app}",
    ],
    "the function stray runs as its owner": [
        "CREATE FUNCTION stray() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
        " AS 'SELECT count(*) FROM casework_phase'"
    ],
    "the trigger keep_update of casework_phase is switched off": [
        "ALTER TABLE casework_phase DISABLE TRIGGER keep_update",
        "ALTER TABLE casework_phase ENABLE REPLICA TRIGGER keep_update",
    ],
    "the trigger append_only of audit_entry is switched off": [
        "ALTER TABLE audit_entry DISABLE TRIGGER append_only"
    ],
}


def found(connection: psycopg.Connection) -> list[str]:
    """The gaps as the connection sees them, its own uncommitted ones too."""
    return column(connection, gaps.GAPS, gaps.asked())


def test_the_wall_stands(db):
    assert gaps.gaps() == []


@pytest.mark.parametrize(
    ("sentence", "breach"),
    [(sentence, breach) for sentence, breaches in BREACHES.items() for breach in breaches],
)
def test_a_hole_is_found_and_named(owner, sentence, breach):
    names = {"app": settings.APP.user, "database": settings.APP.name}
    assert found(owner) == []

    owner.execute(breach.format(**names))

    assert sentence.format(**names) in found(owner)


def test_a_table_the_wall_has_not_reached_cannot_be_read_by_the_role_that_serves(owner):
    owner.execute("CREATE TABLE stray (association_id bigint)")

    may = column(owner, "SELECT has_table_privilege(%s, 'stray', 'SELECT')", [settings.APP.user])

    assert may == [False]


def test_a_table_without_a_wall_is_on_the_list_and_no_table_with_a_wall_is(owner):
    with_wall = column(owner, "SELECT relname FROM pg_class WHERE relrowsecurity")
    there = column(
        owner,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY (%s)",
        [gaps.WITHOUT_WALL],
    )

    assert sorted(there) == gaps.WITHOUT_WALL
    assert not set(gaps.WITHOUT_WALL) & set(with_wall)
