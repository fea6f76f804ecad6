from django.apps import AppConfig


class ComputeConfig(AppConfig):
    name = "quartier.compute"
    label = "compute"
