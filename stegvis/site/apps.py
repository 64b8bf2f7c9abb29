from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "stegvis.site"
    label = "site"
