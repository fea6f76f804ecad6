from __future__ import annotations

from django.urls import path, re_path

from quartier.catalogue import views

urlpatterns = [
    path("exports/", views.export, name="export"),
    path("layers/<slug:key>/<int:z>/<int:x>/<int:y>", views.layer_tile, name="layer-tile"),
    re_path(r"^(?P<sha256>[0-9a-f]{64})\.[a-z]+$", views.data, name="data"),
]
