from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "stegvis.casework"
    label = "casework"
