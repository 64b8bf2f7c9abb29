"""What every view begins with: may this role be here, and may this record be opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

from stegvis.access.events import Event
from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.audit import log

Row = TypeVar("Row", bound=models.Model)
View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request from someone who has signed in: what every view behind ``needs`` gets."""

    user: User  # type: ignore[assignment]  # Django's own type allows for nobody


def needs(*permissions: Permission) -> Callable[[View], View]:
    """The page opens for a user whose roles give any of the permissions; 403 for everyone else."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.needs = permissions  # type: ignore[attr-defined]  # read by the table of pages
        return guarded

    return decorate


def open_record(
    request: HttpRequest,
    rows: models.QuerySet[Row],
    permission: Permission = Permission.CASE_READ,
    **where: Any,
) -> Row:
    """The one row the user may see, or 404. The opening is logged.

    ``rows`` has ``visible_to``; what hangs on an enrolment delegates to it.
    """
    try:
        row = rows.visible_to(request.user, permission).get(**where)
    except rows.model.DoesNotExist as missing:
        raise Http404 from missing
    log.record(Event.RECORD_OPENED, by=request.user, on=row, permission=permission.value)
    return row
