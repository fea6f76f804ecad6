from __future__ import annotations

from django.urls import include, path

from quartier.catalogue.pages import areas, jobs, layers, lists, sheets, views, wizard

urlpatterns = [
    path("", views.data_page, name="data-page"),
    path("versionen/", lists.releases, name="data-releases"),
    path("gebiete/", include("quartier.catalogue.areas.urls")),
    path("ebenen/", layers.overview, name="data-layers"),
    path("ebenen/datei/", layers.from_file, name="data-layer-file"),
    path("ebenen/dienst/", layers.find_service, name="data-layer-find"),
    path("ebenen/dienst/neu/", layers.add_service, name="data-layer-add"),
    path("ebenen/ebene/<slug:key>/", layers.change, name="data-layer"),
    path("ebenen/ebene/<slug:key>/reihenfolge/", layers.move, name="data-layer-move"),
    path("bearbeiten/", include("quartier.catalogue.editing.urls")),
    path("auftraege/", jobs.page_of_jobs, name="data-jobs"),
    path("auftraege/<int:job>/", jobs.change, name="data-job"),
    path("regeln/", lists.rules, name="data-rules"),
    path("boegen/neu/", sheets.new, name="delivery-form-new"),
    path("boegen/<slug:key>.xlsx", sheets.download, name="delivery-form-file"),
    path("boegen/<slug:key>/schliessen/", sheets.close, name="delivery-form-close"),
    path("lieferung/", wizard.new, name="delivery-new"),
    path("lieferung/<slug:key>/", wizard.step, name="delivery"),
    path("lieferung/<slug:key>/zuordnung/", wizard.mapping, name="delivery-mapping"),
    path("lieferung/<slug:key>/gebiete/", areas.mapping, name="delivery-areas"),
    path("lieferung/<slug:key>/gebiete/vorschau/", areas.preview, name="delivery-areas-preview"),
    path("lieferung/<slug:key>/quelle/", wizard.source, name="delivery-source"),
    path("lieferung/<slug:key>/indikator/", wizard.indicator, name="delivery-indicator"),
    path("lieferung/<slug:key>/vorschau/", wizard.preview, name="delivery-preview"),
    path("lieferung/<slug:key>/raumeinheit/", wizard.unit, name="delivery-unit"),
    path("lieferung/<slug:key>/probleme.csv", wizard.problems_csv, name="delivery-problems"),
    path("lieferung/<slug:key>/veroeffentlichen/", wizard.publish, name="delivery-publish"),
    path("lieferung/<slug:key>/zurueckholen/", wizard.take_back, name="delivery-take-back"),
    path("lieferung/<slug:key>/verwerfen/", wizard.discard, name="delivery-discard"),
    path("lieferung/<slug:key>/ergebnis/", wizard.result, name="delivery-result"),
    path("lieferung/<slug:key>/ruecknahme/", wizard.undo, name="delivery-undo"),
]
