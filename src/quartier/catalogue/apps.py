from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "quartier.catalogue"
    label = "catalogue"
