"""The ``stegvis`` command. Exit status: 0 done, 1 the answer is no, 2 refused, nothing written."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

#: Command, what it is for, and the module under ``stegvis`` that adds its arguments and runs it.
COMMANDS = [
    ("run", "serve the site", "site.commands.run"),
    ("definitions", "check, show and publish programme definitions", "site.commands.definitions"),
    ("import", "read a cohort into a programme", "site.commands.import_"),
    ("figures", "print a programme's figures", "site.commands.figures"),
    ("demo", "invented people, for trying and for load", "site.commands.demo"),
    ("user", "make an account and give it a role", "site.commands.user"),
    ("rederive", "derive anew what is due for everybody", "site.commands.rederive"),
    ("verify", "recompute what is derived, check the log and the wall", "site.commands.verify"),
]

Run = Callable[[argparse.Namespace], int]


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The command's grammar; with ``only`` just that command's module is imported."""
    about = "Stegvis runs programmes by their plans. stegvis COMMAND --help tells more of each."
    statuses = "Exit status: 0 done; 1 it ran and the answer is no; 2 refused, nothing written."
    top = argparse.ArgumentParser(prog="stegvis", description=about, epilog=statuses)
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about, module in COMMANDS:
        command = subparsers.add_parser(name, help=about, description=about)
        if only in (None, name):
            import_module(f"stegvis.{module}").arguments(command)
        command.add_argument(
            "--data",
            type=Path,
            metavar="DIR",
            help="where the data is kept (STEGVIS_DATA or .data)",
        )
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    argv = list(sys.argv[1:] if argv is None else argv)
    try:
        args = parser(argv[0] if argv else None).parse_args(argv)
        if args.data:
            os.environ["STEGVIS_DATA"] = str(args.data.absolute())
        run: Run = args.run
        return run(args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def open_database(*, demo: bool = False, made: bool = False) -> None:
    """Start the database and Django, and bring the tables to this version.

    With ``made`` it is to be there already: what only reads is not to make one. Leaves the process
    with 2 and a sentence when the database cannot be opened.
    """
    import psycopg

    from stegvis.site import database

    if demo:
        os.environ["STEGVIS_DEMO"] = "1"
    if not os.environ.get("STEGVIS_HOSTS"):  # nobody but this machine is to be answered
        os.environ.setdefault("STEGVIS_LOCAL", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stegvis.site.settings")
    try:
        database.open_data(made=made)

        import django
        from django.conf import settings

        database.create(settings.OWNER)
        with database.one_at_a_time(settings.OWNER):
            database.ensure_roles(settings.OWNER, settings.APP)
            django.setup()
            database.prepare()
    except database.Unusable as error:
        print(f"{error}\nNothing was done.", file=sys.stderr)
        raise SystemExit(2) from error
    except (psycopg.OperationalError, ValueError) as error:
        print(f"The database cannot be opened. {error}\nNothing was done.", file=sys.stderr)
        raise SystemExit(2) from error


if __name__ == "__main__":
    raise SystemExit(main())
