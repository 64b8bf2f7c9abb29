"""Reading a cohort into a programme: all of it, or nothing and every fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stegvis.access import wall
from stegvis.access.models import Association
from stegvis.access.services import association_named
from stegvis.audit import log
from stegvis.exchange.checking import find_faults
from stegvis.exchange.events import Event
from stegvis.exchange.found import CohortRefused, Findings, Found, closest
from stegvis.exchange.resolving import resolve
from stegvis.exchange.source import open_cohort
from stegvis.exchange.staging import Progress, make_tables, take_in
from stegvis.exchange.vocabulary import Vocabulary, vocabulary
from stegvis.exchange.writing import Counts, write
from stegvis.lib.faults import Refused
from stegvis.programmes.definition.folder import programmes
from stegvis.programmes.definition.reading import file_text
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.queries import published
from stegvis.programmes.services import publish


@dataclass
class Outcome:
    """What an import did, or would do."""

    association: str
    programme: str
    dry_run: bool
    association_made: bool = False
    #: The shipped versions that it published, as the programme was not there.
    published: list[str] = field(default_factory=list)
    #: By sheet, in the order of the contract.
    counts: dict[str, Counts] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def import_cohort(
    *,
    path: Path,
    programme: str,
    association: str,
    today: date,
    dry_run: bool = False,
    progress: Progress = lambda file, rows: None,
) -> Outcome:
    """Read a folder or workbook into a programme of an association, and say what was done.

    Makes the association when it is not there, and publishes the shipped versions of the
    programme when none is. Reading the same again changes nothing. With ``dry_run`` all is done
    and taken back. Raises CohortRefused with every fault, and then nothing was written.
    """
    outcome = Outcome(association, programme, dry_run)
    try:
        with transaction.atomic():
            _import(path, outcome, today, progress)
            transaction.set_rollback(dry_run)
    except (IntegrityError, OperationalError) as error:
        # The rules hold the constraints, so somebody else must have written at the same time.
        what = _("Databasen tog inte emot raderna: %(why)s") % {"why": str(error).splitlines()[0]}
        instead = _("Läs in igen; någon kan ha ändrat under tiden.")
        raise CohortRefused([Found(str(path), None, None, what, instead)]) from error
    return outcome


def _import(path: Path, outcome: Outcome, today: date, progress: Progress) -> None:
    longest = Association._meta.get_field("name").max_length or 0
    if len(outcome.association) > longest:
        what = _("Förbundets namn är längre än %(longest)s tecken.") % {"longest": longest}
        raise CohortRefused([Found("--association", None, None, what, _("Korta det."))])
    association, outcome.association_made = association_named(outcome.association)
    wall.enter(association.pk, how="import")
    _one_at_a_time(association)
    words = vocabulary(association, _versions(association, outcome))

    findings = Findings()
    tables = {table.sheet.name: table for table in open_cohort(path, findings)}
    make_tables()
    read = {
        name: take_in(table, words, today, findings, progress) for name, table in tables.items()
    }
    early = resolve(tables, words, today)
    find_faults(tables, words, today, findings)
    if findings.found:
        raise CohortRefused(findings.in_order(), read)

    outcome.counts = write(tables, read, words)
    outcome.notes = _notes(early, words)
    _trace(words, outcome.counts)


def _one_at_a_time(association: Association) -> None:
    """Wait for another import into the association to end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('exchange'), %s)", [association.pk])


def _versions(association: Association, outcome: Outcome) -> list[ProgrammeVersion]:
    """The versions of the programme; the shipped ones are published when there is none."""
    if versions := published(outcome.programme):
        return versions
    shipped = programmes()
    paths = [path for (key, _version), path in shipped.items() if key == outcome.programme]
    if not paths:
        known = {key for key, _version in shipped}
        what = _("Det finns ingen insats med nyckeln ”%(key)s”.") % {"key": outcome.programme}
        found = Found("--programme", None, None, what, closest(outcome.programme, known))
        raise CohortRefused([found])
    for path in paths:
        try:
            publish(by=None, association=association, source=file_text(path))
        except Refused as refused:
            raise CohortRefused(
                Found(str(path), None, None, f"{fault.where}: {fault.what}", fault.instead)
                for fault in refused.faults
            ) from None
    outcome.published = [version.version for version in published(outcome.programme)]
    return published(outcome.programme)


def _notes(early: int, words: Vocabulary) -> list[str]:
    """What the reader should know though nothing is wrong."""
    if not early:
        return []
    first = min(words.versions, key=lambda version: version.valid_from)
    sentence = ngettext(
        "%(count)s inskrivning är från tiden före version %(version)s och står under den.",
        "%(count)s inskrivningar är från tiden före version %(version)s och står under den.",
        early,
    )
    return [sentence % {"count": early, "version": first.version}]


def _trace(words: Vocabulary, counts: Mapping[str, Counts]) -> None:
    """Log the import, unless nothing came of it."""
    became = {name: [c.made, c.changed] for name, c in counts.items() if c.made or c.changed}
    if became:
        log.record(Event.COHORT_READ, by=None, on=words.programme, files=became)
