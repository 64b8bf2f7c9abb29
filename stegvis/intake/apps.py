from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "stegvis.intake"
    label = "intake"
