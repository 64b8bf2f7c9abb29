"""Every act on the way in, one module per part of the road."""

from stegvis.intake.services.alone import begin_from_alone, receive_alone, set_aside
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
from stegvis.intake.services.deciding_around import decide_around
from stegvis.intake.services.decisions import correct_decision, decide, disagree, settle
from stegvis.intake.services.eligibility import (
    attest,
    end_joint_assessment,
    exempt,
    record_joint_assessment,
)
from stegvis.intake.services.handing_over import (
    propose_hand_over,
    refuse_hand_over,
    take_back,
    take_over,
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
from stegvis.intake.services.verdicts import Verdict

__all__ = [
    "Agreed",
    "Given",
    "Seen",
    "Stated",
    "Told",
    "Verdict",
    "attest",
    "begin_application",
    "begin_from_alone",
    "book_meeting",
    "cancel_meeting",
    "cancel_person_meeting",
    "correct_decision",
    "decide",
    "decide_around",
    "delete_draft",
    "disagree",
    "end_joint_assessment",
    "exempt",
    "finish_meeting",
    "hold_meeting",
    "mark_decision_read",
    "move_meeting",
    "move_person_meeting",
    "plan_meeting",
    "propose_hand_over",
    "raise_people",
    "receive_alone",
    "record_attendance",
    "record_joint_assessment",
    "record_preparation",
    "refuse_hand_over",
    "save_draft",
    "send_application",
    "set_aside",
    "settle",
    "take_back",
    "take_off",
    "take_over",
    "take_up",
    "withdraw_application",
    "write_letters",
]
