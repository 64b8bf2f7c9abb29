"""The acts of the work with a person, one module for each stretch of the road."""

from stegvis.casework.services.admission import admit
from stegvis.casework.services.contact import change_contact_person
from stegvis.casework.services.ending import correct_end, discharge, end, undo_end
from stegvis.casework.services.extending import (
    decide_extension,
    note_reports,
    propose_extension,
    report_extension,
)
from stegvis.casework.services.identity import mark_protected
from stegvis.casework.services.moving import Moved, move_people, move_to_version
from stegvis.casework.services.observing import observe
from stegvis.casework.services.phases import (
    begin_track,
    correct_phase,
    end_track,
    enter_phase,
    explain_phase,
    note_meeting,
)
from stegvis.casework.services.proposing import (
    answer_proposal,
    ask_party,
    propose_to_unit,
    read_answer,
)

__all__ = [
    "Moved",
    "admit",
    "answer_proposal",
    "ask_party",
    "begin_track",
    "change_contact_person",
    "correct_end",
    "correct_phase",
    "decide_extension",
    "discharge",
    "end",
    "end_track",
    "enter_phase",
    "explain_phase",
    "mark_protected",
    "move_people",
    "move_to_version",
    "note_meeting",
    "note_reports",
    "observe",
    "propose_extension",
    "propose_to_unit",
    "read_answer",
    "report_extension",
    "undo_end",
]
