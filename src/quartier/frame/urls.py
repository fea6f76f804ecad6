from __future__ import annotations

from django.urls import path

from quartier.frame import footer
from quartier.frame.pages import feedback, first_steps, search, settings
from quartier.frame.pages.footer import help_page, shown

urlpatterns = [
    path("suche/", search.results, name="search"),
    path("merken/", search.star, name="star"),
    path("hilfe/", help_page, name="help"),
    path("erste-schritte/", first_steps.page, name="first-steps"),
    path("erste-schritte/name/", first_steps.name, name="first-steps-name"),
    path("erste-schritte/gebiete/", first_steps.areas, name="first-steps-areas"),
    path("erste-schritte/person/", first_steps.person, name="first-steps-person"),
    path("erste-schritte/zahlen/", first_steps.figures, name="first-steps-figures"),
    path("erste-schritte/zahlen/<slug:key>/", first_steps.columns, name="first-steps-columns"),
    path("rueckmeldung/", feedback.give, name="feedback"),
    path("rueckmeldung/<str:word>/", feedback.by_link, name="feedback-link"),
    path("logo", settings.logo_file, name="logo"),
    path("einstellungen/", settings.workspace, name="settings"),
    path("einstellungen/logo/", settings.logo, name="settings-logo"),
    path("einstellungen/personen/", settings.people, name="settings-people"),
    path("einstellungen/personen/einladen/", settings.invite, name="settings-invite"),
    path("einstellungen/personen/<int:pk>/", settings.person, name="settings-person"),
    path("einstellungen/einladung/<int:pk>/", settings.revoke, name="settings-revoke"),
    path("einstellungen/seiten/", settings.footer_pages, name="settings-pages"),
    path("einstellungen/seiten/<slug:key>/<slug:language>/", settings.footer_page, name="settings-page"),
    path("einstellungen/rueckmeldungen/", feedback.inbox, name="settings-feedback"),
    path("einstellungen/rueckmeldungen/<int:pk>/", feedback.answer, name="settings-feedback-answer"),
    *(path(f"{address}/", shown(key), name=f"footer-{key}") for key, (address, _) in footer.KEYS.items()),
]
