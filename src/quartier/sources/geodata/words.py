"""The sentences of the import gate for geodata in German and English, one a kind of problem."""

from __future__ import annotations

from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.text import Text

MESSAGES: dict[str, Text] = {
    "file-empty": Text("Die Datei ist leer.", "The file is empty."),
    "file-too-large": Text("Die Datei ist zu groß.", "The file is too large."),
    "file-format": Text(
        "Das ist keine Geodatei, die Quartier lesen kann.", "This is no geodata file that Quartier can read."
    ),
    "file-damaged": Text(
        "Die Datei ist beschädigt oder abgeschnitten und lässt sich nicht lesen.",
        "The file is damaged or cut off and cannot be read.",
    ),
    "file-password": Text("Die Datei ist mit einem Kennwort geschützt.", "The file is protected by a password."),
    "zip-bomb": Text(
        "Das Archiv wird beim Auspacken unverhältnismäßig groß und wird nicht gelesen.",
        "The archive grows out of proportion when unpacked and is not read.",
    ),
    "zip-nested": Text(
        "Im Archiv liegt ein weiteres Archiv; bitte einmal auspacken.",
        "The archive holds another archive; please unpack it once.",
    ),
    "zip-path": Text(
        "Das Archiv will außerhalb seines Ordners schreiben und wird nicht gelesen.",
        "The archive wants to write outside of its folder and is not read.",
    ),
    "shapefile-parts": Text(
        "Ein Shapefile besteht aus mehreren Dateien; es fehlen welche. Bitte alle zusammen als ZIP liefern.",
        "A shapefile consists of several files; some are absent. Please deliver all of them in one zip.",
    ),
    "xml-entities": Text(
        "Die Datei enthält XML-Bestandteile (DOCTYPE, ENTITY), die hier nichts zu suchen haben.",
        "The file holds XML parts (DOCTYPE, ENTITY) that have no place here.",
    ),
    "no-layer": Text("Die Datei enthält keine Geodaten.", "The file holds no geodata."),
    "layer-view": Text(
        "Die Ebene ist eine gespeicherte Abfrage und keine Tabelle; sie wird nicht gelesen.",
        "The layer is a stored query and no table; it is not read.",
    ),
    "too-many": Text("Die Datei enthält mehr, als Quartier liest.", "The file holds more than Quartier reads."),
    "geometry-unreadable": Text(
        "Die Form lässt sich nicht lesen (zu wenige Punkte, offener Ring oder keine Zahlen).",
        "The shape cannot be read (too few points, an open ring, or no numbers).",
    ),
    "encoding-declared-wrong": Text(
        "Die angegebene Kodierung der Texte stimmt nicht; eine passende wurde genommen.",
        "The declared encoding of the texts is wrong; a fitting one was taken.",
    ),
    "layer-missing": Text("Diese Ebene gibt es in der Datei nicht.", "The file has no such layer."),
    "column-missing": Text(
        "Eine Spalte der Zuordnung fehlt in der Datei.", "A column of the mapping is missing in the file."
    ),
    "mapping-incomplete": Text("Die Zuordnung ist unvollständig.", "The mapping is incomplete."),
    "key-empty": Text("Der Schlüssel fehlt.", "The key is missing."),
    "key-twice": Text(
        "Derselbe Schlüssel steht mehrmals. Teile einer Raumeinheit werden nur auf ausdrücklichen Wunsch vereinigt.",
        "The same key stands more than once. Parts of one unit are united by explicit choice only.",
    ),
    "key-names-differ": Text(
        "Derselbe Schlüssel gehört zu Formen mit verschiedenen Namen oder in verschiedenen Gebieten.",
        "The same key belongs to shapes of different names or in different areas.",
    ),
    "parts-united": Text(
        "Mehrere Formen mit demselben Schlüssel wurden zu einer Raumeinheit vereinigt.",
        "Several shapes of the same key were united to one unit.",
    ),
    "name-empty": Text(
        "Der Name fehlt; der Schlüssel steht an seiner Stelle.", "The name is missing; the key stands in."
    ),
    "name-twice": Text(
        "Mehrere Raumeinheiten tragen denselben Namen; zugeordnet wird nur nach dem Schlüssel.",
        "Several units bear the same name; they are joined by key only.",
    ),
    "codes-padded": Text(
        "Führende Nullen fehlten und wurden ergänzt.", "Leading zeros were lost and have been restored."
    ),
    "codes-trimmed": Text(
        "Schlüssel waren mit Leerzeichen aufgefüllt; sie wurden entfernt.",
        "Keys were padded with blanks; these were removed.",
    ),
    "geometry-empty": Text("Die Raumeinheit hat keine Form.", "The unit has no shape."),
    "not-polygon": Text("Die Form ist keine Fläche.", "The shape is no area."),
    "ring-repaired": Text(
        "Ein Ring überschneidet sich; die Fläche wurde repariert. Bitte prüfen.",
        "A ring crosses itself; the area was repaired. Please check.",
    ),
    "ring-lost": Text(
        "Von der Fläche bleibt nach der Reparatur nichts übrig.", "Nothing is left of the area after the repair."
    ),
    "overlap": Text("Zwei Raumeinheiten überlappen sich.", "Two units overlap."),
    "sliver-overlap": Text(
        "Zwei Raumeinheiten überlappen sich in einem schmalen Streifen.", "Two units overlap in a narrow strip."
    ),
    "gap": Text("Zwischen den Raumeinheiten ist eine Lücke.", "There is a gap between the units."),
    "sliver-gap": Text(
        "Zwischen den Raumeinheiten ist eine schmale Lücke.", "There is a narrow gap between the units."
    ),
    "edges-differ": Text(
        "Grenzen benachbarter Raumeinheiten verlaufen nicht genau gleich.",
        "Borders of neighbouring units do not run exactly alike.",
    ),
    "crs-absent": Text(
        "Das Koordinatensystem fehlt (Shapefile: .prj).", "The coordinate system is missing (shapefile: .prj)."
    ),
    "crs-invalid": Text("Das Koordinatensystem ist unbekannt.", "The coordinate system is not known."),
    "crs-unlisted": Text(
        "Das Koordinatensystem hat keinen EPSG-Code; seiner eigenen Beschreibung wurde gefolgt.",
        "The coordinate system has no EPSG code; its own description was followed.",
    ),
    "crs-unfit": Text(
        "Die Koordinaten passen nicht zum Koordinatensystem.", "The coordinates do not fit the coordinate system."
    ),
    "crs-overridden": Text(
        "Das Koordinatensystem der Datei wurde auf Wunsch ersetzt.",
        "The coordinate system of the file was replaced by choice.",
    ),
    "grid-absent": Text(
        "Für die genaue Umrechnung der Koordinaten fehlt eine Gitterdatei; die Lage kann um einige Meter abweichen.",
        "A grid file for the exact transformation of coordinates is not installed; places may be some metres off.",
    ),
    "coordinates-swapped": Text(
        "Rechts- und Hochwert (Länge und Breite) waren vertauscht und wurden getauscht.",
        "Easting and northing (longitude and latitude) were swapped and have been put right.",
    ),
    "far-away": Text(
        "Die Flächen liegen weit von den bekannten Gebieten entfernt.", "The areas lie far away from the known ones."
    ),
    "parent-unknown": Text("Die übergeordnete Raumeinheit ist nicht bekannt.", "The unit above is not known."),
    "parent-none": Text(
        "Die Fläche liegt in keiner Raumeinheit der oberen Ebene.", "The area lies in no unit of the level above."
    ),
    "parent-derived": Text(
        "Die übergeordnete Raumeinheit wurde aus der größten Überlappung abgeleitet.",
        "The unit above was derived from the largest overlap.",
    ),
    "parent-split": Text(
        "Die Fläche liegt in mehreren Raumeinheiten der oberen Ebene; genommen wurde die größte Überlappung.",
        "The area lies in several units of the level above; the largest overlap was taken.",
    ),
    "parent-outside": Text(
        "Die Fläche liegt nicht ganz in ihrer übergeordneten Raumeinheit.",
        "The area does not lie wholly inside of its unit above.",
    ),
    "parent-elsewhere": Text(
        "Die Fläche liegt größtenteils außerhalb ihrer übergeordneten Raumeinheit.",
        "Most of the area lies outside of its unit above.",
    ),
    "parent-no-shapes": Text(
        "Die obere Ebene hat keine Flächen; daraus lässt sich nichts ableiten.",
        "The level above has no areas; nothing can be derived from it.",
    ),
    "valid-period": Text("Die Gültigkeit endet, bevor sie beginnt.", "The validity ends before it begins."),
    "more": Text("Weitere Stellen derselben Art.", "More places of the same kind."),
}
"""Every code of a problem that `sources.geodata` raises."""

_SHOWN = 200


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
    """A problem with its English sentence; `row` is the number of the feature in the layer, from 1."""
    shown = found if found is None or len(found) <= _SHOWN else found[: _SHOWN - 1] + "…"
    return Problem(MESSAGES[code].en, code, file, row, column, shown, expected, severity)


def message_of(item: Problem, language: str) -> str:
    """The sentence of a problem in the language of the reader."""
    text = MESSAGES.get(item.code)
    return text.get(language) if text else item.message


def rejected(code: str, name: str, **details: str | None) -> InputRejected:
    """The refusal of a whole file, with its one reason."""
    return InputRejected([problem(code, file=name, **details)], subject=name)  # type: ignore[arg-type]
