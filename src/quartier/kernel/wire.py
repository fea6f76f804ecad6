"""Words and codes in files that go out and come in: stable keys for programs, labels for people, SDMX where custom."""

from __future__ import annotations

from quartier.kernel.presence import SDMX_CONF_STATUS, SDMX_OBS_STATUS, Confidentiality, Flag, Presence
from quartier.kernel.text import Text

COLUMNS: dict[str, Text] = {
    "indicator": Text("Indikator", "Indicator"),
    "indicator_name": Text("Indikator (Name)", "Indicator (name)"),
    "unit_of_measure": Text("Maßeinheit", "Unit of measure"),
    "level": Text("Raumebene", "Level"),
    "geography": Text("Gebietsstand", "Geography"),
    "unit": Text("Code", "Code"),
    "unit_name": Text("Name", "Name"),
    "period": Text("Zeitbezug", "Period"),
    "slice": Text("Merkmale", "Slice"),
    "value": Text("Wert", "Value"),
    "numerator": Text("Zähler", "Numerator"),
    "denominator": Text("Nenner", "Denominator"),
    "lower": Text("Untergrenze", "Lower bound"),
    "upper": Text("Obergrenze", "Upper bound"),
    "presence": Text("Angabe", "Presence"),
    "flags": Text("Hinweise", "Flags"),
    "confidentiality": Text("Geheimhaltung", "Confidentiality"),
    "obs_status": Text("OBS_STATUS", "OBS_STATUS"),
    "conf_status": Text("CONF_STATUS", "CONF_STATUS"),
    "source": Text("Quelle", "Source"),
    "licence": Text("Lizenz", "Licence"),
    "release": Text("Datenversion", "Release"),
}
"""Columns of the long table: key and heading. The last three stand where a file has no other place for them."""

MEANINGS: dict[str, Text] = {
    "indicator": Text("Schlüssel des Indikators", "key of the indicator"),
    "indicator_name": Text("Name des Indikators", "name of the indicator"),
    "unit_of_measure": Text("was hinter der Zahl steht", "what stands behind the number"),
    "level": Text("Schlüssel der Raumebene", "key of the level"),
    "geography": Text("Schlüssel des Gebietsstands", "key of the dated version of the level"),
    "unit": Text("Code der Raumeinheit (Text, mit führenden Nullen)", "code of the unit (text, with leading zeros)"),
    "unit_name": Text("Name der Raumeinheit", "name of the unit"),
    "period": Text("Zeitbezug nach ISO 8601 und SDMX (Text)", "time reference by ISO 8601 and SDMX (text)"),
    "slice": Text("Ausprägungen, leer: insgesamt", "members, empty: the total"),
    "value": Text("Wert; leer, wenn es keinen gibt (Grund: Angabe)", "value; empty where there is none (see presence)"),
    "numerator": Text("Zähler", "numerator"),
    "denominator": Text("Nenner", "denominator"),
    "lower": Text("Untergrenze des Intervalls", "lower bound of the interval"),
    "upper": Text("Obergrenze des Intervalls", "upper bound of the interval"),
    "presence": Text("ob es einen Wert gibt, sonst warum nicht", "whether there is a value, else why not"),
    "flags": Text("was an dem Wert besonders ist", "what is special about the value"),
    "confidentiality": Text("Geheimhaltung", "confidentiality"),
    "obs_status": Text("SDMX CL_OBS_STATUS", "SDMX CL_OBS_STATUS"),
    "conf_status": Text("SDMX CL_CONF_STATUS", "SDMX CL_CONF_STATUS"),
    "source": Text("Quelle", "source"),
    "licence": Text("Lizenz", "licence"),
    "release": Text("Datenversion mit Prüfsumme", "release with checksum"),
}

PRESENCE_KEYS = {
    Presence.VALUE: "value",
    Presence.MISSING: "missing",
    Presence.NOT_APPLICABLE: "not-applicable",
    Presence.SUPPRESSED: "suppressed",
}
PRESENCE_NAMES = {
    Presence.VALUE: Text("Wert vorhanden", "value present"),
    Presence.MISSING: Text("keine Angabe", "no data"),
    Presence.NOT_APPLICABLE: Text("trifft nicht zu", "not applicable"),
    Presence.SUPPRESSED: Text("geheim gehalten", "suppressed"),
}
FLAG_KEYS = {flag: str(flag.name).lower().replace("_", "-") for flag in Flag if flag}
FLAG_NAMES = {
    Flag.PROVISIONAL: Text("vorläufig", "provisional"),
    Flag.ESTIMATED: Text("geschätzt", "estimated"),
    Flag.IMPUTED: Text("ergänzt", "imputed"),
    Flag.FORECAST: Text("vorausberechnet", "forecast"),
    Flag.BREAK: Text("Bruch in der Reihe", "break in the series"),
    Flag.UNRELIABLE: Text("unsicher", "unreliable"),
    Flag.OUTLIER: Text("Ausreißer", "outlier"),
    Flag.NOT_RATED: Text("nicht bewertet", "not rated"),
}
CONFIDENTIALITY_KEYS = {
    Confidentiality.FREE: "free",
    Confidentiality.PRIMARY: "primary",
    Confidentiality.SECONDARY: "secondary",
}
CONFIDENTIALITY_NAMES = {
    Confidentiality.FREE: Text("frei", "free"),
    Confidentiality.PRIMARY: Text("geheim (erste Sperrung)", "confidential (primary)"),
    Confidentiality.SECONDARY: Text("geheim (Gegensperrung)", "confidential (secondary)"),
}
# SDMX CL_OBS_STATUS 2.2 (2021); it knows no code for an outlier and for "not rated"
SDMX_FLAGS = {
    Flag.PROVISIONAL: "P",
    Flag.ESTIMATED: "E",
    Flag.IMPUTED: "I",
    Flag.FORECAST: "F",
    Flag.BREAK: "B",
    Flag.UNRELIABLE: "U",
}


def presence_word(code: int, language: str = "") -> str:
    """A presence as its key, or in the words of a language."""
    presence = Presence(code)
    return PRESENCE_NAMES[presence].get(language) if language else PRESENCE_KEYS[presence]


def flag_words(code: int, language: str = "") -> str:
    """Flags as their keys joined by blanks, or in the words of a language joined by commas; "" for none."""
    if language:
        return ", ".join(name.get(language) for flag, name in FLAG_NAMES.items() if code & flag)
    return " ".join(key for flag, key in FLAG_KEYS.items() if code & flag)


def confidentiality_word(code: int, language: str = "") -> str:
    """A confidentiality as its key, or in the words of a language."""
    level = Confidentiality(code)
    return CONFIDENTIALITY_NAMES[level].get(language) if language else CONFIDENTIALITY_KEYS[level]


def obs_status(presence: int, flags: int) -> str:
    """Codes of SDMX CL_OBS_STATUS, joined by blanks: why there is no value, then the flags; "A" where neither is."""
    absent = [] if presence == Presence.VALUE else [SDMX_OBS_STATUS[Presence(presence)]]
    return " ".join([*absent, *(code for flag, code in SDMX_FLAGS.items() if flags & flag)]) or "A"


def conf_status(confidentiality: int) -> str:
    """Code of SDMX CL_CONF_STATUS."""
    return SDMX_CONF_STATUS[Confidentiality(confidentiality)]


def legend(language: str) -> dict[str, dict[str, str]]:
    """Key and meaning of everything that the three axes of "not there" can hold."""
    return {
        "presence": {PRESENCE_KEYS[item]: PRESENCE_NAMES[item].get(language) for item in Presence},
        "flags": {FLAG_KEYS[flag]: name.get(language) for flag, name in FLAG_NAMES.items()},
        "confidentiality": {
            CONFIDENTIALITY_KEYS[item]: CONFIDENTIALITY_NAMES[item].get(language) for item in Confidentiality
        },
    }
