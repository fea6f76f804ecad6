from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "quartier.analysis"
    label = "analysis"
