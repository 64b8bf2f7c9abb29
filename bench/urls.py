"""The site's addresses and one more: a page with nothing on it, for who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from stegvis.site import urls

EMPTY = "/tom-sida/"


def empty(request: HttpRequest) -> HttpResponse:
    """The frame that every page has, through the same middleware."""
    return render(request, "ui/base.html")


urlpatterns = [*urls.urlpatterns, path(EMPTY.strip("/") + "/", empty)]
