"""Flensburg: Sozialatlas, 13 Stadtteile, the smallest complete social atlas found."""

from __future__ import annotations

SQL = "flensburg_sozialatlas.sql"
META = "flensburg_sozialatlas_meta.sql"
PARTS = "flensburg_stadtteile.zip"
SUBPARTS = "flensburg_stadtbezirke.zip"
FILES = (SQL, META, PARTS, SUBPARTS)
PUBLISHED = (
    "The figures are published by Stadt Flensburg in its Sozialatlas (https://www.flensburg.de), as SQL by OK Lab "
    "Flensburg in oklabflensburg/open-social-map, folder data "
    "(https://github.com/oklabflensburg/open-social-map), CC0-1.0."
)
