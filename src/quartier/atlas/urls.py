from __future__ import annotations

from django.urls import path

from quartier.atlas import views

urlpatterns = [path("karte/", views.karte, name="karte")]
