"""The addresses of the site with the demonstration's door beside them."""

from django.urls import include, path

from stegvis.site import urls

urlpatterns = [path("", include("stegvis.demo.urls")), *urls.urlpatterns]
