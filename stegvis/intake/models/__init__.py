"""The way in: the application, what must be in place first, and the group that decides."""

from stegvis.intake.models.applications import Application, HandOver, SelfApplication, TookPart
from stegvis.intake.models.eligibility import Attestation, Exemption, JointAssessment, Preparation
from stegvis.intake.models.letters import Letter
from stegvis.intake.models.matters import OTHER, MeetingItem, Outcome, PlannedStep, Position
from stegvis.intake.models.meetings import Attendance, MeetingQuerySet, ReferralMeeting

__all__ = [
    "OTHER",
    "Application",
    "Attendance",
    "Attestation",
    "Exemption",
    "HandOver",
    "JointAssessment",
    "Letter",
    "MeetingItem",
    "MeetingQuerySet",
    "Outcome",
    "PlannedStep",
    "Position",
    "Preparation",
    "ReferralMeeting",
    "SelfApplication",
    "TookPart",
]
