"""The door's addresses. They exist only where the demonstration is installed."""

from django.urls import path

from stegvis.demo import views

app_name = "demo"
urlpatterns = [
    path("demonstration/", views.door, name="door"),
    path("demonstration/in/", views.step_in, name="step_in"),
]
