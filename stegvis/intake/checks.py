"""What ``stegvis verify`` asks of decisions."""

from collections.abc import Iterator

from stegvis.intake.models import MeetingItem
from stegvis.participants.models import Decision, Enrolment


def disagreements() -> Iterator[str]:
    """A sentence for each enrolment whose decision is not the last one its group or head made.

    A party may take its application back without the group.
    """
    last: dict[int, str] = {}
    items = MeetingItem.objects.exclude(outcome=None).order_by("meeting__on", "pk")
    for item in items.iterator():
        if item.result in Decision.values:
            last[item.enrolment_id] = item.result
    rows = Enrolment.objects.filter(pk__in=last).exclude(decision=Decision.WITHDRAWN)
    for row in rows.iterator():
        if row.decision != last[row.pk]:
            yield f"{row.case_number}: the decision is not the one the referral group made"
