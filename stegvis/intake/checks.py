"""What ``stegvis verify`` asks of decisions."""

from collections.abc import Iterator

from stegvis.intake.models import MeetingItem
from stegvis.participants.models import Decision, Enrolment

#: Which decision on the enrolment follows from a group's outcome.
FOLLOWS = {
    MeetingItem.Outcome.ADMIT: Decision.ADMITTED,
    MeetingItem.Outcome.REFUSE: Decision.REFUSED,
    MeetingItem.Outcome.WAIT: Decision.WAITING,
}


def disagreements() -> Iterator[str]:
    """A sentence for each enrolment whose decision is not the last one its group or head made."""
    last: dict[int, MeetingItem] = {}
    items = MeetingItem.objects.exclude(outcome=None).order_by("meeting__on", "pk")
    for item in items.iterator():
        if _outcome(item) in FOLLOWS:
            last[item.enrolment_id] = item
    rows = Enrolment.objects.filter(pk__in=last).exclude(decision=Decision.WITHDRAWN)
    for row in rows.iterator():
        if row.decision != FOLLOWS[_outcome(last[row.pk])]:
            yield f"{row.case_number}: the decision is not the one the referral group made"


def _outcome(item: MeetingItem) -> MeetingItem.Outcome:
    settled = item.settled if item.outcome == MeetingItem.Outcome.DISAGREE else item.outcome
    return MeetingItem.Outcome(settled) if settled else MeetingItem.Outcome.DISAGREE
