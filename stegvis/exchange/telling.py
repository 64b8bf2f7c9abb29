"""Telling what an import did, or why it did nothing: as text to people, as JSON to scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from django.utils.translation import gettext as _

from stegvis.exchange.found import CohortRefused
from stegvis.exchange.services import Outcome
from stegvis.exchange.writing import Counts


def as_text(outcome: Outcome) -> str:
    """What was done, in sentences and a table."""
    return "\n".join([*_said(outcome), "", *_table(outcome.counts), "", _ending(outcome)])


def _said(outcome: Outcome) -> Iterator[str]:
    made = _("Förbundet ”%(name)s” fanns inte och lades upp.")
    published = _("Insatsen %(programme)s, version %(version)s, publicerades.")
    if outcome.dry_run:
        made = _("Förbundet ”%(name)s” fanns inte och skulle läggas upp.")
        published = _("Insatsen %(programme)s, version %(version)s, skulle publiceras.")
    if outcome.association_made:
        yield made % {"name": outcome.association}
    for version in outcome.published:
        yield published % {"programme": outcome.programme, "version": version}
    yield from outcome.notes


def _table(counts: Mapping[str, Counts]) -> Iterator[str]:
    heads = [_("lästa"), _("nya"), _("ändrade"), _("orörda")]
    yield " " * 12 + "".join(f"{head:>10}" for head in heads)
    for name, count in counts.items():
        numbers = [count.read, count.made, count.changed, count.left]
        yield f"{name:<12}" + "".join(f"{number:>10}" for number in numbers)


def _ending(outcome: Outcome) -> str:
    if outcome.dry_run:
        return _("Det här är vad som skulle hända. Ingenting har sparats.")
    return _("Allt är sparat.")


def as_json(outcome: Outcome) -> str:
    """The same, with the keys of the contract."""
    return _dumped(
        outcome.association, outcome.programme, outcome.counts,
        association_made=outcome.association_made, published=outcome.published,
        dry_run=outcome.dry_run, written=not outcome.dry_run, notes=outcome.notes, faults=[],
    )  # fmt: skip


def refusal_as_json(
    refused: CohortRefused, association: str, programme: str, *, dry_run: bool
) -> str:
    """Every fault with file, row, column and sentence; and that nothing was written."""
    faults = [
        {"file": f.file, "row": f.row, "column": f.column, "sentence": f.fault.sentence}
        for f in refused.found
    ]
    counts = {name: Counts(read) for name, read in refused.read.items()}
    return _dumped(
        association, programme, counts,
        association_made=False, published=[], dry_run=dry_run, written=False, notes=[],
        faults=faults,
    )  # fmt: skip


def _dumped(association: str, programme: str, counts: Mapping[str, Counts], **rest: object) -> str:
    files = {name: asdict(count) for name, count in counts.items()}
    told = {"association": association, "programme": programme, "files": files}
    return json.dumps(told | rest, ensure_ascii=False, indent=2)
