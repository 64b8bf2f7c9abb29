"""``stegvis definitions``: check the files, show a plan, compare two, put a version in force."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from stegvis.lib.faults import Fault, Refused
from stegvis.site.cli import open_database
from stegvis.site.commands.rederive import derive_in


def arguments(parser: argparse.ArgumentParser) -> None:
    """The grammar of the four."""
    commands = parser.add_subparsers(dest="definitions", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="every fault at once; 1 if there is any")
    check.add_argument("paths", nargs="*", metavar="DIR|FILE", help="all that are shipped, if none")
    check.set_defaults(run=run_check)

    show = commands.add_parser("show", help="a plan in readable Swedish")
    named = "its key, such as se-hoglandet"
    show.add_argument("programme", metavar="PROGRAMME|FILE", help=f"{named}, or a file")
    show.add_argument("--version", metavar="V", help="the one that begins last, if not given")
    show.set_defaults(run=run_show)

    diff = commands.add_parser("diff", help="what changed from one version to another, in Swedish")
    diff.usage = "stegvis definitions diff [-h] PROGRAMME V1 V2 | FILE FILE"
    diff.add_argument("programme", metavar="PROGRAMME", help=f"{named}; or two files")
    diff.add_argument("before", metavar="V1", help="the version to compare with")
    diff.add_argument("after", nargs="?", metavar="V2", help="the version whose changes are told")
    diff.set_defaults(run=run_diff)

    publish = commands.add_parser("publish", help="put versions in force in an association")
    publish.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a version of a plan")
    publish.add_argument("--association", required=True, metavar="NAME", help="made if not there")
    publish.set_defaults(run=run_publish)

    for command in (check, show, diff, publish):
        command.add_argument(
            "--data", type=Path, metavar="DIR", default=argparse.SUPPRESS,
            help="where the data is kept (STEGVIS_DATA or .data)",
        )  # fmt: skip


def run_check(args: argparse.Namespace) -> int:
    """0 when there is no fault, 1 when there is."""
    from stegvis.indicators.commands import check_definitions

    return check_definitions(args.paths, sys.stdout)


def run_show(args: argparse.Namespace) -> int:
    """0 when shown, 2 when there is no such plan or it is at fault."""
    from stegvis.indicators.commands import show_definition

    return show_definition(args.programme, args.version, sys.stdout)


def run_diff(args: argparse.Namespace) -> int:
    """0 when compared, 2 when a version is not there or is at fault; then every fault is told."""
    from stegvis.programmes.definition.diff import diff
    from stegvis.programmes.definition.folder import load, load_named

    versions, faults = [], []
    named = (args.before, args.after) if args.after else (args.programme, args.before)
    for name in dict.fromkeys(named):
        try:
            versions.append(load(args.programme, name) if args.after else load_named(name))
        except Refused as refused:
            faults += [fault for fault in refused.faults if fault not in faults]
    if faults:
        print(Refused(faults), file=sys.stderr)
        return 2
    sys.stdout.write(diff(versions[0], versions[-1]))
    return 0


def run_publish(args: argparse.Namespace) -> int:
    """0 when every file is in force, 2 when any is at fault: then none of them is."""
    from stegvis.indicators.checking import check
    from stegvis.programmes.definition import read

    faults = check(args.files)
    if not 0 < len(args.association.strip()) <= 120:
        faults.append(Fault("--association", "is empty or too long.", "Write its name."))
    try:
        if faults:
            raise Refused(faults)
        open_database()
        said = publish(args.files, args.association.strip())
        keys = {read(path).key for path in args.files}
    except Refused as refused:
        print(f"{refused}\nNothing was published.", file=sys.stderr)
        return 2
    print("\n".join(said), flush=True)
    if derived := derive_in(args.association.strip(), programmes=keys):
        print(derived)
    return 0


def publish(files: list[Path], name: str) -> list[str]:
    """Publish each file in the association of that name; what was done, in sentences.

    Raises Refused with the faults of every file, and then nothing was done.
    """
    from django.db import transaction

    from stegvis.access import wall
    from stegvis.access.services import association_named
    from stegvis.indicators import publishing
    from stegvis.programmes.definition.reading import file_text

    said: list[str] = []
    faults: list[Fault] = []
    with transaction.atomic():
        association, made = association_named(name)
        if made:
            said.append(f"Made the association {name}.")
        wall.enter(association.pk, how="command")
        for path in files:
            before = _published()
            try:
                version = publishing.publish(
                    by=None, association=association, source=file_text(path)
                )
            except Refused as refused:
                faults += refused.at(str(path)).faults
            else:
                told = "Unchanged, published already:" if version.pk in before else "Published"
                said.append(f"{told} {version.programme.key} {version.version}.")
        if faults:
            raise Refused(faults)
    return said


def _published() -> set[int]:
    from stegvis.programmes.models import ProgrammeVersion

    return set(ProgrammeVersion.objects.values_list("pk", flat=True))
