"""Who may do what, written to be read by the data protection officer.

Which rows a permission reaches is decided by ``visible_to`` on each QuerySet. Nobody has a role by
being in another: what is not in a row here, that role cannot do.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    APPLICATION_WRITE = "application.write"  # write, send and follow one's own applications
    SHARED_READ = "shared.read"  # what consent lets one's party see of people raised in the group
    MEETING_TAKE_PART = "meeting.take_part"  # read the agenda, be recorded as present
    MEETING_RUN = "meeting.run"  # call the group, build the agenda, record decisions
    DISPUTE_DECIDE = "dispute.decide"  # decide where the group could not agree
    CASE_READ = "case.read"  # open a person's record in one's units
    CASE_EDIT = "case.edit"  # record in it
    EXTENSION_DECIDE = "extension.decide"  # decide on a longer stay, where the plan names the role
    EXTENSION_READ = "extension.read"  # what was told of extensions, without any person
    EXTENSION_NOTE = "extension.note"  # note at which meeting they were gone through
    FIGURE_READ = "figure.read"  # counts, with small groups hidden
    FIGURE_OPEN = "figure.open"  # the people behind a figure, as far as one may open their records
    OWN_CASE = "own.case"  # one's own plan, consents, and who has read
    EXTRACT_READ = "extract.read"  # a pseudonymised extract, for a purpose and a time
    STAFF_EDIT = "staff.edit"  # accounts and roles
    DEFINITION_READ = "definition.read"  # the programme's plan as the system reads it
    DEFINITION_PUBLISH = "definition.publish"  # put a new version of it in force
    VERSION_MOVE = "version.move"  # let people in one's units stand under a newer version
    LOG_REVIEW = "log.review"  # who opened which record


class Role(models.TextChoices):
    COACH = "coach", _("Handledare")
    HEAD_OF_UNIT = "head_of_unit", _("Enhetschef")
    REFERRER = "referrer", _("Remittent")
    STEERING_GROUP = "steering_group", _("Styrgrupp")
    ASSOCIATION = "association", _("Förbund")
    PARTICIPANT = "participant", _("Deltagare")
    EVALUATOR = "evaluator", _("Utvärderare")
    ADMINISTRATOR = "administrator", _("Administratör")
    LOG_REVIEWER = "log_reviewer", _("Loggranskare")


#: Roles that are held in a unit: whose people, or whose referral group, it is about.
IN_A_UNIT = {Role.COACH, Role.HEAD_OF_UNIT, Role.REFERRER}

#: What each permission lets one do, as the roles page says it.
SAYS: dict[Permission, str | Promise] = {
    Permission.APPLICATION_WRITE: _("Skriva, skicka och följa sina egna ansökningar"),
    Permission.SHARED_READ: _("Se det som samtycket låter parten veta om dem gruppen tagit upp"),
    Permission.MEETING_TAKE_PART: _("Läsa dagordningen och delta i remittentgruppens möten"),
    Permission.MEETING_RUN: _("Kalla till remittentgruppen och anteckna vad den beslutar"),
    Permission.DISPUTE_DECIDE: _("Avgöra det som remittentgruppen inte enas om"),
    Permission.CASE_READ: _("Öppna ärenden i sin enhet; varje öppning loggas"),
    Permission.CASE_EDIT: _("Registrera i ärenden i sin enhet"),
    Permission.EXTENSION_DECIDE: _("Besluta om förlängning, där planen ger rollen det"),
    Permission.EXTENSION_READ: _("Läsa redovisade förlängningar, utan någon person"),
    Permission.EXTENSION_NOTE: _("Anteckna vid vilket möte förlängningar gåtts igenom"),
    Permission.FIGURE_READ: _("Se siffror, med små grupper dolda"),
    Permission.FIGURE_OPEN: _("Öppna en siffra och se dem bakom som man ändå får öppna"),
    Permission.OWN_CASE: _("Se sitt eget ärende, vem som läst det, och styra sina samtycken"),
    Permission.EXTRACT_READ: _("Läsa ett pseudonymiserat uttag, för ett ändamål och en tid"),
    Permission.STAFF_EDIT: _("Lägga upp konton och ge och avsluta roller"),
    Permission.DEFINITION_READ: _("Läsa insatsernas planer så som systemet läser dem"),
    Permission.DEFINITION_PUBLISH: _("Ta en ny version av en plan i bruk"),
    Permission.VERSION_MOVE: _("Flytta personer i sin enhet till en ny version av planen"),
    Permission.LOG_REVIEW: _("Granska vem som öppnat vilka ärenden"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the roles page: what the role is for, and its permissions."""

    about: str | Promise
    permissions: frozenset[Permission]


def _row(about: str | Promise, *permissions: Permission) -> Row:
    return Row(about, frozenset(permissions))


P = Permission
ROLES: dict[Role, Row] = {
    Role.COACH: _row(
        _("Följer deltagarna i sin enhet hela vägen; de egna först. Kan också föreslå någon."),
        P.CASE_READ, P.CASE_EDIT, P.APPLICATION_WRITE, P.MEETING_TAKE_PART, P.MEETING_RUN,
        P.EXTENSION_DECIDE, P.FIGURE_READ, P.FIGURE_OPEN, P.DEFINITION_READ,
    ),
    Role.HEAD_OF_UNIT: _row(
        _("Leder enheten, avgör där remittentgruppen inte enas."),
        P.CASE_READ, P.MEETING_TAKE_PART, P.DISPUTE_DECIDE, P.EXTENSION_DECIDE, P.EXTENSION_READ,
        P.FIGURE_READ, P.FIGURE_OPEN, P.DEFINITION_READ, P.VERSION_MOVE,
    ),
    Role.REFERRER: _row(
        _("Ansöker tillsammans med personen och deltar i remittentgruppens beslut."),
        P.APPLICATION_WRITE, P.SHARED_READ, P.MEETING_TAKE_PART, P.DEFINITION_READ,
    ),
    Role.STEERING_GROUP: _row(
        _("Följer mål och avvikelser. Ser siffror, aldrig en person."),
        P.EXTENSION_READ, P.EXTENSION_NOTE, P.FIGURE_READ, P.DEFINITION_READ,
    ),
    Role.ASSOCIATION: _row(
        _("Finansierar och följer upp. Ser siffror, aldrig en person (lag 2003:1210, 7 §)."),
        P.FIGURE_READ, P.DEFINITION_READ,
    ),
    Role.PARTICIPANT: _row(_("Ser sitt eget ärende och styr sina samtycken."), P.OWN_CASE),
    Role.EVALUATOR: _row(
        _("Läser ett pseudonymiserat uttag för ett ändamål och en tid."), P.EXTRACT_READ
    ),
    Role.ADMINISTRATOR: _row(
        _("Lägger upp personal, roller och insatser. Öppnar inga ärenden."),
        P.STAFF_EDIT, P.DEFINITION_READ, P.DEFINITION_PUBLISH,
    ),
    Role.LOG_REVIEWER: _row(
        _("Granskar vem som öppnat vilka ärenden (lag 2001:454, 10 §)."), P.LOG_REVIEW
    ),
}  # fmt: skip
