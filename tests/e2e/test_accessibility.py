"""Every page that has an address of its own: axe, in German and light, in English and dark; nothing sticks out.

Pages that come up only within a piece of work (a delivery, a draft of areas, a pull ...) are looked at by the tests of
that work; `WITHIN` says where. An address in neither list fails `test_every_address_is_looked_at`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, Error
from tests.e2e import daten
from tests.e2e.conftest import Server, Visit

FIGURE = "indicator=sgb2-rate&level=quarter"
PAGES = (
    "/", "/karte/", f"/karte/?{FIGURE}&view=table", f"/karte/?{FIGURE}&open=display",
    "/quartiere/", "/quartiere/quarter/505/", "/quartiere/quarter/505/sgb2-rate/?period=2024-12-31&geography=2018",
    "/quartiere/vergleich/?unit=quarter:505&unit=quarter:306&unit=district:3",
    "/indikatoren/", "/indikatoren/sgb2-rate/", "/suche/?q=hafen", "/suche/?q=xyzxyz", "/hilfe/", "/api/",
    "/tafeln/", "/tafeln/{board}/", "/tafeln/{board}/?wand", "/tafeln/{board}/gestalten/", f"/tafeln/neu/?{FIGURE}",
    f"/einbetten/karte/?{FIGURE}", f"/einbetten/bild/karte/?{FIGURE}", f"/einbetten/zahl/?{FIGURE}",
    "/einbetten/tafel/{board}/", "/einbetten/profil/quarter/505/",
    "/erste-schritte/", "/rueckmeldung/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/leichte-sprache/",
    "/einstellungen/", "/einstellungen/personen/", "/einstellungen/seiten/", "/einstellungen/seiten/imprint/de/",
    "/einstellungen/rueckmeldungen/",
    "/daten/", "/daten/versionen/", "/daten/gebiete/", "/daten/gebiete/eigene/neu/?place=quarter/2018",
    "/daten/gebiete/schluessel/neu/", "/daten/ebenen/", "/daten/orte/", "/daten/schutz/", "/daten/schutz/neu/",
    "/daten/abrufe/", "/daten/auftraege/", "/daten/regeln/", "/daten/boegen/neu/",
    "/daten/bearbeiten/", "/daten/bearbeiten/werte/?indicator=sgb2-rate&place=quarter/2018",
    "/daten/bearbeiten/indikatoren/", "/daten/bearbeiten/indikator/", "/daten/bearbeiten/indikator/sgb2-rate/",
    "/daten/bearbeiten/gebiete/", "/daten/bearbeiten/ereignisse/", "/daten/bearbeiten/ereignisse/neu/",
    "/gibt-es-nicht/",
)  # fmt: skip
MAPS = ("/karte/", "/einbetten/karte/")
WIDE = ("?wand", "/bearbeiten/werte/", "/bearbeiten/indikatoren/")
"""A wall is as wide as it is; tables to work in are tested for their width where they are worked in."""
WITHIN = {
    "invitation": "test_frame.py", "feedback-link": "test_frame.py", "settings-feedback-answer": "test_frame.py",
    "first-steps-columns": "test_frame.py",
    "data-area": "test_gebiete.py", "data-crosswalk": "test_gebiete.py", "data-crosswalk-convert": "test_gebiete.py",
    "data-layer": "test_layers.py", "edit-areas": "test_bearbeiten.py", "edit-event": "test_bearbeiten.py",
    "delivery": "test_daten.py", "delivery-mapping": "test_daten.py", "delivery-areas": "test_daten.py",
    "delivery-areas-preview": "test_daten.py", "delivery-source": "test_daten.py", "delivery-unit": "test_daten.py",
    "delivery-indicator": "test_daten.py", "delivery-preview": "test_daten.py", "delivery-result": "test_daten.py",
    "delivery-form-reminder": "test_daten.py",
    "data-offers": "test_abrufe.py", "data-fetch": "test_abrufe.py", "data-pull": "test_abrufe.py",
    "data-pull-new": "test_abrufe.py", "data-connection": "test_abrufe.py",
    "data-protection-rules": "test_daten.py",
}  # fmt: skip
ACTS = """
    quarters-compare-pdf quarter-pdf picture indicator-sheet-pdf sign-out star logo export layer-tile data health
    first-steps-name first-steps-areas first-steps-person first-steps-figures settings-logo settings-person
    settings-invite settings-revoke board-remove data-area-delete data-layer-file data-layer-find data-layer-add
    data-layer-move data-address
    edit-values-data edit-values-draft edit-values-check edit-indicators-apply edit-areas-shapes
    edit-areas-step edit-areas-submit edit-drop data-job data-counting-take data-protection-derive
    data-protection-use data-protection-remove delivery-form-file delivery-form-close data-host data-pull-act
    delivery-new delivery-problems delivery-publish delivery-take-back delivery-discard delivery-undo
    set-language
"""
"""Addresses that answer with a file, or that only take forms and lead back to a page of the lists above."""
NOT_YET = {"data-protection-trial", "data-protection-report"}
"""No browser test looks at them: they need a job that ran; tests/integration/test_protection_pages.py reads them."""
BOARD = """
import sys; from pathlib import Path; from quartier.web.bootstrap import prepare
prepare(Path(sys.argv[1]), create=False)
from quartier.accounts.models import Person; from quartier.accounts.services import reader_of
from quartier.atlas.boards import services
by = reader_of(Person.objects.get(login="ada"))
key = services.create(by=by, title="Sitzung").key
for kind in ("map", "ranking", "timeline", "distribution", "figure"):
    services.add_tile(by=by, key=key, kind=kind, query=sys.argv[2])
services.add_tile(by=by, key=key, kind="text", text="Worum es geht")
services.describe(by=by, key=key, title="Sitzung", description="Für den Ausschuss", shared_with="everybody")
print(key)
"""


@pytest.fixture(scope="module")
def board(serve: Callable[[str], Server]) -> str:
    """Key of a board with a tile of each kind, made by an administrator of the demo town."""
    workspace = serve("demo").workspace
    daten.account(workspace, "ada", "--administrator")
    command = [sys.executable, "-c", BOARD, str(workspace), FIGURE]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def window(browser: Browser, serve: Callable[[str], Server]) -> Iterator[Callable[..., Visit]]:
    yield from daten.windows(browser, serve("demo"))


@pytest.mark.parametrize(
    ("language", "dark", "width"), [("de", False, 1440), ("en", True, 390)], ids=["de-light-1440", "en-dark-390"]
)
def test_every_page(
    window: Callable[..., Visit], board: str, language: str, dark: bool, width: int
) -> None:  # fmt: skip
    seen = window("ada", language=language, dark=dark, width=width)
    found = [fault for path in PAGES for fault in faults(seen, path.format(board=board), width)]
    seen.page.context.clear_cookies()
    found += faults(seen, "/anmelden/", width)
    assert not found, "\n".join(found)


def faults(seen: Visit, path: str, width: int) -> Sequence[str]:
    page = seen.page
    try:
        page.goto(seen.server.address + path)
    except Error as error:
        return [f"{path}: {error.message.splitlines()[0]}"]
    if path == "/" or path.startswith(MAPS):
        seen.settled()
    told = [f"{path}: {one}" for one in seen.violations()]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width and not any(part in path for part in WIDE):
        told.append(f"{path}: {wide} pixels wide on a screen of {width}")
    told += [f"{path}: {one}" for one in seen.complaints if path != "/gibt-es-nicht/"]
    seen.complaints.clear()
    if not page.title().strip() or page.locator("h1").count() != 1:
        told.append(f"{path}: a page has a title and one heading of its own")
    return told


def test_every_address_is_looked_at() -> None:
    names = {resolve(re.sub(r"[?].*", "", path.format(board="key"))).url_name for path in PAGES if "nicht" not in path}
    known = names | {"sign-in"} | set(WITHIN) | set(ACTS.split()) | NOT_YET
    assert sorted(_names(get_resolver().url_patterns) - known) == []
    here = Path(__file__).parent
    for name, file in WITHIN.items():
        assert "violations()" in (here / file).read_text(encoding="utf-8"), name


def _names(patterns: Sequence[URLPattern | URLResolver]) -> set[str]:
    names: set[str] = set()
    for one in patterns:
        if isinstance(one, URLResolver):
            names |= set() if one.namespace or "api/v1" in str(one.pattern) else _names(one.url_patterns)
        elif one.name:
            names.add(one.name)
    return names
