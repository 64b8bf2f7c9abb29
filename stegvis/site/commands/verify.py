"""``stegvis verify``: what is stored agrees with what it follows from, and the log is whole."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from stegvis.site.cli import open_database


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every disagreement; 1 if there is any."""
    open_database()
    from stegvis.access.models import Association

    count = 0
    for sentence in _wall():
        print(sentence)
        count += 1
    for association in Association.objects.order_by("pk"):
        for sentence in _association(association):
            print(f"{association.name}: {sentence}")
            count += 1
    print(f"{count} faults." if count else "Everything agrees.")
    return 1 if count else 0


def _wall() -> Iterator[str]:
    from stegvis.access.gaps import gaps

    yield from gaps()


def _association(association) -> Iterator[str]:
    """Every check of every app, inside one association; then what is new in the log is sealed."""
    from django.utils import timezone

    from stegvis.access import wall
    from stegvis.audit import seals
    from stegvis.casework import checks as casework
    from stegvis.intake import checks as intake
    from stegvis.participants import checks as participants
    from stegvis.programmes import checks as programmes

    with wall.inside(association):
        for app in (programmes, participants, intake, casework):
            yield from app.disagreements()
        for seal in seals.broken():
            yield f"the log up to {seal.until:%Y-%m-%d %H:%M} is not what was sealed"
        seals.seal(association.pk, timezone.now())
