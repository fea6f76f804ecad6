from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "quartier.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from quartier.catalogue import plugs

        plugs.register()
