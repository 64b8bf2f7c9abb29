"""Every act on the way in, one module per part of the road."""

from stegvis.intake.services.applications import (
    Given,
    Stated,
    begin_application,
    delete_draft,
    mark_decision_read,
    save_draft,
    send_application,
    withdraw_application,
)
from stegvis.intake.services.around import (
    Agreed,
    book_meeting,
    cancel_person_meeting,
    hold_meeting,
    move_person_meeting,
)
from stegvis.intake.services.decisions import (
    Verdict,
    correct_decision,
    decide,
    decide_around,
    disagree,
    settle,
)
from stegvis.intake.services.letters import write_letters
from stegvis.intake.services.meetings import (
    Seen,
    cancel_meeting,
    finish_meeting,
    move_meeting,
    plan_meeting,
    raise_people,
    record_attendance,
    take_off,
    take_up,
)
from stegvis.intake.services.preparation import Told, record_preparation

__all__ = [
    "Agreed",
    "Given",
    "Seen",
    "Stated",
    "Told",
    "Verdict",
    "begin_application",
    "book_meeting",
    "cancel_meeting",
    "cancel_person_meeting",
    "correct_decision",
    "decide",
    "decide_around",
    "delete_draft",
    "disagree",
    "finish_meeting",
    "hold_meeting",
    "mark_decision_read",
    "move_meeting",
    "move_person_meeting",
    "plan_meeting",
    "raise_people",
    "record_attendance",
    "record_preparation",
    "save_draft",
    "send_application",
    "settle",
    "take_off",
    "take_up",
    "withdraw_application",
    "write_letters",
]
