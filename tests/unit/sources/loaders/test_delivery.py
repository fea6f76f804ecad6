"""Files cut off, in another encoding, with other columns or with a strange .prj: told in words, or read right."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pytest
from shapely.geometry import Polygon, box

from quartier.kernel.errors import InputRejected
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.koeln.geo import placed


def delivery(folder: Path, **files: bytes) -> Delivery:
    for name, data in files.items():
        (folder / f"{name}.csv").write_bytes(data)
    return Delivery(folder, "Town")


def test_codes_stay_text_and_rows_are_counted_as_in_a_spreadsheet(tmp_path: Path) -> None:
    table = delivery(tmp_path, a="\ufeffid,n\n01,3\n\n02,4\n".encode()).table("a.csv", ("id", "n"))
    assert table["id"].tolist() == ["01", "02"]
    assert table.index.tolist() == [2, 4]


def test_a_row_that_is_cut_off_is_an_error_with_its_row(tmp_path: Path) -> None:
    given = delivery(tmp_path, a=b"id,n\n01,3\n02")
    given.table("a.csv", ("id", "n"))
    with pytest.raises(InputRejected, match=r"a\.csv, row 3: .*cut off.*expected 2 cells"):
        given.require()


def test_a_missing_column_is_named_with_what_was_found(tmp_path: Path) -> None:
    given = delivery(tmp_path, a=b"id,m\n01,3\n")
    assert given.table("a.csv", ("id", "n")).empty
    with pytest.raises(InputRejected, match=r"columns are missing \(found 'id, m'; expected n\)"):
        given.require()


def test_a_separator_at_the_end_of_each_line_is_no_column(tmp_path: Path) -> None:
    table = delivery(tmp_path, a=b"Nr;Name;\n1;A;\n").table("a.csv", ("Nr", "Name"), separator=";", trailing=True)
    assert table.columns.tolist() == ["Nr", "Name"]


def test_no_number_is_an_error_and_a_marker_is_not(tmp_path: Path) -> None:
    given = delivery(tmp_path, a=b"id,n\n01,-\n02,many\n")
    table = given.table("a.csv", ("id", "n"))
    assert given.numbers("a.csv", table["n"], blanks=("", "-")).isna().all()
    assert [(item.row, item.found) for item in given.problems] == [(3, "many")]


def test_a_decimal_comma(tmp_path: Path) -> None:
    given = delivery(tmp_path, a=b"n\n72,50\n")
    assert given.numbers("a.csv", given.table("a.csv", ("n",), separator=";")["n"], comma=True).tolist() == [72.5]


def test_code_page_850_is_read_as_such_and_refused_as_utf_8(tmp_path: Path) -> None:
    # "ä" is 0x84 and "ß" is 0xE1 in code page 850 (IBM, Code Page 850)
    given = delivery(tmp_path, a=b"name\nSt\x84dt. Gymnasium Stra\xe1e\n")
    assert "Städt. Gymnasium Straße" in given.text("a.csv", "cp850")
    given.text("a.csv")
    assert [(item.code, item.row) for item in given.problems] == [("encoding", 2)]


def test_far_too_few_units_are_an_error_and_some_a_warning(tmp_path: Path) -> None:
    given = delivery(tmp_path)
    table = geopandas.pd.Series([str(n) for n in range(199)])
    given.units_known("a.csv", table, [str(n) for n in range(200)], "quarters")
    assert [(item.severity, item.found) for item in given.problems] == [("warning", "199")]
    given.units_known("a.csv", table[:100], [str(n) for n in range(200)], "quarters")
    assert given.problems[-1].severity == "error"
    assert given.problems[-1].found == "100 of 200"


def test_the_same_problem_of_many_files_is_told_once(tmp_path: Path) -> None:
    given = delivery(tmp_path)
    for name in ("a.csv", "b.csv", "c.csv"):
        given.warn("odd", "odd", name)
    assert [item.file for item in given.told()] == ["a.csv and 2 more files"]


PRJ = (
    'PROJCS["WGS_1984_UTM_Zone_32N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",2500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",9.0],'
    'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
"""The false easting of Köln's files: 2 500 000 where UTM has 500 000."""


def shapefile(folder: Path, shape: Polygon, name: str = "Köln") -> None:
    """The cathedral stands at 356 500 E, 5 645 300 N in UTM 32."""
    frame = geopandas.GeoDataFrame({"KEY": ["1"], "NAME": [name]}, geometry=[shape], crs=PRJ)
    frame.to_file(folder / "a.shp", encoding="cp1252")
    (folder / "a.cpg").unlink(missing_ok=True)
    (folder / "a.prj").write_text(PRJ)


def test_a_false_easting_without_epsg_code_is_followed(tmp_path: Path) -> None:
    shapefile(tmp_path, box(2_356_400, 5_645_200, 2_356_600, 5_645_400))
    given = Delivery(tmp_path, "Köln")
    frame = placed(given, "a.shp", given.polygons("a.shp", ("KEY", "NAME"), code="NAME", encoding="cp1252"))
    centre = frame.to_crs("EPSG:4326").geometry.iloc[0].centroid
    # Kölner Dom: 50.9413 N, 6.9583 E
    assert (round(centre.x, 2), round(centre.y, 2)) == (6.96, 50.94)
    assert frame.crs.to_epsg() == 32632
    assert [item.code for item in given.problems] == ["crs-unlisted"]


def test_names_in_windows_1252_without_cpg(tmp_path: Path) -> None:
    shapefile(tmp_path, box(2_356_400, 5_645_200, 2_356_600, 5_645_400), "Flögelsiedlung")
    frame = Delivery(tmp_path, "Köln").polygons("a.shp", ("NAME",), code="NAME", encoding="cp1252")
    assert frame["NAME"].tolist() == ["Flögelsiedlung"]


def test_polygons_that_lie_elsewhere_are_refused(tmp_path: Path) -> None:
    shapefile(tmp_path, box(356_400, 5_645_200, 356_600, 5_645_400))
    given = Delivery(tmp_path, "Köln")
    placed(given, "a.shp", given.polygons("a.shp", ("KEY",), code="NAME", encoding="cp1252"))
    with pytest.raises(InputRejected, match="do not lie in Köln"):
        given.require()


def test_a_ring_that_crosses_itself_is_mended_and_named(tmp_path: Path) -> None:
    shapefile(tmp_path, Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), "Bow tie")
    given = Delivery(tmp_path, "Town")
    assert given.polygons("a.shp", ("NAME",), code="NAME").geometry.is_valid.all()
    assert [(item.code, item.severity, item.found) for item in given.problems] == [
        ("polygon-mended", "note", "Bow tie")
    ]


def test_a_shapefile_that_is_cut_off_is_told(tmp_path: Path) -> None:
    shapefile(tmp_path, box(0, 0, 1, 1))
    (tmp_path / "a.shp").write_bytes(b"PK")
    given = Delivery(tmp_path, "Town")
    given.polygons("a.shp", ("NAME",), code="NAME")
    with pytest.raises(InputRejected, match=r"a\.shp.*cannot be read"):
        given.require()
