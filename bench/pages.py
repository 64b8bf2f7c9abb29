"""A coach's home, caseload and one case, against an empty page through the same middleware."""

from __future__ import annotations

import json
import sys
from typing import Any

from bench.opening import open_application, side_by_side


def main(times: int) -> dict[str, Any]:
    """Per page the median server time in milliseconds, the number of queries, and kB of HTML."""
    open_application("bench.urls")
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from bench.urls import EMPTY
    from stegvis.access import wall
    from stegvis.access.models import Association
    from stegvis.participants.models import Enrolment
    from stegvis.site.assets import collect

    collect()
    association = Association.objects.get()
    with wall.inside(association):
        coach, rows, case = _coach_and_case()
        enrolments = Enrolment.objects.count()
    client = signed_in(Client(headers={"host": "localhost"}), coach, association)
    paths = {
        "empty": EMPTY,
        "caseload": reverse("casework:caseload"),
        "case": reverse("casework:case", args=[case]),
        "home": reverse("casework:home"),
    }

    def opened(path: str) -> Any:
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f"{path} answers {response.status_code}.")
        return response

    took = side_by_side(times, *(lambda path=path: opened(path) for path in paths.values()))
    pages = {}
    for name, milliseconds in zip(paths, took, strict=True):
        with CaptureQueriesContext(connection) as queries:
            size = len(opened(paths[name]).content)
        pages[name] = {"ms": milliseconds, "queries": len(queries), "kB": size / 1000}
    return {"enrolments": enrolments, "rows": rows, "pages": pages}


def _coach_and_case() -> tuple[Any, int, int]:
    """A coach with 20 to 40 open people, how many they are, and one of their cases."""
    from django.db.models import Count

    from stegvis.access.models import User
    from stegvis.participants.models import ContactPerson

    followed = (
        ContactPerson.objects.current()
        .filter(enrolment__discharged_on__isnull=True, enrolment__started_on__isnull=False)
        .filter(user__isnull=False)
    )
    found = (
        followed.values("user").annotate(n=Count("pk")).filter(n__range=(20, 40)).order_by("user")
    ).first()
    if found is None:
        raise SystemExit("No coach has 20 to 40 open people.")
    case = followed.filter(user=found["user"]).order_by("pk").values_list("enrolment", flat=True)
    return User.objects.get(pk=found["user"]), found["n"], case[found["n"] // 2]


def signed_in(client: Any, user: Any, association: Any) -> Any:
    """A browser of sorts in which the user, of the demonstration, has stepped in."""
    from stegvis.access import sessions

    client.force_login(user, backend="stegvis.access.backends.Backend")
    session = client.session
    session["association"] = association.pk
    sessions.begin(session)
    session.save()
    return client


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
