"""Every address of the site. Which role opens which is in tests/pages.txt."""

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from stegvis.site.health import health
from stegvis.site.home import home

urlpatterns = [
    path("", home, name="home"),
    path("halsa/", health, name="health"),
    path("konto/", include("stegvis.access.account")),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("", include("stegvis.ui.urls")),
]
for app in ("access", "programmes", "intake", "casework", "indicators", "demo"):
    if apps.is_installed(f"stegvis.{app}"):
        urlpatterns.append(path("", include(f"stegvis.{app}.urls")))

handler400 = "stegvis.ui.views.bad_request"
handler403 = "stegvis.ui.views.permission_denied"
handler404 = "stegvis.ui.views.page_not_found"
