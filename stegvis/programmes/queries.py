"""What has been published in the association stepped into."""

from __future__ import annotations

from collections.abc import Iterable

from stegvis.programmes.models import ProgrammeVersion


def published(key: str) -> list[ProgrammeVersion]:
    """Every published version of the programme with this key, the one that begins first first."""
    versions = ProgrammeVersion.objects.filter(programme__key=key).select_related("programme")
    return list(versions.order_by("valid_from", "pk"))


def version_named(versions: Iterable[ProgrammeVersion], name: str) -> ProgrammeVersion | None:
    """The version of that name among them, or None."""
    return next((version for version in versions if version.version == name), None)
