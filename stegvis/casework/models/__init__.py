"""What is recorded of the work with a person: where they are, what holds, what is done."""

from stegvis.casework.models.corrections import Correction
from stegvis.casework.models.extensions import Extension, ExtensionReport, ReportedReason
from stegvis.casework.models.kept import DueHolds, DueItem, DueStale, DueState
from stegvis.casework.models.observations import (
    LadderStep,
    Livelihood,
    Observation,
    Occupation,
    OccupationKind,
)
from stegvis.casework.models.proposals import (
    FROM_A_PARTY,
    TO_A_PARTY,
    WITHIN_THE_UNIT,
    Answer,
    Proposal,
    ProposalKind,
)
from stegvis.casework.models.road import Phase, Track, VersionStretch
from stegvis.casework.models.work import Contact, ContactKind, ContactWith, Placement, PlacementKind

__all__ = [
    "FROM_A_PARTY",
    "TO_A_PARTY",
    "WITHIN_THE_UNIT",
    "Answer",
    "Contact",
    "ContactKind",
    "ContactWith",
    "Correction",
    "DueHolds",
    "DueItem",
    "DueStale",
    "DueState",
    "Extension",
    "ExtensionReport",
    "LadderStep",
    "Livelihood",
    "Observation",
    "Occupation",
    "OccupationKind",
    "Phase",
    "Placement",
    "PlacementKind",
    "Proposal",
    "ProposalKind",
    "ReportedReason",
    "Track",
    "VersionStretch",
]
