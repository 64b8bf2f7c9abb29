from django.urls import path

from stegvis.ui import views

app_name = "ui"
urlpatterns = [
    path("utseende/", views.theme, name="theme"),
    path("komponenter/", views.gallery, name="gallery"),
]
