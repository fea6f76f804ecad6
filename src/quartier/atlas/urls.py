from __future__ import annotations

from django.urls import include, path, re_path

from quartier.atlas import views
from quartier.atlas.boards import views as boards
from quartier.atlas.embeds import views as embeds
from quartier.atlas.pictures import serve
from quartier.atlas.sheets import views as sheets

urlpatterns = [
    path("karte/", views.karte, name="karte"),
    path("quartiere/", include("quartier.atlas.profile.urls")),
    re_path(r"^bild/(?P<name>[a-z]+)\.(?P<ending>svg|png|pdf)$", serve.picture, name="picture"),
    path("tafeln/", boards.overview, name="boards"),
    path("tafeln/neu/", boards.collect, name="board-collect"),
    path("tafeln/<slug:key>/", boards.board, name="board"),
    path("tafeln/<slug:key>/gestalten/", boards.compose, name="board-compose"),
    path("tafeln/<slug:key>/entfernen/", boards.remove, name="board-remove"),
    path("einbetten/karte/", embeds.karte, name="embed-map"),
    path("einbetten/bild/<slug:name>/", embeds.picture, name="embed-picture"),
    path("einbetten/zahl/", embeds.figure, name="embed-figure"),
    path("einbetten/profil/<str:level>/<str:code>/", embeds.profile, name="embed-profile"),
    path("einbetten/tafel/<slug:key>/", embeds.board, name="embed-board"),
    path("indikatoren/", sheets.catalogue, name="indicators"),
    path("indikatoren/<str:key>.pdf", sheets.pdf, name="indicator-sheet-pdf"),
    path("indikatoren/<str:key>/", sheets.page, name="indicator-sheet"),
]
