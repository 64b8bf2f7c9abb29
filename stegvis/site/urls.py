"""Every address of the site. Which role opens which is in tests/pages.txt."""

from django.apps import apps
from django.urls import include, path

urlpatterns = [
    path("konto/", include("allauth.urls")),
    path("sprak/", include("django.conf.urls.i18n")),
    path("", include("stegvis.ui.urls")),
]
for app in ("access", "programmes", "intake", "casework", "indicators", "demo"):
    if apps.is_installed(f"stegvis.{app}"):
        urlpatterns.append(path("", include(f"stegvis.{app}.urls")))
