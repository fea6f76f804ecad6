from __future__ import annotations

from django.urls import path

from quartier.catalogue.editing.views import values

urlpatterns = [
    path("", values.start, name="edit-start"),
    path("werte/", values.grid, name="edit-values"),
    path("werte/daten/", values.data, name="edit-values-data"),
    path("werte/entwurf/", values.draft, name="edit-values-draft"),
    path("werte/pruefen/", values.check, name="edit-values-check"),
    path("entwurf/<int:draft>/verwerfen/", values.drop, name="edit-drop"),
]
