"""All addresses."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from quartier.web import views
from quartier.web.api import api

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("quartier.atlas.urls")),
    path("", include("quartier.accounts.urls")),
    path("", include("quartier.frame.urls")),
    path("data/", include("quartier.catalogue.urls")),
    path("daten/", include("quartier.catalogue.pages.urls")),
    path("api/v1/", api.urls),
    path("api/", views.api_docs, name="api-docs"),
    path("sprache/", set_language, name="set-language"),
    path("health", views.health, name="health"),
]
handler404 = "quartier.web.views.not_found"
handler500 = "quartier.web.views.server_error"
