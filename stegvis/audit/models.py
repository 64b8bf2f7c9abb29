"""What was done and opened, and what every change replaced. Rows are added, never altered.

These tables stand below ``access`` and therefore name people and associations by number.
``append_only`` is read by the wall, which makes the database hold to it.
"""

from django.db import models
from django.db.models import Func
from django.db.models.functions import Now


class Here(Func):
    """The association of the running transaction, or NULL outside one (see ``access.wall``)."""

    template = "stegvis_association()"
    output_field = models.BigIntegerField()


class Actor(Func):
    """The user of the running transaction, or NULL outside one (see ``access.wall``)."""

    template = "stegvis_actor()"
    output_field = models.BigIntegerField()


class How(Func):
    """The way the running transaction came: form, import, command; sql when it did not say."""

    template = "stegvis_how()"
    output_field = models.CharField()


class Traced(models.Model):
    """Who made a row, when and how, filled by the database whichever way the row came."""

    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.BigIntegerField(null=True, db_default=Actor(), editable=False)
    made_how = models.CharField(max_length=12, db_default=How(), editable=False)

    class Meta:
        abstract = True


class Entry(models.Model):
    """One act, or one opening of a person's record: who, what, when, about which enrolment."""

    append_only = True

    association_id = models.BigIntegerField(null=True, db_default=Here(), editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.BigIntegerField(null=True, db_default=Actor(), editable=False)
    role = models.CharField(max_length=40, blank=True, editable=False)
    event = models.CharField(max_length=60, editable=False)
    enrolment = models.BigIntegerField(null=True, editable=False)
    participant = models.BigIntegerField(null=True, editable=False)
    #: "app.model:number" of what the act was done on.
    on = models.CharField(max_length=80, blank=True, editable=False)
    #: Plain facts about the act: keys, dates, counts. Never a name or a free text about a person.
    details = models.JSONField(default=dict, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["association_id", "at"], name="audit_entry_when"),
            models.Index(fields=["association_id", "enrolment", "at"], name="audit_entry_record"),
            models.Index(fields=["association_id", "actor", "at"], name="audit_entry_actor"),
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "log"

    def __str__(self) -> str:
        return f"{self.event} {self.on}"


class Change(models.Model):
    """What one change to a row with personal data replaced, written by a trigger.

    ``before`` and ``after`` hold the columns that differ; a removal keeps the whole row in
    ``before``. The making of a row is on the row itself (``Traced``).
    """

    append_only = True

    association_id = models.BigIntegerField(null=True, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.BigIntegerField(null=True, db_default=Actor(), editable=False)
    how = models.CharField(max_length=12, db_default=How(), editable=False)
    table = models.CharField(max_length=63, editable=False)
    row = models.BigIntegerField(editable=False)
    before = models.JSONField(editable=False)
    after = models.JSONField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["association_id", "table", "row"], name="audit_change_row"),
        ]

    class Privacy:
        personal = {"before", "after"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.table}:{self.row}"


class Seal(models.Model):
    """A digest over everything logged up to a moment, and over the seal before it."""

    append_only = True

    association_id = models.BigIntegerField(editable=False)
    until = models.DateTimeField(editable=False)
    entries = models.BigIntegerField(editable=False)
    changes = models.BigIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association_id", "until"], name="audit_seal_once")
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "log"

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d %H:%M}"
