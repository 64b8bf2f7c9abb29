"""People who work in an association that is not the demonstration's, and are signed in there.

Run as a module in the site's own environment: it reads an association and its workers, makes them,
and writes the session of each by name. Signing in by hand is tested where it is made.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import Site

PROGRAMMES = Path(__file__).parents[2] / "definitions/programmes"
#: The session of each, by name.
Sessions = dict[str, str]


@dataclass(frozen=True)
class Worker:
    """Somebody with one role, at the party of that name; in a unit, by its key."""

    name: str
    role: str
    party: str
    unit: str


def set_up(site: Site, association: str, plans: list[str], workers: list[Worker]) -> Sessions:
    """An association with shipped definitions in force and its workers; their sessions by name."""
    files = [str(PROGRAMMES / f"{plan}.toml") for plan in plans]
    done = site.command("definitions", "publish", *files, "--association", association)
    assert done.returncode == 0, done.stderr
    return _hire(site, association, workers)


def _hire(site: Site, association: str, workers: list[Worker]) -> Sessions:
    told = {"association": association, "workers": [asdict(one) for one in workers]}
    done = site.module("tests.journeys.staff", given=json.dumps(told))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main() -> None:
    told = json.load(sys.stdin)
    from stegvis.site.cli import open_database

    open_database()
    from stegvis.access import wall
    from stegvis.access.models import Association

    association = Association.objects.get(name=told["association"])
    with wall.inside(association):
        print(json.dumps({one["name"]: _session(Worker(**one)) for one in told["workers"]}))


def _session(worker: Worker) -> str:
    from django.conf import settings

    from stegvis.access.models import Organisation, Unit
    from stegvis.access.roles import Role
    from tests.factories import client_for, member

    user = member(
        Role(worker.role),
        name=worker.name,
        unit=Unit.objects.get(key=worker.unit),
        organisation=Organisation.objects.get(name=worker.party),
        email=f"{worker.name.split()[0].lower()}@{worker.unit}.example",
    )
    return client_for(user).cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main()
