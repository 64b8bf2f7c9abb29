from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "stegvis.ui"
    label = "ui"
