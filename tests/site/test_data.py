"""The data folder, as the environment names it."""

import os

import pytest

from stegvis.site import database


@pytest.mark.parametrize("given", ["", None])
def test_without_a_secret_of_its_own_the_folder_keeps_one(given, tmp_path, monkeypatch):
    """A line in .env that says nothing is as no line."""
    monkeypatch.setenv("STEGVIS_DATABASE_URL", "postgresql:///not_asked")
    monkeypatch.setenv("STEGVIS_DATA", str(tmp_path))
    monkeypatch.delenv("STEGVIS_SECRET_KEY", raising=False)
    if given is not None:
        monkeypatch.setenv("STEGVIS_SECRET_KEY", given)

    database.open_data(tmp_path)

    kept = (tmp_path / "secret_key").read_text().strip()
    assert kept
    assert os.environ["STEGVIS_SECRET_KEY"] == kept
