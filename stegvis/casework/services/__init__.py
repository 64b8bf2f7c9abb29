"""The acts of the work with a person, one module for each stretch of the road."""

from stegvis.casework.services.admission import admit
from stegvis.casework.services.contact import change_contact_person
from stegvis.casework.services.ending import correct_end, discharge, end, undo_end
from stegvis.casework.services.identity import mark_protected
from stegvis.casework.services.observing import observe
from stegvis.casework.services.phases import correct_phase, enter_phase

__all__ = [
    "admit",
    "change_contact_person",
    "correct_end",
    "correct_phase",
    "discharge",
    "end",
    "enter_phase",
    "mark_protected",
    "observe",
    "undo_end",
]
