from __future__ import annotations

from django.urls import path

from quartier.atlas.profile import documents, views

urlpatterns = [
    path("", views.quarters, name="quarters"),
    path("vergleich/", views.compare, name="quarters-compare"),
    path("vergleich/vergleich.pdf", documents.compare_pdf, name="quarters-compare-pdf"),
    path("<str:level>/<str:code>/", views.quarter, name="quarter"),
    path("<str:level>/<str:code>/profil.pdf", documents.quarter_pdf, name="quarter-pdf"),
    path("<str:level>/<str:code>/<str:indicator>/", views.passport, name="quarter-passport"),
]
