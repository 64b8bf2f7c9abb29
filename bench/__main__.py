"""`python -m bench`: fill what is not there, measure, print the table. 1 when a limit is missed."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from bench.databases import measured, prepared, start, tell
from bench.table import Line, markdown

#: Enrolments that figures are computed over, and that pages are opened among.
FIGURES, PAGES = (10_000, 100_000, 1_000_000), (5_000, 500_000)
#: Enrolments of whom something is due. About a tenth of them are open: 1,000 and 10,000.
DUE = (10_000, 100_000)
#: Rounds in which the sizes take turns. Of what was run side by side the middle round counts; of
#: times in different processes the quickest, since others use the machine too.
ROUNDS = 3

#: Figures against the statement written by hand, at the largest size.
AGAINST_HAND = 1.5
#: A page in the largest database against the smallest, and against an empty page.
AGAINST_SMALL, AGAINST_EMPTY = 1.2, 4.0
#: Queries and kB of HTML: per page what it may cost.
COST = {"caseload": (12, 60), "case": (15, None)}
#: The list of what is due in a programme: ms and queries of its own, beside what an empty page
#: asks and the log of who was shown. Seconds to derive everybody anew.
DUE_PAGE, DUE_QUERIES, DUE_ALL = 100, 3, 60


def main(argv: Sequence[str] | None = None) -> int:
    """0 when every limit holds, 1 when one is missed."""
    args = _arguments(argv)
    server = start()
    lines: list[Line] = []
    if args.sizes:
        lines += figure_lines(_rounds(server, "bench.figures", args.sizes, args.times))
    if args.pages:
        lines += page_lines(_rounds(server, "bench.pages", args.pages, args.times * 3))
    if args.due:
        lines += due_lines(_rounds(server, "bench.due", args.due, args.times))
    print(markdown(lines))
    missed = [line.what for line in lines if line.missed]
    if missed:
        tell(f"missed: {'; '.join(missed)}")
    return 1 if missed else 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    sizes = {"type": _sizes, "metavar": "N,N"}
    parser.add_argument("--sizes", default=FIGURES, help="enrolments for figures", **sizes)
    parser.add_argument("--pages", default=PAGES, help="enrolments for pages", **sizes)
    parser.add_argument("--due", default=DUE, help="enrolments for what is due", **sizes)
    parser.add_argument("--times", type=int, default=9, metavar="N", help="runs in a median")
    return parser.parse_args(argv)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(size.replace("_", "")) for size in text.split(",") if size))


def _rounds(server: str, module: str, sizes: Sequence[int], times: int) -> list[list[Any]]:
    """What each size gave in each round, smallest size first."""
    environs = [(size, prepared(server, size)) for size in sizes]
    found: list[list[Any]] = [[] for _ in environs]
    for number in range(1, ROUNDS + 1):
        for place, (size, environ) in enumerate(environs):
            tell(f"{module} among {size:,}, round {number} of {ROUNDS}")
            found[place].append(measured(module, environ, str(times)))
    return found


def figure_lines(rounds: list[list[Any]]) -> Iterator[Line]:
    """The ratio at each size, with a limit at the largest, and how time grows with size."""
    middle = [_middle(each, lambda r: r["calculator"] / r["by_hand"]) for each in rounds]
    for each in middle:
        size = each["enrolments"]
        behind = f"{each['calculator']:.1f} ms, by hand {each['by_hand']:.1f} ms"
        limit = AGAINST_HAND if each is middle[-1] else None
        ratio = each["calculator"] / each["by_hand"]
        yield Line(f"figures of a year over {size:,}, against one statement by hand", ratio, limit,
                   "×", behind)  # fmt: skip
    quickest = [min(each, key=lambda r: r["calculator"]) for each in rounds]
    for small, large in pairwise(quickest):
        grown = large["calculator"] / small["calculator"]
        linear = large["enrolments"] / small["enrolments"]
        what = f"figures from {small['enrolments']:,} to {large['enrolments']:,} enrolments"
        behind = f"{small['calculator']:.1f} ms to {large['calculator']:.1f} ms"
        yield Line(what, grown, linear, "×", behind)


def page_lines(rounds: list[list[Any]]) -> Iterator[Line]:
    """Each page: against the smallest database, against an empty page, its queries and its size."""
    small, large = rounds[0], rounds[-1]
    for name, (queries, kilobytes) in COST.items():
        times = [min(r["pages"][name]["ms"] for r in each) for each in (small, large)]
        about = f"{name} among {large[0]['enrolments']:,}"
        if len(rounds) > 1:
            behind = f"{times[1]:.1f} ms, among {small[0]['enrolments']:,} {times[0]:.1f} ms"
            yield Line(f"{about}, against fewer", times[1] / times[0], AGAINST_SMALL, "×", behind)
        each = _middle(large, partial(_against_empty, name))
        took, empty = each["pages"][name]["ms"], each["pages"]["empty"]
        behind = f"{took:.1f} ms, an empty page {empty['ms']:.1f} ms, {empty['queries']} queries"
        yield Line(
            f"{about}, against an empty page", took / empty["ms"], AGAINST_EMPTY, "×", behind
        )
        page = large[0]["pages"][name]
        rows = f"{large[0]['rows']} people open" if name == "caseload" else ""
        yield Line(f"{about}, queries", page["queries"], queries, "queries", rows)
        yield Line(f"{about}, HTML", page["kB"], kilobytes, "kB", rows)
    home = min((each["pages"]["home"] for each in large), key=lambda page: page["ms"])
    fewer = min(each["pages"]["home"]["ms"] for each in small)
    behind = f"{home['queries']} queries, {home['kB']:.0f} kB; "
    behind += f"among {small[0]['enrolments']:,} {fewer:.0f} ms"
    yield Line(f"home among {large[0]['enrolments']:,}", home["ms"], None, "ms", behind)


def due_lines(rounds: list[list[Any]]) -> Iterator[Line]:
    """What is due in a programme, at the largest size, and how it grows with how many are open."""
    quickest = [
        min(each, key=lambda r: r["pages"]["first"]["ms"] + r["pages"]["last"]["ms"])
        for each in rounds
    ]
    large = quickest[-1]
    about = f"due in a programme with {large['open']:,} open"
    for name in ("first", "last"):
        page, empty = large["pages"][name], large["pages"]["empty"]
        behind = (
            f"{large['things']:,} things, {page['kB']:.0f} kB; an empty page {empty['ms']:.1f} ms"
        )
        yield Line(f"{about}, {name} page", page["ms"], DUE_PAGE, "ms", behind)
        behind = f"{page['queries']} in all, an empty page {empty['queries']}"
        yield Line(f"{about}, {name} page, queries", page["own"], DUE_QUERIES, "queries", behind)
    seconds = [min(each["seconds"] for each in size) for size in rounds]
    behind = f"all {large['enrolments']:,} of the programme, two workers"
    yield Line(f"{about}, everybody derived", seconds[-1], DUE_ALL, "s", behind)
    for place, (small, big) in enumerate(pairwise(quickest)):
        linear = big["enrolments"] / small["enrolments"]
        what = f"due from {small['open']:,} to {big['open']:,} open"
        times = [each["pages"]["first"]["ms"] for each in (small, big)]
        behind = f"{times[0]:.1f} ms to {times[1]:.1f} ms"
        yield Line(f"{what}, first page", times[1] / times[0], linear, "×", behind)
        behind = f"{seconds[place]:.1f} s to {seconds[place + 1]:.1f} s"
        yield Line(
            f"{what}, everybody derived", seconds[place + 1] / seconds[place], linear, "×", behind
        )


def _against_empty(name: str, measurement: Any) -> float:
    pages = measurement["pages"]
    return float(pages[name]["ms"] / pages["empty"]["ms"])


def _middle(rounds: Sequence[Any], ratio: Callable[[Any], float]) -> Any:
    """The round whose ratio is in the middle."""
    return sorted(rounds, key=ratio)[len(rounds) // 2]


if __name__ == "__main__":
    raise SystemExit(main())
