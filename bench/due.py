"""What is due in a programme: a page of the list, and everybody derived anew, among so many open.

The page is opened by a head who leads every unit, so that the list is over everybody. It is
counted what the page asks beside an empty page through the same middleware, and beside the log of
who was shown. Everybody is derived by the command, with two workers, as after a new version.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from typing import Any

from bench.opening import open_application, side_by_side

#: Whoever leads every unit, made once in the benchmark's database.
HEAD = "chef-overallt@forbund.example"


def main(times: int) -> dict[str, Any]:
    """Milliseconds and queries of the list's first page and its last; seconds for everybody."""
    open_application("bench.urls")
    from django.test import Client
    from django.urls import reverse

    from bench.pages import signed_in
    from bench.urls import EMPTY
    from stegvis.access import wall
    from stegvis.access.models import Association
    from stegvis.casework.models import DueItem, DueState
    from stegvis.casework.queries.due_lists import PAGE
    from stegvis.participants.models import Enrolment
    from stegvis.site.assets import collect

    collect()
    association = Association.objects.get()
    with wall.inside(association):
        head = _head(association)
        open_now = Enrolment.objects.open().count()
        programme = Enrolment.objects.order_by("pk").first().programme
        programme_key, everybody = programme.key, Enrolment.objects.count()
    client = signed_in(Client(headers={"host": "localhost"}), head, association)
    path = reverse("casework:programme_due", args=[programme_key])
    client.get(path)  # what is stale is derived now
    with wall.inside(association):
        things = DueItem.objects.filter(state=DueState.OPEN).count()
    last = max(1, -(-things // PAGE))
    paths = {"empty": EMPTY, "first": path, "last": f"{path}?page={last}"}
    took = side_by_side(times, *(lambda at=at: _opened(client, at) for at in paths.values()))
    pages = {
        name: {"ms": ms, **_cost(client, paths[name])} for name, ms in zip(paths, took, strict=True)
    }
    return {
        "enrolments": everybody, "open": open_now, "things": things, "pages": pages,
        "seconds": _everybody(association.pk, programme.pk),
    }  # fmt: skip


def _head(association: Any) -> Any:
    """A head of every unit there is."""
    from stegvis.access.models import Membership, Unit, User
    from stegvis.access.roles import Role

    head, made = User.objects.get_or_create(email=HEAD, defaults={"name": "Chef", "is_demo": True})
    if made:
        for unit in Unit.objects.all():
            Membership.objects.create(
                association=association, user=head, role=Role.HEAD_OF_UNIT, unit=unit,
                organisation_id=unit.organisation_id, starts_on=date(2020, 1, 1),
            )  # fmt: skip
    return head


def _opened(client: Any, path: str) -> Any:
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answers {response.status_code}.")
    return response


def _cost(client: Any, path: str) -> dict[str, Any]:
    """The queries of a page, those on the programme's own tables apart, and kB of HTML."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        size = len(_opened(client, path).content)
    own = [q for q in queries if "programmes_" in q["sql"] or "casework_" in q["sql"]]
    return {"queries": len(queries), "own": len(own), "kB": size / 1000}


def _everybody(association: int, programme: int) -> float:
    """Seconds to mark everybody of the programme and derive them, with two workers."""
    from stegvis.access import wall
    from stegvis.casework import stored
    from stegvis.site.commands.rederive import derive_waiting

    began = time.perf_counter()
    with wall.inside(association):
        stored.mark(programme)
    derive_waiting(association, programme, workers=2)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
