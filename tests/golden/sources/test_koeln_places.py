"""Schools of Köln by address (register: the sections of its streets) and by coordinates: the same quarters."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest

from quartier.sources.places import Units, count_addresses, count_points, read_register
from quartier.sources.tables import open_table

ONLY = ("Ort", "Köln")


@pytest.mark.shared
def test_addresses_and_coordinates_agree(shared: Path) -> None:
    """317 schools are Köln's, all with coordinates (README); the register is older than some of their streets."""
    folder = shared / "data/koeln"
    shapes = gpd.read_file(folder / "geo/Stadtteil.shp", encoding="cp1252")
    units = Units(shapes.rename(columns={"STT_NR": "code", "STT_NAME": "name"})[["code", "name", "geometry"]])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted((folder / "streets").glob("Strassenabschnitt.*")):
            archive.write(file, file.name)
    register = read_register(target.getvalue(), "strassen.zip", units)
    assert register.rows > 20_000 and register.unknown < 0.01 * register.rows
    sheet = open_table((folder / "schools_nrw/schuldaten_raw.csv").read_bytes(), "schuldaten.csv").shown[0]
    points = count_points(sheet, units, only=ONLY)
    assert (points.of, points.placed, sum(points.counts.values())) == (317, 317, 317.0)
    found = count_addresses(sheet, units, register, only=ONLY)
    assert found.of == 317 and found.placed >= 260, [item.text for item in found.lost]
    beyond = {code: (n, points.counts[code]) for code, n in found.counts.items() if n > points.counts[code]}
    assert sum(n - at for n, at in beyond.values()) <= 3, f"by address elsewhere than by coordinates: {beyond}"
