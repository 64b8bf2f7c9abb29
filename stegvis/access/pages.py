"""What every view begins with: may this role be here, and may this record be opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from stegvis.access.events import Event
from stegvis.access.middleware import SESSION_KEY
from stegvis.access.models import Association, User
from stegvis.access.roles import Permission
from stegvis.audit import log

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request from someone who has signed in: what every view behind ``needs`` gets."""

    user: User  # Django's own type allows for nobody


def association_of(request: Request) -> Association:
    """The association that the request is inside."""
    return Association.objects.get(pk=request.session[SESSION_KEY])


class Visible(Protocol):
    """A manager or QuerySet that knows which of its rows a user may open."""

    def visible_to(self, user: User, permission: Permission = ..., /) -> Any: ...


def needs(*permissions: Permission) -> Callable[[View], View]:
    """The page opens for a user whose roles give any of the permissions; 403 for everyone else."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def open_record(
    request: Request,
    rows: Visible,
    permission: Permission = Permission.CASE_READ,
    **where: Any,
) -> Any:
    """The one row the user may see, or 404. The opening is logged.

    What hangs on an enrolment delegates ``visible_to`` to it.
    """
    try:
        row = rows.visible_to(request.user, permission).get(**where)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    log.record(Event.RECORD_OPENED, by=request.user, on=row, permission=permission.value)
    return row
