"""The shape of what is typed on the way in."""

from stegvis.intake.forms.alone import AloneForm, SetAsideForm
from stegvis.intake.forms.application import ApplicationForm, BeginForm
from stegvis.intake.forms.around import AroundDecisionForm, BookForm, HoldForm, LetterForm
from stegvis.intake.forms.arrival import ConsentForm, PreparationForm, WithdrawConsentForm
from stegvis.intake.forms.eligibility import (
    CriteriaForm,
    EndJointAssessmentForm,
    ExemptionForm,
    JointAssessmentForm,
)
from stegvis.intake.forms.handing_over import HandOverForm, RefuseHandOverForm
from stegvis.intake.forms.meeting import (
    AttendanceForm,
    CorrectionForm,
    DayForm,
    DecisionForm,
    PlanForm,
    PositionsForm,
    RaiseForm,
    SettleForm,
    TakeUpForm,
)

__all__ = [
    "AloneForm",
    "ApplicationForm",
    "AroundDecisionForm",
    "AttendanceForm",
    "BeginForm",
    "BookForm",
    "ConsentForm",
    "CorrectionForm",
    "CriteriaForm",
    "DayForm",
    "DecisionForm",
    "EndJointAssessmentForm",
    "ExemptionForm",
    "HandOverForm",
    "HoldForm",
    "JointAssessmentForm",
    "LetterForm",
    "PlanForm",
    "PositionsForm",
    "PreparationForm",
    "RaiseForm",
    "RefuseHandOverForm",
    "SetAsideForm",
    "SettleForm",
    "TakeUpForm",
    "WithdrawConsentForm",
]
