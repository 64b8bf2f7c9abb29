"""A form that was sent after its writer had been signed out, kept until they are back.

It is kept inside the wall, for its writer alone. Signed in again they are shown that it waits, and
one press sends it on to where it was going, as it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import is_valid_path
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.middleware import SESSION_KEY
from stegvis.access.models import Draft, User

#: Where nothing is ever held: passwords and codes are sent there.
NEVER = ("/konto/", "/sprak/", "/utseende/", "/demonstration/")
#: How long it waits.
WAITS = timedelta(hours=24)


def hold(request: HttpRequest) -> bool:
    """Keep the form that ``request`` sends. False when it sends none, or none that is kept: one
    that is no act (``once``), such as a search, is as well sent again.
    """
    user: Any = request.user
    if user.is_demo:
        return False
    association = request.session.get(SESSION_KEY)
    if request.method != "POST" or association is None or not _is_of_ours(request.path):
        return False
    if "once" not in request.POST:
        return False
    fields = {
        name: [text.replace("\0", "") for text in request.POST.getlist(name)]
        for name in request.POST
    }
    fields.pop("csrfmiddlewaretoken", None)
    with wall.inside(association, user, how="form"):
        Draft.objects.update_or_create(
            association_id=association, user=user, path=request.path, defaults={"fields": fields}
        )
    return True


def _is_of_ours(path: str) -> bool:
    """Whether the path is a page that a form can be sent on to, and no other site's address."""
    return bool(is_valid_path(path)) and not path.startswith(NEVER)


def forget_old(user: User, now: datetime | None = None) -> None:
    """Remove what the user never came back for."""
    before = (now or timezone.now()) - WAITS
    Draft.objects.filter(user=user, saved_at__lt=before).delete()


def waiting(user: User, now: datetime | None = None) -> Draft | None:
    """The latest form that waits for the user in the association stepped into, or None."""
    since = (now or timezone.now()) - WAITS
    return Draft.objects.filter(user=user, saved_at__gte=since).order_by("-saved_at").first()
