"""``stegvis verify``: what is stored agrees with what it follows from, and the log is whole."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from stegvis.site.cli import open_database

#: How a moment is written, in UTC.
MOMENT = "%Y-%m-%d %H:%M"
#: As much of a seal as is printed: more than anybody finds another log for.
PRINTED = 32


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sealed", action="append", default=[], metavar="SEAL",
        help="a seal that was printed before and must still be there; may be given several times",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every disagreement, and how far each log is sealed; 1 if there is any disagreement."""
    open_database(made=True)
    from stegvis.access.models import Association

    count = 0
    gone = list(args.sealed)
    for sentence in _wall():
        print(sentence)
        count += 1
    for association in Association.objects.order_by("pk"):
        for sentence in _association(association):
            print(f"{association.name}: {sentence}")
            count += 1
        gone = [seal for seal in gone if not _is_there(association, seal)]
        if latest := _sealed(association):
            print(f"{association.name}: {latest}")
    for seal in gone:
        print(f"no log has the seal {seal}: the log it was put on is not there any more")
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
        for seal, after, entries, changes in seals.broken():
            since = f"from {after:{MOMENT}} " if after else ""
            yield (
                f"the log {since}up to {seal.until:{MOMENT}} is not what was sealed:"
                f" {seal.entries} acts and {seal.changes} changes were,"
                f" {entries} and {changes} are there"
            )
        seals.seal(association.pk, timezone.now())


def _is_there(association, seal: str) -> bool:
    """Whether the association's log has the seal, by as much of it as was printed or more."""
    from stegvis.access import wall
    from stegvis.audit.models import Seal

    with wall.inside(association):
        return len(seal) >= PRINTED and Seal.objects.filter(digest__startswith=seal).exists()


def _sealed(association) -> str:
    """How far the log is sealed, and with what, to be kept elsewhere; empty for an empty log."""
    from stegvis.access import wall
    from stegvis.audit.models import Seal

    with wall.inside(association):
        latest = Seal.objects.order_by("-until").first()
    return f"sealed up to {latest.until:{MOMENT}}: {latest.digest[:PRINTED]}" if latest else ""
