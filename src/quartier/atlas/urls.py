from __future__ import annotations

from django.urls import include, path, re_path

from quartier.atlas import views
from quartier.atlas.pictures import serve
from quartier.atlas.sheets import views as sheets

urlpatterns = [
    path("karte/", views.karte, name="karte"),
    path("quartiere/", include("quartier.atlas.profile.urls")),
    re_path(r"^bild/(?P<name>[a-z]+)\.(?P<ending>svg|png|pdf)$", serve.picture, name="picture"),
    path("indikatoren/", sheets.catalogue, name="indicators"),
    path("indikatoren/<str:key>.pdf", sheets.pdf, name="indicator-sheet-pdf"),
    path("indikatoren/<str:key>/", sheets.page, name="indicator-sheet"),
]
