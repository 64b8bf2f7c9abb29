"""Publishing a plan: from then on people stand under it, and it does not change."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from stegvis.access.models import Association, Organisation, Party, Unit, User
from stegvis.access.roles import Permission
from stegvis.access.services import party_named, require
from stegvis.audit import log
from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition import ProgrammeDefinition, fingerprint, read_text
from stegvis.programmes.definition.folder import Source, overlap_faults
from stegvis.programmes.definition.reading import Document, parse
from stegvis.programmes.events import Event
from stegvis.programmes.models import Programme, ProgrammeVersion
from stegvis.programmes.queries import published, version_named


@transaction.atomic
def publish(*, by: User | None, association: Association, source: str) -> ProgrammeVersion:
    """The version that a definition's text makes in the association stepped into.

    The same text again gives the version that is there and changes nothing. Makes the units and
    parties that the plan names where they are not there. ``by`` is None when a command does it.

    Raises Refused with every fault when the text is at fault, when the version is published with
    another text, and when it would hold on the same day as another version of the programme.
    """
    if by is not None:
        require(by, Permission.DEFINITION_PUBLISH)
    definition = read_text(source)

    programme = _programme(association, definition)
    versions = published(definition.key)
    if faults := contradictions(versions, parse(source), source):
        raise Refused(faults)
    if same := version_named(versions, definition.version):
        return same

    version = ProgrammeVersion.objects.create(
        association=association,
        programme=programme,
        version=definition.version,
        valid_from=definition.valid_from,
        valid_to=definition.valid_to,
        source=source.replace("\r\n", "\n"),
        digest=fingerprint(source),
    )
    make_places(association, definition)
    if all(version.valid_from > earlier.valid_from for earlier in versions):
        Programme.objects.filter(pk=programme.pk).update(title=definition.title)

    log.record(
        Event.VERSION_PUBLISHED,
        by=by, on=version,
        programme=definition.key, version=definition.version, digest=version.digest,
    )  # fmt: skip
    return version


def _programme(association: Association, definition: ProgrammeDefinition) -> Programme:
    """The programme, made when it is not there, and locked: two may publish at once."""
    programme, _made = Programme.objects.get_or_create(
        association=association, key=definition.key, defaults={"title": definition.title}
    )
    return Programme.objects.select_for_update().get(pk=programme.pk)


def contradictions(
    versions: list[ProgrammeVersion], document: Document, source: str
) -> list[Fault]:
    """What published versions have against a text: changed since, or holding on the same day.

    Asks nothing of the text but its key, version and days, so that one at fault is told this too.
    """
    key, name = (_written(document.get(step)) for step in ("key", "version"))
    same = version_named(versions, name)
    if same is not None:
        if fingerprint(same.source) == fingerprint(source):
            return []
        what = f"{same.programme.key} {name} is published here with another text."
        return [Fault("version", what, "Copy it to a new version, and change that.")]
    read = [
        Source(Path(f"{key}-{each.version}.toml"), each.source, parse(each.source))
        for each in versions
    ]
    return overlap_faults([*read, Source(Path(f"{key}-{name}.toml"), source, document)])


def _written(value: object) -> str:
    """A key or a version as text; nothing for what neither can be."""
    return str(value) if isinstance(value, str | int) else ""


def make_places(association: Association, definition: ProgrammeDefinition) -> None:
    """Make the parties and units that a plan names, where they are not there."""
    for party in definition.parties:
        if party.kind != Party.MUNICIPALITY or not definition.municipalities:
            party_named(association, party.name, Party(party.kind))
    for unit in definition.units:
        Unit.objects.get_or_create(
            association=association,
            key=unit.key,
            defaults={
                "name": unit.name,
                "organisation": employer(association, definition, unit.municipality),
            },
        )


def employer(
    association: Association, definition: ProgrammeDefinition, municipality: str | None
) -> Organisation:
    """The party whose staff work in a unit: its municipality, else the association itself.

    A plan for several municipalities names them together ("Kommunen"), so each unit's own is
    made; where there is one it goes by the name that the plan gives it.
    """
    if municipality is None:
        return party_named(association, association.name, Party.ASSOCIATION)
    named = [party.name for party in definition.parties if party.kind == Party.MUNICIPALITY]
    alone = len(named) == len(definition.municipalities) == 1
    name = named[0] if alone else municipality_name(municipality)
    return party_named(association, name, Party.MUNICIPALITY)


def municipality_name(place: str) -> str:
    """What the municipality of a place is called: Eksjö kommun, Jönköpings kommun."""
    genitive = "" if place[-1:].lower() in "aeiouyåäösxz" else "s"
    return f"{place}{genitive} kommun"
