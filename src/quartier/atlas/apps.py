from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "quartier.atlas"
    label = "atlas"

    def ready(self) -> None:
        from quartier.atlas import plugs

        plugs.register()
