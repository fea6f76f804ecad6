from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "quartier.frame"
    label = "frame"

    def ready(self) -> None:
        from quartier.frame import plugs

        plugs.register()
