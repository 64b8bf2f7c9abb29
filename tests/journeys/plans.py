"""Plans beside the demonstration's own, and people of it moved under them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import psycopg

from stegvis.lib.dates import add_months
from stegvis.site import database
from tests.casework.plans import LIMITED, ROAD
from tests.journeys.conftest import Site

ASSOCIATION = "Höglandets samordningsförbund"


def publish(site: Site, source: str, key: str, title: str) -> None:
    """Publish a plan that begins long hence, so that nobody is offered it on the way in."""
    text = source.replace('key = "steg-in"', f'key = "{key}"', 1).replace(
        'title = "Steg in"', f'title = "{title}"', 1
    )
    path = Path(site.data) / f"{key}-2027.toml"
    path.write_text(text.replace("2027-", "2097-"), encoding="utf-8")
    done = site.command("definitions", "publish", str(path), "--association", ASSOCIATION)
    assert done.returncode == 0, done.stderr


def owner(site: Site) -> psycopg.Connection:
    """SQL by hand on the site's data, inside the association, as the installation's owner."""
    given = site.environ.get("STEGVIS_DATABASE_URL")
    url = given or database.start_embedded(Path(site.data) / "postgres")
    connection = psycopg.connect(**database.parse_url(url).conninfo(), autocommit=True)
    connection.execute(
        "SELECT set_config('stegvis.association', id::text, false) FROM access_association"
        " WHERE name = %s",
        [ASSOCIATION],
    )
    return connection


def move(connection: psycopg.Connection, key: str, phase: str, started_on: date, nth: int) -> str:
    """Move one whom the demonstration's coach follows under a plan, from a day. Their address."""
    [pk] = connection.execute(
        "SELECT e.id FROM participants_enrolment e"
        " JOIN participants_contactperson c ON c.enrolment_id = e.id AND c.ends_on IS NULL"
        " JOIN access_user u ON u.id = c.user_id AND u.email = 'elin.sandahl@eksjo.example'"
        " WHERE e.started_on IS NOT NULL AND e.ended_on IS NULL AND e.discharged_on IS NULL"
        " AND e.decided_on < %s ORDER BY e.started_on, e.id OFFSET %s LIMIT 1",
        [started_on, nth],
    ).fetchone()
    connection.execute("DELETE FROM casework_phase WHERE enrolment_id = %s", [pk])
    connection.execute(
        "UPDATE participants_enrolment SET started_on = %s, version_id = version.id,"
        " programme_id = version.programme_id FROM programmes_programmeversion version"
        " JOIN programmes_programme programme ON programme.id = version.programme_id"
        " WHERE programme.key = %s AND participants_enrolment.id = %s",
        [started_on, key, pk],
    )
    connection.execute(
        "INSERT INTO casework_phase (association_id, enrolment_id, key, starts_on, left_because,"
        " made_how) SELECT association_id, id, %s, %s, '', 'sql' FROM participants_enrolment"
        " WHERE id = %s",
        [phase, started_on, pk],
    )
    return f"/deltagare/{pk}/"


def ending_soon(site: Site, key: str = "langre-tid") -> str:
    """One whose twelve months run out in three weeks, under a plan with an extension."""
    publish(site, LIMITED, key, "Steg in")
    started_on = add_months(date.today() + timedelta(days=22), -12)
    with owner(site) as connection:
        return move(connection, key, "assessment", started_on, 0)


def preparing(site: Site, key: str = "sex-stationer") -> str:
    """One who has been five months in the preparation of the road of six stations."""
    publish(site, ROAD, key, "Vägen till arbete")
    started_on = add_months(date.today(), -5)
    with owner(site) as connection:
        return move(connection, key, "preparation", started_on, 0)
