"""What ``stegvis verify`` asks of published versions."""

from collections.abc import Iterator

from stegvis.lib.faults import Refused
from stegvis.programmes.models import ProgrammeVersion, digest_of


def disagreements() -> Iterator[str]:
    """A sentence for each published version that is not what was published, or cannot be read."""
    for version in ProgrammeVersion.objects.select_related("programme").order_by("pk"):
        name = f"{version.programme.key} {version.version}"
        if digest_of(version.source) != version.digest:
            yield f"{name}: the stored definition is not the one that was published"
        try:
            definition = version.definition
        except Refused as refusal:
            yield f"{name}: the stored definition cannot be read: {refusal}"
            continue
        if (definition.key, definition.version) != (version.programme.key, version.version):
            yield f"{name}: the stored definition says it is {definition}"
        if (definition.valid_from, definition.valid_to) != (version.valid_from, version.valid_to):
            yield f"{name}: the stored definition holds for other days"
