from __future__ import annotations

from django.urls import path, re_path

from quartier.atlas import views
from quartier.atlas.pictures import serve

urlpatterns = [
    path("karte/", views.karte, name="karte"),
    re_path(r"^bild/(?P<name>[a-z]+)\.(?P<ending>svg|png|pdf)$", serve.picture, name="picture"),
]
