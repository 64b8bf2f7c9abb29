"""What ``stegvis verify`` asks of the work with people."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from stegvis.casework import stored
from stegvis.casework.models import VersionStretch
from stegvis.participants.models import Enrolment


def disagreements() -> Iterator[str]:
    """A sentence for each enrolment whose kept list of what is due is not a fresh one.

    And for each that stands under another version of the plan than it was last moved to.
    """
    yield from stored.differences(timezone.localdate())
    for case_number in _moved_elsewhere():
        yield f"case {case_number}: stands under another version than it was last moved to"


def _moved_elsewhere() -> Iterator[str]:
    last = VersionStretch.objects.filter(enrolment=OuterRef("pk")).order_by("-starts_on", "-pk")
    moved = Enrolment.objects.annotate(moved_to=Subquery(last.values("version")[:1]))
    wrong = moved.filter(moved_to__isnull=False).exclude(moved_to=F("version"))
    yield from wrong.order_by("pk").values_list("case_number", flat=True)
