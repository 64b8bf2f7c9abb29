"""Addresses."""

from django.urls import path

from stegvis.indicators.views import definitions, figures

app_name = "indicators"
urlpatterns = [
    path("siffror/", figures.goals, name="goals"),
    path("siffror/<slug:programme>/", figures.goals, name="programme_goals"),
    path("siffror/<slug:programme>/<slug:indicator>/personer/", figures.people, name="people"),
    path("matt/<slug:key>/", definitions.indicator, name="indicator"),
    path("insatser/", definitions.programmes, name="programmes"),
    path("insatser/<slug:key>/<str:before>/<str:after>/", definitions.compare, name="compare"),
    path("insatser/<slug:key>/", definitions.programme, name="programme"),
]
