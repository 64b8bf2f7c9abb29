"""``stegvis demo fill``: invented people in bulk, for trying and for load."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from stegvis.lib.faults import Refused
from stegvis.site.cli import open_database
from stegvis.site.commands.rederive import derive_in
from stegvis.site.commands.terminal import Line

#: Whose people they are, and what they are drawn from, unless something else is said.
ASSOCIATION = "Höglandets samordningsförbund"
SEED = 2023


def arguments(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command."""
    commands = parser.add_subparsers(dest="demo", required=True, metavar="COMMAND")
    about = "Invented people in SE-Höglandet, at every stage of the road. Never among real ones."
    fill = commands.add_parser("fill", help="make people in bulk", description=about)
    fill.add_argument(
        "--people", type=_positive, required=True, metavar="N",
        help="how many in all; those who are there stay as they are",
    )  # fmt: skip
    fill.add_argument(
        "--seed", type=_whole, metavar="N", default=SEED,
        help=f"the same seed and day give the same people on every machine ({SEED})",
    )  # fmt: skip
    fill.add_argument(
        "--association",
        metavar="NAME",
        default=ASSOCIATION,
        help=f"made if not there ({ASSOCIATION})",
    )
    fill.add_argument(
        "--data", type=Path, metavar="DIR", default=argparse.SUPPRESS,
        help="where the data is kept (STEGVIS_DATA or .data)",
    )  # fmt: skip
    fill.set_defaults(run=run)


def _whole(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number. Write one, such as 2000.")


def _positive(text: str) -> int:
    if (number := _whole(text)) > 0:
        return number
    raise argparse.ArgumentTypeError("nobody would be made. Write how many, such as 2000.")


def run(args: argparse.Namespace) -> int:
    """0 when so many people are there, 2 when it is refused and nothing is written.

    One that is stopped on the way leaves whole people, and goes on when it is run again.
    """
    open_database()
    from django.utils import timezone

    from stegvis.demo.fill import fill
    from stegvis.site import database

    progress, began = Progress(args.people), time.monotonic()
    try:
        filled = fill(
            association=args.association.strip(), people=args.people, seed=args.seed,
            today=timezone.localdate(), say=progress,
        )  # fmt: skip
    except Refused as refused:
        print(f"{refused}\nNothing was written.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        progress.end()
        print("Stopped. The same command goes on from here.", file=sys.stderr)
        raise
    progress.end()
    database.look_anew()
    made = f"Made {filled.made:,} of {filled.people:,} people in {time.monotonic() - began:.0f} s."
    print("\n".join([*filled.said, made]), flush=True)
    if derived := derive_in(args.association.strip()):
        print(derived)
    return 0


class Progress(Line):
    """How many of the people have been made, and for how long it will go on."""

    def __init__(self, people: int) -> None:
        super().__init__()
        self.people = people

    def __call__(self, done: int) -> None:
        if not self.wanted:
            return
        left = self.passed * (self.people - done) / done
        self.say(f"{done:,} of {self.people:,} people, {left:.0f} s left")
