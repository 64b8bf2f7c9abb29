"""The settings of a site in earnest: Django's own review of them has nothing to say."""

import os
import subprocess
import sys

EARNEST = {
    "STEGVIS_SECRET_KEY": "x7-fPq0zL9bV2mTn4cRy8wKd1sHj6uGa3eXo5iBvUlYrNtQzWkMp",
    "STEGVIS_HOSTS": "stegvis.example.org",
    "STEGVIS_DATABASE_URL": "postgresql://stegvis:x@db.example.org/stegvis",
    "STEGVIS_BEHIND_PROXY": "1",
}


def checked(**environ):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STEGVIS_")}
    return subprocess.run(
        [sys.executable, "-m", "stegvis.site.manage", "check", "--deploy", "--fail-level", "INFO"],
        env=clean | environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_review_before_going_live_is_silent():
    done = checked(**EARNEST)

    assert done.stdout == "System check identified no issues (0 silenced).\n"
    assert (done.returncode, done.stderr) == (0, "")


def test_the_review_does_see_what_is_not_safe():
    done = checked(**EARNEST, STEGVIS_LOCAL="1")

    assert done.returncode == 1
    assert "SESSION_COOKIE_SECURE" in done.stderr
