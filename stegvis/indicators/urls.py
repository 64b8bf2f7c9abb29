"""Addresses."""

from django.urls import path

from stegvis.indicators.views import definitions, drafts, figures

app_name = "indicators"
urlpatterns = [
    path("siffror/", figures.goals, name="goals"),
    path("siffror/<slug:programme>/", figures.goals, name="programme_goals"),
    path("siffror/<slug:programme>/<slug:indicator>/personer/", figures.people, name="people"),
    path("matt/<slug:key>/", definitions.indicator, name="indicator"),
    path("insatser/", definitions.programmes, name="programmes"),
    path("insatser/ny-version/", drafts.begin, name="begin"),
    path("insatser/utkast/<int:pk>/", drafts.draft, name="draft"),
    path("insatser/utkast/<int:pk>/kontroll/", drafts.check, name="check"),
    path("insatser/utkast/<int:pk>/publicera/", drafts.publish, name="publish"),
    path("insatser/utkast/<int:pk>/ta-bort/", drafts.delete, name="delete"),
    path("insatser/<slug:key>/<str:before>/<str:after>/", definitions.compare, name="compare"),
    path("insatser/<slug:key>/", definitions.programme, name="programme"),
]
