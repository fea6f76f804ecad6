from __future__ import annotations

from django.urls import path

from quartier.catalogue.editing.views import areas, events, indicators, values

urlpatterns = [
    path("", values.start, name="edit-start"),
    path("werte/", values.grid, name="edit-values"),
    path("werte/daten/", values.data, name="edit-values-data"),
    path("werte/entwurf/", values.draft, name="edit-values-draft"),
    path("werte/pruefen/", values.check, name="edit-values-check"),
    path("indikatoren/", indicators.table, name="edit-indicators"),
    path("indikatoren/uebernehmen/", indicators.apply, name="edit-indicators-apply"),
    path("indikator/", indicators.sheet, name="edit-indicator-new"),
    path("indikator/<str:key>/", indicators.sheet, name="edit-indicator"),
    path("gebiete/", areas.overview, name="edit-areas-start"),
    path("gebiete/<int:draft>/", areas.editor, name="edit-areas"),
    path("gebiete/<int:draft>/formen/", areas.shapes, name="edit-areas-shapes"),
    path("gebiete/<int:draft>/schritt/", areas.step, name="edit-areas-step"),
    path("gebiete/<int:draft>/pruefen/", areas.submit, name="edit-areas-submit"),
    path("ereignisse/", events.overview, name="edit-events"),
    path("ereignisse/neu/", events.form, name="edit-event-new"),
    path("ereignisse/<str:key>/", events.form, name="edit-event"),
    path("entwurf/<int:draft>/verwerfen/", values.drop, name="edit-drop"),
]
