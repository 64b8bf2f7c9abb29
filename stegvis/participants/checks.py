"""What ``stegvis verify`` asks of enrolments."""

from collections.abc import Iterator

from django.db.models import F

from stegvis.participants.models import Enrolment


def disagreements() -> Iterator[str]:
    """A sentence for each enrolment that its own version does not fit."""
    for row in Enrolment.objects.exclude(programme=F("version__programme")).iterator():
        yield f"{row.case_number}: the enrolment's version belongs to another programme"
    rows = Enrolment.objects.filter(end_reason__isnull=False).values_list("version", "end_reason")
    known: dict[int, dict[str, str]] = {}
    for version_id, reason in rows.distinct():
        if version_id not in known:
            version = Enrolment.objects.filter(version=version_id)[0].version
            known[version_id] = version.definition.end_reasons
        if reason not in known[version_id]:
            yield f"an end reason that version {version_id} does not know: {reason}"
