"""``stegvis import``: a folder of CSV files or a workbook, into a programme."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from stegvis.site.cli import open_database
from stegvis.site.commands.rederive import derive_in
from stegvis.site.commands.terminal import Line

#: How often it says how far it has come, in seconds.
PACE = 0.2
#: From so many rows on the database is told to look at its tables anew, for the figures' sake.
MANY = 10_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command."""
    parser.add_argument("path", type=Path, metavar="PATH", help="folder of CSV files, or an .xlsx")
    parser.add_argument("--programme", required=True, metavar="KEY", help="its key, such as nsw")
    parser.add_argument(
        "--association",
        metavar="NAME",
        help="made if not there; the only one there is, if not given",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, no more")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when all is written, or would be; 2 when anything is at fault and nothing is."""
    open_database()
    from django.utils import timezone

    from stegvis.exchange import telling
    from stegvis.exchange.found import CohortRefused
    from stegvis.exchange.services import import_cohort
    from stegvis.site import database

    progress = Progress()
    association = args.association
    try:
        association = _association(args.association)
        _tell_among_invented(association)
        outcome = import_cohort(
            path=args.path,
            programme=args.programme,
            association=association,
            today=timezone.localdate(),
            dry_run=args.dry_run,
            progress=progress,
        )
    except CohortRefused as refused:
        progress.end()
        if args.format == "json":
            print(
                telling.refusal_as_json(
                    refused, association or "", args.programme, dry_run=args.dry_run
                )
            )
        else:
            print(refused, file=sys.stderr)
        return 2
    progress.end()
    print(telling.as_json(outcome) if args.format == "json" else telling.as_text(outcome))
    if not args.dry_run and sum(c.made + c.changed for c in outcome.counts.values()) > MANY:
        database.look_anew()
        derive_in(association)
    return 0


def _association(name: str | None) -> str:
    """The name given, or that of the only association there is. Raises CohortRefused."""
    from django.utils.translation import gettext as _

    from stegvis.access.models import Association
    from stegvis.exchange.found import CohortRefused, Found

    if name is not None and name.strip():
        return name.strip()
    names = list(Association.objects.order_by("name").values_list("name", flat=True))
    if name is None and len(names) == 1:
        return names[0]
    what = _("Det står inte vilket förbund det gäller.")
    listed = _("Här finns: %(names)s.") % {"names": ", ".join(names)} if names else ""
    instead = f"{_('Skriv --association och förbundets namn.')} {listed}".strip()
    raise CohortRefused([Found("--association", None, None, what, instead)])


def _tell_among_invented(name: str) -> None:
    """Tell, beside the answer, where anyone may step in: among the demonstration's people."""
    from django.utils.translation import gettext as _

    from stegvis.site.invented import is_invented

    if is_invented(name):
        what = _(
            "%(name)s är demonstrationens här: dit kan vem som helst kliva in. "
            "Läs in verkliga personer i en annan mapp, med --data."
        )
        print(what % {"name": name}, file=sys.stderr)


class Progress(Line):
    """How far the reading has come, not oftener than a person can read it."""

    def __init__(self) -> None:
        super().__init__()
        self.next = 0.0

    def __call__(self, file: str, rows: int) -> None:
        from django.utils.translation import gettext as _

        if not self.wanted or self.passed < self.next:
            return
        self.next = self.passed + PACE
        self.say(_("Läser %(file)s: %(rows)s rader") % {"file": file, "rows": rows})
