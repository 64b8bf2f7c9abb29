"""The plan in force, and the ``stegvis`` command as a process on an empty database of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

import pytest

from stegvis.programmes.services import publish
from stegvis.site import database
from tests.factories import PLAN
from tests.repository import ROOT
from tests.servers import drop

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def published(association):
    """The plan in force, so that what an example costs is the import alone."""
    publish(by=None, association=association, source=PLAN.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def stegvis(worker_id: str) -> Iterator[Command]:
    """Run a command in the repository, on data that is there as long as the module's tests."""
    folder = tempfile.mkdtemp(prefix="stegvis-command-")
    environ = {name: value for name, value in os.environ.items() if name != "STEGVIS_DATA"}
    given = environ.get("STEGVIS_DATABASE_URL")
    if given:
        name = f"stegvis_command_{worker_id}_{os.getpid()}"
        environ["STEGVIS_DATABASE_URL"] = given.rpartition("/")[0] + "/" + name

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "stegvis.site.cli", *map(str, words), "--data", folder],
            cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    yield run
    if given:
        drop(database.parse_url(environ["STEGVIS_DATABASE_URL"]))
    shutil.rmtree(folder, ignore_errors=True)
