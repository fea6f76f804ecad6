"""Files with one row a person are recognised by what stands in them, so that they are refused before they are stored.

Quarters are named after people, and institutions have names, addresses and e-mail addresses too. So neither a head
called "Name" nor an address alone makes a row a person: it takes something that only a person has (birth date, social
insurance number, first name beside surname), or several weaker signs at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quartier.kernel.errors import Problem
from quartier.sources.tables.head import read_head, sample_rows
from quartier.sources.tables.names import normal, words
from quartier.sources.tables.periods import read_period
from quartier.sources.tables.sheet import Sheet, column_letters
from quartier.sources.tables.words import problem


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FIRST = _set("vorname vornamen rufname firstname givenname")
_LAST = _set("nachname familienname zuname surname lastname familyname geburtsname")
_BIRTH = _set(
    "geburtsdatum geburtstag gebdatum gebdat geboren geborenam birthdate dateofbirth dob birthday gebam geburtsd"
)
_INSURANCE = _set(
    "svnr sozialversicherungsnummer rentenversicherungsnummer rvnr versicherungsnummer vsnr steuerid "
    "steueridentifikationsnummer krankenversichertennummer kvnr ssn socialsecuritynumber idnr"
)
_CASE = _set(
    "aktenzeichen bgnummer bgnr kundennummer kundennr fallnummer fallnr az casenumber caseid "
    "bedarfsgemeinschaft personennummer klientennummer patientennummer patientid clientid personid schuelerid "
    "schuelernummer"
)
_STREET = _set(
    "strasse str anschrift adresse wohnort wohnanschrift street address strassehausnummer strasseundhausnummer"
)
_PERSONAL = _set(
    "geschlecht sex gender staatsangehoerigkeit nationalitaet familienstand konfession religion alter age "
    "herkunft telefon handy mobil diagnose"
)
_INSTITUTION = _set(
    "schule schulnummer kita einrichtung traeger traegerschaft praxis apotheke heim verein amt plaetze "
    "platzzahl capacity school schulform angebot homepage website oeffnungszeiten standort filiale unternehmen "
    "firma organisation institution name1 schulbezeichnung1 kurzbezeichnung"
)
_INSTITUTION_TEXT = re.compile(
    r"\b(schule|grundschule|gymnasium|kita|kindergarten|kindertagesst|zentrum|verein|e\.\s?v\.|gmbh|apotheke|praxis|"
    r"heim|haus|amt|stadt|kirche|gemeinde|caritas|diakonie|awo|drk|hospital|klinik|school|centre|center|gs|gg|ge|rs|bk)\b|schule\b|heim\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_OFFICE_MAIL = re.compile(
    r"^(info|kontakt|post|poststelle|mail|office|sekretariat|verwaltung|service|presse|buero|kita|schule|\d+)[\w.-]*@"
    r"|@[\w.-]*(schule|schulen|nrw|kita|amt|verein|gymnasium)",
    re.IGNORECASE,
)
_SOCIAL_NUMBER = re.compile(r"\d{2} ?[0-3]\d[01]\d{3} ?[A-Z] ?\d{3}")
"""Versicherungsnummer (§ 147 SGB VI, VKVV § 2): area, birth date, letter of the surname, serial and check digits."""
_ADDRESS = re.compile(
    r"[\wÄÖÜäöüß.\- ]{3,}(str\.?|straße|strasse|weg|platz|allee|gasse|ring|damm|ufer|hof)\s*\d{1,4}\s?[a-z]?\b", re.I
)
_PERSON_NAME = re.compile(
    r"[A-ZÄÖÜ][a-zäöüßé]+(?:[- ][A-ZÄÖÜ][a-zäöüßé]+)?, ?[A-ZÄÖÜ][a-zäöüßé]+(?:[- ][A-ZÄÖÜ][a-zäöüßé]+)?"
)
_ENOUGH = 4
_DETAIL = "personal detail"


@dataclass(frozen=True, slots=True)
class _Sign:
    """One thing that points to persons: how much it weighs, the column, and an example with the letters hidden."""

    weight: int
    column: int
    what: str


def person_rows(sheet: Sheet) -> list[Problem]:
    """Problems when a sheet looks like one row a person; empty when it does not.

    One problem names all columns that gave it away. What stood in the cells is never repeated in a message.
    """
    heads, columns, first = _read(sheet)
    institution = _is_institution(heads, columns)
    signs = _signs(heads, columns)
    weight = sum(sign.weight for sign in _strongest(signs)) - (3 if institution else 0)
    if weight < _ENOUGH or all(sign.what == _DETAIL for sign in signs):
        return []
    places = ", ".join(f"{heads[sign.column - 1] or column_letters(sign.column)} ({sign.what})" for sign in signs)
    return [
        problem(
            "person-rows", file=sheet.file, row=first, column=places,
            expected="counts by unit, e.g. code; period; number",
        )
    ]  # fmt: skip


def _read(sheet: Sheet) -> tuple[list[str], list[list[str]], int]:
    """Heads, sampled cells by column, first row of the data."""
    head = read_head(sheet)
    rows = [row for row in sample_rows(sheet, 300) if row >= head.first_row]
    grid = sheet.take(rows) if rows else []
    columns = [[row[c] for row in grid] for c in range(sheet.width)]
    return [head.text(number) for number in range(1, sheet.width + 1)], columns, head.first_row


def _signs(heads: Sequence[str], columns: Sequence[Sequence[str]]) -> list[_Sign]:
    return [sign for number, cells in enumerate(columns, 1) if (sign := _sign(number, heads[number - 1], cells))]


def of_institutions(sheet: Sheet) -> bool:
    """Do heads or cells say that the rows are schools, day-care centres, practices and the like?"""
    heads, columns, _ = _read(sheet)
    return _is_institution(heads, columns)


def address_list(sheet: Sheet) -> bool:
    """Are the rows bare addresses (of homes, not of institutions)?"""
    heads, columns, _ = _read(sheet)
    if _is_institution(heads, columns):
        return False
    return any(sign.what == "address" for sign in _signs(heads, columns))


def beside_addresses(sheet: Sheet) -> list[Problem]:
    """Problems when a list of addresses says anything about persons; it may hold nothing but places.

    Stricter than `person_rows`: a first name, a case number, a sex beside an address is enough.
    """
    heads, columns, first = _read(sheet)
    if _is_institution(heads, columns):
        return person_rows(sheet)
    signs = [sign for sign in _signs(heads, columns) if sign.what != "address"]
    if not signs:
        return []
    places = ", ".join(f"{heads[sign.column - 1] or column_letters(sign.column)} ({sign.what})" for sign in signs)
    return [problem("personal-column", file=sheet.file, row=first, column=places)]


def _strongest(signs: Sequence[_Sign]) -> list[_Sign]:
    """Each kind of sign counts once: two birth dates are no more than one."""
    best: dict[str, _Sign] = {}
    for sign in signs:
        if sign.what not in best or sign.weight > best[sign.what].weight:
            best[sign.what] = sign
    return list(best.values())


def _is_institution(heads: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    if any(normal(head) in _INSTITUTION or words(head) & _INSTITUTION for head in heads):
        return True
    return any(_share(cells, lambda cell: bool(_INSTITUTION_TEXT.search(cell))) >= 0.3 for cells in columns)


def _sign(number: int, head: str, cells: Sequence[str]) -> _Sign | None:
    """The strongest sign of a column: by what its cells are, helped by its head."""
    name = normal(head)
    known = {name} | set(words(head))
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return None
    for weight, what, matches in (
        (5, "social insurance number", _share(filled, lambda cell: bool(_SOCIAL_NUMBER.fullmatch(cell))) >= 0.3),
        (4, "social insurance number", bool(known & _INSURANCE) and _different(filled) > 0.5),
        (4, "birth date", bool(known & _BIRTH) and _share(filled, _is_day) >= 0.3),
        (4, "birth date", _birth_days(filled, 30)),
        (3, "birth date", _birth_days(filled, 8)),
        (2, "first name", bool(known & _FIRST) and _wordy(filled)),
        (2, "surname", bool(known & _LAST) and _wordy(filled)),
        (3, "name of a person", _share(filled, lambda cell: bool(_PERSON_NAME.fullmatch(cell))) >= 0.5),
        (2, "case number", bool(known & _CASE) and _different(filled) > 0.5),
        (2, "e-mail address", _share(filled, _private_mail) >= 0.3),
        (1, "address", _share(filled, lambda cell: bool(_ADDRESS.search(cell))) >= 0.3),
        (1, "address", bool(known & _STREET) and _wordy(filled)),
        (1, _DETAIL, name in _PERSONAL and _each_a_detail(filled)),
    ):
        if matches:
            return _Sign(weight, number, what)
    return None


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells if cell.strip()]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _different(cells: Sequence[str]) -> float:
    return len(set(cells)) / len(cells)


def _is_day(cell: str) -> bool:
    reading = read_period(cell)
    return reading is not None and len(reading.period) == 10


def _birth_days(cells: Sequence[str], span: int) -> bool:
    """Many different days over `span` years or more: reference days are few or regular."""
    days = {reading.period for cell in cells if (reading := read_period(cell)) and len(reading.period) == 10}
    years = {int(day[:4]) for day in days}
    within = {day[5:] for day in days}
    if len(days) < 5 or max(years) - min(years) < span or len(years) < min(8, len(days)):
        return False
    return len(days) >= 0.6 * len(cells) and len(within) >= 0.6 * len(days)


def _wordy(cells: Sequence[str]) -> bool:
    return _share(cells, lambda cell: any(letter.isalpha() for letter in cell)) >= 0.7


def _private_mail(cell: str) -> bool:
    return bool(_MAIL.search(cell)) and not _OFFICE_MAIL.search(cell)


def _each_a_detail(cells: Sequence[str]) -> bool:
    """Short codes or words that come again: sex, nationality, age of single persons; counts are larger and differ."""
    if not all(len(cell) <= 30 for cell in cells):
        return False
    numbers = [int(cell) for cell in cells if cell.isdigit()]
    return not numbers or (len(numbers) == len(cells) and max(numbers) <= 110)
