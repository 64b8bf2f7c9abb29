"""What is due, kept, so that lists are put in order by it: docs/decisions/0004."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Walled, WalledForeignKey, WalledOneToOne
from stegvis.participants.models import Enrolment, OnEnrolment


class DueState(models.TextChoices):
    """How a thing stands. Late and due are one here: which of them follows from the day."""

    OPEN = "open", _("Att göra")
    NOT_POSSIBLE = "not_possible", _("Går inte att säga än")
    DONE = "done", _("På plats")


class DueItem(Walled):
    """One thing that is due for a person: what lists are ordered and counted by.

    A copy of what ``stegvis.casework.due`` derived, and only so much of it as a list is put in
    order by; the words are derived for those who are shown. docs/decisions/0004.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="due_items", db_index=False)
    #: As the derivation names it: ``measure:exit``, and what sort of thing: ``measure``.
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    #: Null: as soon as it can be done.
    due_on = models.DateField(_("dag"), null=True)
    #: The enrolment's own, by number: where a list begins to look. Who may see is asked of it.
    programme = models.BigIntegerField()
    unit = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=DueState)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "key"], name="casework_due_once"
            )
        ]
        indexes = [
            # What is done is most of it, and is asked for seldom.
            models.Index(
                fields=["association", "unit", "programme"],
                include=["enrolment", "kind", "due_on", "state"],
                name="casework_due_undone",
                condition=~Q(state="done"),
            )
        ]

    class Privacy:
        #: Follows from what is personal elsewhere, and has its history there.
        personal: set[str] = set()
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.key}"


class DueHolds(Walled):
    """From which day what is kept about an enrolment was derived, and to which it holds.

    None for an enrolment about which nothing is due and nothing will be, whatever day it is.
    """

    enrolment = WalledOneToOne(Enrolment, related_name="due_holds")
    derived_on = models.DateField()
    #: The first day on which it may be something else. Null: no day by itself changes it.
    changes_on = models.DateField(null=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["association", "changes_on"], name="casework_due_changes"),
            models.Index(fields=["association", "derived_on"], name="casework_due_derived"),
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.derived_on}"


class DueStale(Walled):
    """That something which what is due follows from has changed for an enrolment.

    The database's own triggers write it (``stegvis.casework.staleness``), once for each enrolment
    and transaction: two that change the same enrolment at once do not wait for each other, and
    whoever derives takes away the marks seen before the facts were read, and no other.
    """

    #: A number and not a key: a mark costs nothing to write and may outlive what it is about.
    enrolment = models.BigIntegerField()
    transaction = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "transaction"], name="casework_due_stale_once"
            )
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment}"
