"""The server's half of autosave. The browser's half is static/ui/stegvis.js and the tag `autosave`.

The form is posted to the address in the tag with the header `X-Autosave: 1`, fields and csrf token
as if a button had been pressed. What the answer means to the one who types:

- 200 with `saved(...)`: "Sparat 10:42"; hidden fields named in `fields` (a version number) are set.
- 422: the draft cannot be kept as it is; the line says so and the next change tries again.
- 409: somebody else changed the draft; autosave stops and says so.
- 401, 403 or a redirect: signed out; what is typed stays and is sent after signing in again.
- anything else, or no contact: it stays, the line says so, and it is tried until it goes through.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone


def is_autosave(request: HttpRequest) -> bool:
    """Whether the form was sent by autosave and not by somebody pressing a button."""
    return request.headers.get("X-Autosave") == "1"


def saved(at: datetime, **fields: str | int) -> JsonResponse:
    """The answer to an autosave kept at `at` (aware); `fields` are hidden inputs to set."""
    return JsonResponse({"saved_at": timezone.localtime(at).strftime("%H:%M"), "fields": fields})
