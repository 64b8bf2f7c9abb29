"""Where the demonstration's people are, so that whoever has real ones is told in time."""

from __future__ import annotations

from stegvis.access import wall
from stegvis.access.models import Association, Membership


def invented() -> list[str]:
    """The associations whose people are invented: those where somebody of the demonstration works.

    There the demonstration's door is open to anyone.
    """
    return [one.name for one in Association.objects.order_by("name") if _works_there(one)]


def is_invented(name: str) -> bool:
    """Whether the association of that name is one of them."""
    association = Association.objects.filter(name=name).first()
    return association is not None and _works_there(association)


def _works_there(association: Association) -> bool:
    with wall.inside(association):
        return Membership.objects.filter(user__is_demo=True).exists()


def told_in_earnest() -> str:
    """What to tell who serves the demonstration's data without its door; empty without such."""
    if not (names := invented()):
        return ""
    return (
        f"Invented people of the demonstration are here: {', '.join(names)}.\n"
        "Nobody signs in as its staff. Add --demo to look around; name another folder with --data "
        "for real people."
    )
