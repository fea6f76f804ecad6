"""The sentences about services and addresses in German and English, one a kind of problem."""

from __future__ import annotations

import re

from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.text import Text

MESSAGES: dict[str, Text] = {
    "address-invalid": Text("Das ist keine Adresse, die Quartier abrufen kann.", "This is no address to fetch from."),
    "address-password": Text(
        "Name und Kennwort gehören in ihre eigenen Felder, nicht in die Adresse.",
        "Name and password belong in their own fields, not in the address.",
    ),
    "address-inside": Text(
        "Die Adresse führt ins eigene Netz; sie wird nur abgerufen, wenn die Administration sie freigibt.",
        "The address leads inside the network; it is fetched only if an administrator allows it.",
    ),
    "address-unknown": Text("Diesen Rechnernamen gibt es nicht.", "There is no such host."),
    "redirects": Text("Die Adresse leitet zu oft weiter.", "The address redirects too often."),
    "no-connection": Text("Der Dienst ist nicht erreichbar.", "The service cannot be reached."),
    "no-certificate": Text(
        "Das Zertifikat des Dienstes ist ungültig; die Verbindung wurde nicht aufgebaut.",
        "The certificate of the service is invalid; no connection was made.",
    ),
    "too-slow": Text("Der Dienst antwortet nicht in der gesetzten Zeit.", "The service does not answer in time."),
    "answer-cut-off": Text("Die Antwort brach vorzeitig ab.", "The answer was cut off."),
    "answer-too-large": Text("Die Antwort ist zu groß.", "The answer is too large."),
    "answer-damaged": Text("Die Antwort ist nicht lesbar.", "The answer cannot be read."),
    "answer-error": Text("Der Dienst meldet einen Fehler.", "The service reports an error."),
    "sign-in": Text(
        "Der Dienst verlangt eine Anmeldung oder verweigert sie.", "The service asks for a sign-in or denies it."
    ),
    "no-service": Text(
        "Unter der Adresse antwortet kein solcher Dienst.", "No such service answers at this address."
    ),
    "no-picture": Text(
        "Der Dienst liefert kein Bild, das Browser zeigen.", "The service gives no picture that browsers show."
    ),
    "no-mercator": Text(
        "Der Dienst bietet keine Karte in der Projektion des Webs (EPSG:3857) an.",
        "The service offers no map in the projection of the web (EPSG:3857).",
    ),
    "paging-ignored": Text(
        "Der Dienst liefert auf jede Seite dieselben Objekte; vollständig ist das nicht zu bekommen.",
        "The service gives the same features for every page; all of them cannot be had.",
    ),
    "paging-capped": Text(
        "Der Dienst gibt je Seite weniger her, als er sollte; es wurde öfter gefragt.",
        "The service gives fewer features a page than asked for; it was asked more often.",
    ),
    "incomplete": Text(
        "Der Dienst nennt mehr Objekte, als er geliefert hat.", "The service names more features than it delivered."
    ),
    "count-changed": Text(
        "Während des Abrufs änderte sich die Zahl der Objekte; bitte noch einmal abrufen.",
        "The number of features changed while they were fetched; please fetch again.",
    ),
    "feature-twice": Text(
        "Objekte kamen auf mehreren Seiten vor; sie wurden einmal übernommen.",
        "Features came on several pages; they were taken once.",
    ),
    "crs-differs": Text(
        "Der Dienst antwortet in einem anderen Koordinatensystem als gewünscht; das der Antwort gilt.",
        "The service answers in another coordinate system than asked for; that of the answer holds.",
    ),
    "too-many-features": Text(
        "Der Dienst liefert mehr Objekte, als Quartier liest.", "The service has more features than Quartier reads."
    ),
}  # fmt: skip
"""Every code of a problem that `sources.services` raises."""

_SHOWN = 200
_SECRET = re.compile(r"([?&][^=&]*(?:key|token|secret|passw|auth|sig)[^=&]*=)[^&#]*", re.IGNORECASE)


class FetchFailed(InputRejected):
    """Nothing could be fetched. `transient`: trying again later may help (slow, unreachable, overloaded)."""

    def __init__(self, item: Problem, *, transient: bool = False) -> None:
        self.transient = transient
        super().__init__([item], subject=item.file or "service")


def problem(
    code: str, address: str, *, found: str | None = None, expected: str | None = None, severity: str = "error"
) -> Problem:
    """A problem with its English sentence; `file` is the address, its keys and tokens hidden."""
    shown = found if found is None or len(found) <= _SHOWN else found[: _SHOWN - 1] + "…"
    return Problem(MESSAGES[code].en, code, masked(address), None, None, shown, expected, severity)


def masked(address: str) -> str:
    """The address with the values of parameters that look like keys, tokens or passwords hidden."""
    return _SECRET.sub(r"\1…", address)


def failed(code: str, address: str, *, transient: bool = False, found: str | None = None,
           expected: str | None = None) -> FetchFailed:  # fmt: skip
    """The refusal of a whole fetch, with its one reason."""
    return FetchFailed(problem(code, address, found=found, expected=expected), transient=transient)


def message_of(item: Problem, language: str) -> str:
    """The sentence of a problem in the language of the reader."""
    text = MESSAGES.get(item.code)
    return text.get(language) if text else item.message
