"""That this is a demonstration is said on every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def banner(get_response: Callable[[HttpRequest], HttpResponse]):
    def respond(request: HttpRequest) -> HttpResponse:
        request.banner = {  # type: ignore[attr-defined]
            "text": _("Demonstration – påhittade personer"),
            "link": _("Byt roll"),
            "url": reverse("demo:door"),
        }
        return get_response(request)

    return respond
