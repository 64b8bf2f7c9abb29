"""The words of the programme that a cohort is read into: what its cells may say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stegvis.access.models import Association, Membership, Organisation, Party, Unit
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.models import Programme, ProgrammeVersion
from stegvis.programmes.services import employer, make_places

#: Stands for the municipality of the row's own unit, where the plan has several.
OWN_MUNICIPALITY = 0


@dataclass(frozen=True)
class Vocabulary:
    """What a cell may say, and what is kept for it. All published versions count.

    The words people write are given in the case they are shown; they are found in any.
    """

    association: Association
    programme: Programme
    versions: tuple[ProgrammeVersion, ...]
    units: Mapping[str, int]
    parties: Mapping[str, int]
    end_reasons: tuple[str, ...]
    #: Empty when no version lists kinds of livelihood: then any word will do.
    livelihoods: tuple[str, ...]
    #: Addresses of those who work in the association.
    staff: frozenset[str]


def vocabulary(association: Association, versions: list[ProgrammeVersion]) -> Vocabulary:
    """The words of a programme's versions, of which there is at least one.

    Makes the units and parties that they name, where they are not there.
    """
    definitions = [version.definition for version in versions]
    stored = set(Unit.objects.values_list("key", flat=True))
    for definition in definitions:
        if not {unit.key for unit in definition.units} <= stored:
            make_places(association, definition)
    kinds = [kind for d in definitions if d.livelihoods for kind in d.livelihoods.kinds]
    return Vocabulary(
        association,
        versions[0].programme,
        tuple(versions),
        units=_units(definitions),
        parties=_parties(association, definitions),
        end_reasons=tuple(dict.fromkeys(key for d in definitions for key in d.end_reasons)),
        livelihoods=tuple(dict.fromkeys(kind.key for kind in kinds)),
        staff=frozenset(email.lower() for email in _addresses()),
    )


def _units(definitions: Iterable[ProgrammeDefinition]) -> dict[str, int]:
    """The units by name and by key, the key last so that it stands where two are alike."""
    numbers = dict(Unit.objects.values_list("key", "pk"))
    units = [unit for definition in definitions for unit in definition.units]
    return {unit.name: numbers[unit.key] for unit in units} | {
        unit.key: numbers[unit.key] for unit in units
    }


def _parties(
    association: Association, definitions: Iterable[ProgrammeDefinition]
) -> dict[str, int]:
    """Every party of the association by its name, and those of the plan by key and kind too."""
    numbers = dict(Organisation.objects.values_list("name", "pk"))
    found: dict[str, int] = {}
    for definition in definitions:
        for party in definition.parties:
            number = numbers.get(party.name) or _municipality(association, definition)
            kind = str(Party(party.kind).label)
            found |= dict.fromkeys((party.kind, kind, party.name, party.key), number)
    return found | numbers


def _municipality(association: Association, definition: ProgrammeDefinition) -> int:
    """The one municipality of a plan that names it by its unit alone; its own unit's of several."""
    if len(definition.municipalities) > 1:
        return OWN_MUNICIPALITY
    return employer(association, definition, definition.municipalities[0]).pk


def _addresses() -> Iterable[str]:
    return Membership.objects.values_list("user__email", flat=True).distinct()
