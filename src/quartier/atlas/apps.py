from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "quartier.atlas"
    label = "atlas"
