"""Putting a version in force, or being told everything there is against it.

Here and not in ``programmes``: what a plan names of figures, and the people who would have to live
by it, are known further up. The page and the command publish by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from stegvis.access.models import Association, User
from stegvis.access.once import fresh
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.casework.moving import Lacks, without_place
from stegvis.casework.queries.moving import recorded_of
from stegvis.indicators.checking import check
from stegvis.lib.faults import Fault, Refused
from stegvis.participants.models import Enrolment
from stegvis.programmes import services
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.reading import TOO_DEEP, Document, in_order, parse
from stegvis.programmes.models import ProgrammeDraft, ProgrammeVersion
from stegvis.programmes.queries import published


@transaction.atomic
def publish(*, by: User | None, association: Association, source: str) -> ProgrammeVersion:
    """Put a version in force as ``programmes.services.publish`` does, by every rule there is.

    Raises Refused with all the reasons, and then nothing is changed.
    """
    if by is not None:
        require(by, Permission.DEFINITION_PUBLISH)
    if faults := faults_against(source):
        raise Refused(faults)
    return services.publish(by=by, association=association, source=source)


@transaction.atomic
def publish_draft(
    *, by: User, association: Association, draft: ProgrammeDraft, revision: int | None
) -> ProgrammeVersion:
    """Put what a draft says in force; the draft is then gone. Stale when it has been changed."""
    require(by, Permission.DEFINITION_PUBLISH, draft)
    held = ProgrammeDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    fresh(held, revision)
    version = publish(by=by, association=association, source=held.source)
    held.delete()
    return version


def faults_against(source: str) -> list[Fault]:
    """Everything that keeps a text from being published in the association stepped into."""
    faults = plan_faults(source)
    document = _document(source)
    if document is not None:
        key = document.get("key")
        versions = published(key) if isinstance(key, str) else []
        faults += services.contradictions(versions, document, source)
        if not faults:
            definition = ProgrammeDefinition.model_validate(document)
            known = any(version.version == definition.version for version in versions)
            faults += [] if known else left_without_a_rule(definition)
    return in_order(faults)


def plan_faults(source: str) -> list[Fault]:
    """The faults of a text by itself, as ``stegvis definitions check`` finds them in a file."""
    with TemporaryDirectory(prefix="stegvis-") as folder:
        path = Path(folder) / "plan.toml"
        path.write_bytes(source.encode("utf-8", errors="replace"))
        try:
            found = check([path])
        except RecursionError:
            return [TOO_DEEP]
    return [
        replace(fault, where=fault.where.removeprefix(str(path)).removeprefix(": "))
        for fault in found
    ]


def _document(source: str) -> Document | None:
    try:
        return parse(source)
    except Refused:
        return None


#: What is wrong with a version that people who are there have no place in, and what instead.
LEFT = {
    Lacks.UNIT: ("people are in the unit {!r}, which is not here.", "Keep the unit."),
    Lacks.PHASE: (
        "people have stood in the phase {!r}, which is not here.",
        "Keep it, or name it in was, in the phase that takes over from it.",
    ),
    Lacks.LIVELIHOOD: (
        "the livelihood {!r} is recorded about people, and is not here.",
        "Keep the kind.",
    ),
    Lacks.INFORMATION: (
        "people have agreed to share {!r}, which is not here.",
        "Keep the kind of information.",
    ),
    Lacks.END_REASON: (
        "people have left for the reason {!r}, which is not here.",
        "Keep the end reason.",
    ),
}


def left_without_a_rule(definition: ProgrammeDefinition) -> Iterator[Fault]:
    """What is recorded about people under earlier versions that this one has no place for.

    Says that there are such people, never how many: that would be a figure about a few.
    """
    rows = Enrolment.objects.open().filter(
        programme__key=definition.key, version__valid_from__lt=definition.valid_from
    )
    for lacks, key in without_place(definition, recorded_of(rows, timezone.localdate())):
        what, instead = LEFT[lacks]
        yield Fault(lacks.value, what.format(key), instead)
