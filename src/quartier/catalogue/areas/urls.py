from __future__ import annotations

from django.urls import path

from quartier.catalogue.areas import pages
from quartier.catalogue.crosswalks import pages as walks

urlpatterns = [
    path("", pages.overview, name="data-places"),
    path("eigene/neu/", pages.new, name="data-area-new"),
    path("eigene/<slug:key>/", pages.change, name="data-area"),
    path("eigene/<slug:key>/loeschen/", pages.delete, name="data-area-delete"),
    path("schluessel/neu/", walks.new, name="data-crosswalk-new"),
    path("schluessel/<str:key>/", walks.show, name="data-crosswalk"),
    path("schluessel/<str:key>/umrechnen/", walks.convert, name="data-crosswalk-convert"),
]
