"""SE-Höglandet raised to later versions, as someone would write them in the file."""

from __future__ import annotations

from stegvis.access.models import Association
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.services import publish
from tests.factories import PLAN, here

TEXT = PLAN.read_text(encoding="utf-8")


def raised(*pairs: tuple[str, str], version: str = "2025", begins: str = "2025-09-01") -> str:
    """The plan's text as another version, with texts of it put in other words."""
    text = TEXT.replace("version = 2023", f'version = "{version}"', 1)
    text = text.replace("valid_from = 2023-01-01", f"valid_from = {begins}", 1)
    # The posts of Tranås have changed already by then.
    text = text.replace('changes = [{ from = 2024-01-01, posts = 1.50, passage = "6.1" }]\n', "")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def put_in_force(text: str, association: Association | None = None) -> ProgrammeVersion:
    return publish(by=None, association=association or here(), source=text)


#: A stay of at most a year, and the first two steps made into one.
LIMITED = ('limit = "none"', 'limit = "12 months"')
FIRST_STEP = ('key = "agreement"\n', 'key = "beginning"\nwas = ["agreement"]\n')
NO_FIRST_STEP = ('key = "agreement"\n', 'key = "beginning"\n')
