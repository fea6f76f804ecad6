"""The sentences of the import gate in German and English, one a kind of problem; the rest is found/expected."""

from __future__ import annotations

from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.text import Text

KINDS = "CSV, TSV, XLSX, ODS, XLS, Parquet, Data Package, JSON-stat, GeoPackage, GeoJSON, Shapefile"
"""What can be read as a table."""

MESSAGES: dict[str, Text] = {
    "file-empty": Text("Die Datei ist leer.", "The file is empty."),
    "file-too-large": Text("Die Datei ist zu groß.", "The file is too large."),
    "file-format": Text("Das ist keine Tabelle, die Quartier lesen kann.", "This is no table that Quartier can read."),
    "file-damaged": Text(
        "Die Datei ist beschädigt oder abgeschnitten und lässt sich nicht lesen.",
        "The file is damaged or cut off and cannot be read.",
    ),
    "file-password": Text("Die Datei ist mit einem Kennwort geschützt.", "The file is protected by a password."),
    "zip-bomb": Text(
        "Die Datei wird beim Auspacken unverhältnismäßig groß und wird nicht gelesen.",
        "The file grows out of proportion when unpacked and is not read.",
    ),
    "zip-path": Text(
        "Das Archiv will außerhalb seines Ordners schreiben und wird nicht gelesen.",
        "The archive wants to write outside of its folder and is not read.",
    ),
    "too-many": Text("Die Datei enthält mehr, als Quartier liest.", "The file holds more than Quartier reads."),
    "package-damaged": Text(
        "Die Beschreibung des Datenpakets (datapackage.json) ist unvollständig oder passt nicht zu seinen Dateien.",
        "The description of the data package (datapackage.json) is incomplete or does not fit its files.",
    ),
    "checksum-differs": Text(
        "Die Datei im Paket ist eine andere, als das Paket sagt; sie wurde nachträglich geändert.",
        "The file in the package is another one than the package says; it was changed afterwards.",
    ),
    "cube-damaged": Text(
        "Der Würfel (JSON-stat) ist unvollständig: Merkmale, Größen und Werte passen nicht zueinander.",
        "The cube (JSON-stat) is incomplete: dimensions, sizes and values do not fit.",
    ),
    "address-list": Text(
        "Das ist eine Liste von Adressen. Sie wird so nicht gespeichert: Unter „Orte zählen“ wird daraus im "
        "Arbeitsspeicher eine Anzahl je Raumeinheit.",
        "This is a list of addresses. It is not stored like this: under “Count places” it becomes, in memory, a count "
        "by unit.",
    ),
    "personal-column": Text(
        "Neben den Adressen stehen Angaben zu Personen. Bitte liefern Sie die Adressen allein.",
        "Beside the addresses there is something about persons. Please deliver the addresses alone.",
    ),
    "register-needed": Text(
        "Adressen brauchen ein Straßenverzeichnis: Straße, Hausnummern und Raumeinheit (oder Hauskoordinaten).",
        "Addresses need a street register: street, house numbers and unit (or coordinates of houses).",
    ),
    "no-register": Text(
        "Das ist kein Straßenverzeichnis: Es braucht eine Spalte mit Straßennamen.",
        "This is no street register: it needs a column with names of streets.",
    ),
    "register-no-units": Text(
        "Keine Spalte des Straßenverzeichnisses nennt Raumeinheiten dieses Gebietsstands, und Koordinaten hat es auch "
        "nicht.",
        "No column of the street register names units of this geography, and it has no coordinates either.",
    ),
    "places-no-polygons": Text(
        "Koordinaten lassen sich nur zuordnen, wenn der Gebietsstand Flächen hat.",
        "Coordinates can only be placed where the geography has polygons.",
    ),
    "places-no-crs": Text(
        "Mit keinem (oder mehr als einem) Koordinatensystem liegen die Orte in der Stadt. Eine Spalte EPSG sagt es.",
        "With no reference system (or with several ones) the places lie in the town. A column EPSG tells which.",
    ),
    "no-addresses": Text("Keine Spalte nennt eine Straße oder Adresse.", "No column names a street or an address."),
    "no-coordinates": Text("Keine Spalten nennen Koordinaten.", "No columns name coordinates."),
    "xml-entities": Text(
        "Die Datei enthält XML-Bestandteile (DOCTYPE, ENTITY), die in einer Tabelle nichts zu suchen haben.",
        "The file holds XML parts (DOCTYPE, ENTITY) that have no place in a table.",
    ),
    "too-many-rows": Text("Die Tabelle hat zu viele Zeilen.", "The table has too many rows."),
    "too-many-columns": Text("Die Tabelle hat zu viele Spalten.", "The table has too many columns."),
    "too-many-cells": Text("Die Tabelle hat zu viele Zellen.", "The table has too many cells."),
    "sheet-missing": Text("Dieses Tabellenblatt gibt es in der Datei nicht.", "The file has no such sheet."),
    "letters-lost": Text(
        "Hier stehen Zeichen, die in der erkannten Kodierung keine Buchstaben sind; die Kodierung stimmt nicht "
        "oder Buchstaben gingen schon vorher verloren.",
        "There are bytes that are no letters in the recognised encoding; the encoding is wrong or letters were "
        "lost before.",
    ),
    "letters-doubled": Text(
        "Umlaute wurden schon vor der Lieferung falsch gespeichert (etwa Ã¤ statt ä).",
        "Umlauts were saved wrongly before the delivery (such as Ã¤ for ä).",
    ),
    "quote-open": Text(
        "Ein Anführungszeichen wird geöffnet und nicht geschlossen; die Datei ist vermutlich abgeschnitten.",
        "A quotation mark is opened and never closed; the file is probably cut off.",
    ),
    "question-open": Text(
        "Eine Frage ist noch nicht beantwortet; die Spalte wird nicht gelesen.",
        "A question is not answered yet; the column is not read.",
    ),
    "no-unit-column": Text(
        "Keine Spalte nennt die Raumeinheit; ohne sie lässt sich nichts zuordnen.",
        "No column names the unit; without it nothing can be matched.",
    ),
    "no-value-column": Text("Keine Spalte ist als Wert eingetragen.", "No column is entered as a value."),
    "no-period": Text("Der Zeitbezug fehlt.", "The period is missing."),
    "no-indicator": Text("Der Indikator fehlt.", "The indicator is missing."),
    "no-geography": Text("Raumebene und Gebietsstand fehlen.", "Level and geography are missing."),
    "unknown-geography": Text("Diesen Gebietsstand kennt Quartier nicht.", "Quartier does not know this geography."),
    "unknown-indicator": Text("Diesen Indikator kennt Quartier nicht.", "Quartier does not know this indicator."),
    "unknown-slice": Text(
        "Diese Ausprägung hat der Indikator nicht.", "The indicator does not have this member of a dimension."
    ),
    "column-missing": Text(
        "Eine Spalte der Zuordnung fehlt in der Tabelle.", "A column of the mapping is missing in the table."
    ),
    "header-changed": Text(
        "Über der Spalte steht etwas anderes als in der Zuordnung.",
        "The head of the column differs from the one in the mapping.",
    ),
    "unknown-unit": Text("Diese Raumeinheit kennt der Gebietsstand nicht.", "The geography does not have this unit."),
    "name-ambiguous": Text(
        "Mehrere Raumeinheiten tragen diesen Namen; nach dem Namen wird nicht zugeordnet.",
        "Several units bear this name; it is not matched by name.",
    ),
    "unit-ambiguous": Text(
        "Dieser Schlüssel gehört zu Raumeinheiten mehrerer Raumebenen.",
        "This code belongs to units of several levels.",
    ),
    "name-differs": Text(
        "Schlüssel und Name gehören zu verschiedenen Raumeinheiten.", "Code and name belong to different units."
    ),
    "codes-padded": Text(
        "Führende Nullen fehlten und wurden ergänzt.", "Leading zeros were lost and have been restored."
    ),
    "codes-trimmed": Text(
        "Schlüssel waren mit Leerzeichen aufgefüllt; sie wurden entfernt.",
        "Codes were padded with blanks; these were removed.",
    ),
    "units-absent": Text(
        "Für Raumeinheiten des Gebietsstands steht keine Zeile in der Tabelle; sie bleiben ohne Angabe.",
        "Units of the geography have no row in the table; they stay missing.",
    ),
    "not-a-number": Text("Das ist keine Zahl.", "This is no number."),
    "mark-undecided": Text(
        "Die Zahl hat ein Zeichen, über das in dieser Spalte nicht entschieden ist.",
        "The number bears a mark that is not decided for this column.",
    ),
    "exponent": Text(
        "Die Zahl steht in Kurzform (E+); vermutlich hat eine Tabellenkalkulation sie gerundet.",
        "The number is written with an exponent; a spreadsheet has probably rounded it.",
    ),
    "spreadsheet-error": Text("In der Zelle steht ein Rechenfehler.", "The cell holds a spreadsheet error."),
    "presence-differs": Text(
        "Die Spalte sagt etwas anderes, als in der Zelle des Wertes steht; die Zeile wird nicht gelesen.",
        "The column says something else than the cell of the value; the row is not read.",
    ),
    "unknown-status": Text(
        "Diese Angabe über den Wert kennt Quartier nicht.", "Quartier does not know this statement about the value."
    ),
    "bounds-crossed": Text("Die Untergrenze liegt über der Obergrenze.", "The lower bound is above the upper bound."),
    "role-twice": Text(
        "Zwei Spalten haben dieselbe Bedeutung; nur eine kann gelten.",
        "Two columns have the same meaning; only one can hold.",
    ),
    "merged-value": Text(
        "Ein Wert steht in verbundenen Zellen und gälte für mehrere Zeilen oder Spalten; er wird nicht verteilt.",
        "A value stands in merged cells and would count for several rows or columns; it is not spread.",
    ),
    "not-a-period": Text("Das ist kein Zeitbezug.", "This is no period."),
    "unknown-member": Text("Diese Ausprägung kennt das Merkmal nicht.", "The dimension does not have this member."),
    "share-above-100": Text("Ein Anteil über 100 %.", "A share above 100 %."),
    "negative": Text("Ein negativer Wert, wo keiner sein kann.", "A negative value where none can be."),
    "not-whole": Text("Eine Anzahl mit Nachkommastellen.", "A count with decimals."),
    "unknown-class": Text("Diese Klasse hat der Indikator nicht.", "The indicator does not have this class."),
    "quotient": Text(
        "Wert und Zähler durch Nenner widersprechen sich.", "Value and numerator by denominator contradict each other."
    ),
    "row-twice": Text(
        "Für dieselbe Raumeinheit, denselben Zeitbezug und dieselbe Ausprägung stehen zwei Werte in der Tabelle.",
        "Two values stand for the same unit, period and members.",
    ),
    "total-differs": Text(
        "Die gelieferte Summe weicht von der Summe der Raumeinheiten ab.",
        "The delivered total differs from the sum of the units.",
    ),
    "cell-beyond": Text(
        "Rechts neben der letzten benannten Spalte steht etwas; vermutlich ist die Zeile verschoben.",
        "Something stands to the right of the last named column; the row is probably shifted.",
    ),
    "header-inside": Text(
        "Mitten in den Daten steht eine Kopfzeile; sie wurde übergangen.",
        "A header row stands inside the data; it was skipped.",
    ),
    "row-skipped": Text("Die Zeile wurde übergangen.", "The row was skipped."),
    "person-rows": Text(
        "Die Datei sieht aus wie eine Zeile je Person. Personendaten nimmt Quartier nicht an; liefern Sie Summen je "
        "Raumeinheit.",
        "The file looks like one row a person. Quartier does not take data on persons; deliver sums by unit.",
    ),
    "form-damaged": Text(
        "Der Lieferbogen wurde so verändert, dass die versteckte Zuordnung nicht mehr passt.",
        "The delivery form was changed so that its hidden mapping no longer fits.",
    ),
    "more": Text("Weitere Stellen derselben Art.", "More places of the same kind."),
}
"""Every code of a problem that `sources.tables`, `sources.privacy` and `sources.forms` raise."""


def problem(
    code: str,
    *,
    file: str | None = None,
    row: int | None = None,
    column: str | None = None,
    found: str | None = None,
    expected: str | None = None,
    severity: str = "error",
) -> Problem:
    """A problem with its English sentence; `message_of` gives the German one."""
    shown = found if found is None or len(found) <= 200 else found[:199] + "…"
    return Problem(MESSAGES[code].en, code, file, row, column, shown, expected, severity)


def message_of(item: Problem, language: str) -> str:
    """The sentence of a problem in the language of the reader."""
    text = MESSAGES.get(item.code)
    return text.get(language) if text else item.message


def rejected(code: str, name: str, found: str | None = None, expected: str | None = None) -> InputRejected:
    """The refusal of a whole file, with its one reason."""
    return InputRejected([problem(code, file=name, found=found, expected=expected)], subject=name)
