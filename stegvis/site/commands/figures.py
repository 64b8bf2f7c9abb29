"""``stegvis figures``: a programme's figures, for scripts and for people."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from stegvis.lib.faults import Refused
from stegvis.site.cli import open_database


def arguments(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command."""
    parser.add_argument("programme", metavar="PROGRAMME", help="its key, such as se-hoglandet")
    parser.add_argument("--association", metavar="NAME", help="the only one there is, if not given")
    parser.add_argument("--from", dest="first", required=True, metavar="D", help="first day")
    parser.add_argument("--to", dest="last", required=True, metavar="D", help="last day, included")
    parser.add_argument("--as-of", metavar="D", help="as it stood that day; today, if not given")
    parser.add_argument("--by", default="", help="breakdowns with commas: sex, unit, age")
    parser.add_argument(
        "--min-cell", type=int, metavar="N", default=5,
        help="hide groups smaller than this, and what would give them away (default 5)",
    )  # fmt: skip
    parser.add_argument("--format", choices=["json", "csv", "text"], default="text")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 with the figures on standard output; 2 with every reason when they are refused."""
    open_database(made=True)
    from django.utils import timezone

    from stegvis.indicators.asking import Question, answer

    question = Question(
        programme=args.programme,
        first=args.first,
        last=args.last,
        association=args.association,
        as_of=args.as_of,
        by=args.by,
        min_cell=args.min_cell,
        format=args.format,
    )
    try:
        with patience():
            printed = answer(question, timezone.localdate())
        sys.stdout.write(printed)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    return 0


@contextmanager
def patience() -> Iterator[None]:
    """Tell who sits at a terminal that it is being counted, when it takes more than a second."""
    timer = Timer(1.0, print, ["Counting …"], {"file": sys.stderr, "flush": True})
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
