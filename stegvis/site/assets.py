"""Static files made ready to serve: named by their content, compressed, and only when changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

#: In STATIC_ROOT: what it was last made from.
MARK = ".made-from"


def collect() -> bool:
    """Fill STATIC_ROOT from the apps. False when it was already made from the same files."""
    from django.core.management import call_command

    mark, digest = Path(settings.STATIC_ROOT) / MARK, fingerprint()
    if mark.exists() and mark.read_text() == digest:
        return False
    call_command("collectstatic", clear=True, interactive=False, verbosity=0)
    mark.write_text(digest)  # last, so that a start that was cut short begins again
    return True


def fingerprint() -> str:
    """A digest over every static file's name, size and time of change."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for name, path in _files():
        stat = path.stat()
        digest.update(f"\n{name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            yield name, Path(storage.path(name))
