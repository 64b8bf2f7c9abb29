"""What ``stegvis verify`` asks of the work with people."""

from collections.abc import Iterator

from django.utils import timezone

from stegvis.casework import stored


def disagreements() -> Iterator[str]:
    """A sentence for each enrolment whose kept list of what is due is not a fresh one."""
    yield from stored.differences(timezone.localdate())
