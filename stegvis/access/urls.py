"""Addresses. Those of signing in are in ``account``, under the names that allauth knows."""

from django.urls import path

from stegvis.access import views

app_name = "access"
urlpatterns = [
    path("konto/forbund/", views.step_over, name="step_over"),
    path("fortsatt/", views.held_form, name="held"),
    path("personal/", views.staff, name="staff"),
    path("personal/ny/", views.new_account, name="new_account"),
    path("personal/<int:pk>/", views.colleague, name="colleague"),
    path("personal/<int:pk>/lank/", views.new_link, name="new_link"),
    path("personal/<int:pk>/roller/<int:role>/avsluta/", views.end_role, name="end_role"),
    path("roller/", views.roles, name="roles"),
    path("uttag/", views.extract, name="extract"),
]
