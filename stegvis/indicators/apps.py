from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "stegvis.indicators"
    label = "indicators"
