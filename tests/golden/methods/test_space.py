"""Published values: Columbus crime (Anselin 1988) and North Carolina sudden infant deaths, as bundled with libpysal."""

from __future__ import annotations

import geopandas as gpd
import libpysal
import numpy as np
import pandas as pd
import pytest
from libpysal.examples import load_example

from quartier.methods import space


def example(name: str) -> tuple[pd.DataFrame, space.Weights]:
    files = load_example(name)
    gal = libpysal.io.open(files.get_path(f"{name}.gal")).read()
    neighbours = {int(unit): [int(other) for other in gal.neighbors[unit]] for unit in gal.id_order}
    table = pd.DataFrame(gpd.read_file(files.get_path(f"{name}.dbf")))
    table.index = pd.Index(list(neighbours))
    return table, space.from_neighbours(neighbours)


@pytest.fixture(scope="module")
def columbus() -> tuple[pd.DataFrame, space.Weights]:
    return example("columbus")


@pytest.mark.parametrize(
    ("column", "statistic", "z_normal", "z_randomised"),
    [
        ("CRIME", 0.5001886, 5.630313, 5.589383),
        ("HOVAL", 0.1800931, 2.171269, None),
        ("INC", 0.4156288, 4.716535, None),
    ],
)
def test_moran_of_columbus(columbus, column, statistic, z_normal, z_randomised) -> None:
    """Published for esda and spdep with columbus.gal, row-standardised."""
    table, weights = columbus
    found = space.moran(table[column], weights)
    assert found.statistic == pytest.approx(statistic, abs=1e-6)
    assert found.z_normal == pytest.approx(z_normal, abs=1e-5)
    assert found.expected == pytest.approx(-0.0208333, abs=1e-6)
    if z_randomised:
        assert found.z_randomised == pytest.approx(z_randomised, abs=1e-5)


def test_geary_of_columbus_agrees_with_esda(columbus) -> None:
    """C published as .5405282; the z-scores are esda.Geary's 2.9 on the same file."""
    table, weights = columbus
    found = space.geary(table["CRIME"], weights)
    assert found.statistic == pytest.approx(0.5405282, abs=1e-6)
    assert found.z_normal == pytest.approx(-4.636274756, abs=1e-6)
    assert found.z_randomised == pytest.approx(-4.743061501, abs=1e-6)


def test_local_moran_of_columbus(columbus) -> None:
    """esda 2.8: first statistics exact; 20 areas below 5 % (directed, 9,999 draws), 9 after FDR, +-1 for chance."""
    table, weights = columbus
    plain = space.Testing(alternative="directed", correction="none")
    found = space.local_moran(table["CRIME"], weights, plain)
    first = [0.721781, 0.517986, 0.091935, 0.004723, 0.297410]
    assert found.table["statistic"].head().tolist() == pytest.approx(first, abs=1e-6)
    counts = found.table["cluster"].value_counts()
    expected = {"high-high": 11, "low-low": 7, "low-high": 1, "high-low": 1}
    for cluster, number in expected.items():
        assert abs(counts.get(cluster, 0) - number) <= 1, cluster
    corrected = space.local_moran(table["CRIME"], weights, space.Testing(alternative="directed"))
    strict = corrected.table["cluster"].value_counts()
    assert abs(strict["high-high"] - 7) <= 1
    assert abs(strict["low-low"] - 2) <= 1


def test_local_moran_sums_to_the_global_one(columbus) -> None:
    """Anselin (1995): with row-standardised weights the local statistics sum to (n-1) I in this scaling."""
    table, weights = columbus
    local = space.local_moran(table["CRIME"], weights).table["statistic"].sum()
    assert local / (len(table) - 1) == pytest.approx(space.moran(table["CRIME"], weights).statistic)


def test_gi_star_of_columbus(columbus) -> None:
    """esda.G_Local(star=True, binary): z of the first five, highest, and how many are beyond 1.96."""
    table, weights = columbus
    z = space.getis_ord(table["CRIME"], weights).table["z_score"].to_numpy()
    assert z[:5].tolist() == pytest.approx([-1.432780, -1.340008, -0.771999, -0.131733, 1.285363], abs=1e-6)
    assert (int(z.argmax()), float(z.max())) == (15, pytest.approx(3.475051, abs=1e-6))
    assert ((z > 1.96).sum(), (z < -1.96).sum()) == (11, 7)


def test_gi_without_itself_agrees_with_esda(columbus) -> None:
    """esda.G_Local 2.9, analytic part, on the same weights."""
    from esda import G_Local
    from libpysal.weights import WSP, WSP2W

    table, weights = columbus
    oracle = G_Local(table["CRIME"].to_numpy(), WSP2W(WSP(weights.matrix)), transform="B", permutations=0)
    found = space.getis_ord(table["CRIME"], weights, star=False).table
    np.testing.assert_allclose(found["z_score"], oracle.Zs, atol=1e-9)
    np.testing.assert_allclose(found["statistic"], oracle.Gs, atol=1e-12)


def test_rates_of_north_carolina() -> None:
    """sids2: Moran of SIDR74 .2477252; EB-Moran (Assunção & Reis) of SID74 per BIR74 .2714030, esda.Moran_Rate."""
    table, weights = example("sids2")
    assert space.moran(table["SIDR74"], weights).statistic == pytest.approx(0.2477252, abs=1e-6)
    found = space.moran_rate(table["SID74"], table["BIR74"], weights)
    assert found.statistic == pytest.approx(0.2714030, abs=1e-6)
    assert found.p_permutation < 0.01


@pytest.fixture(scope="module")
def tracts(shared) -> gpd.GeoDataFrame:
    raw = gpd.read_file(shared / "data" / "segregation_benchmarks" / "sacramentot2.shp")
    degrees = raw.set_crs("EPSG:4326", allow_override=True)
    return degrees.to_crs(degrees.estimate_utm_crs())


@pytest.mark.shared
def test_contiguity_of_sacramento_equals_the_published_file(shared, tracts) -> None:
    """sacramentot2.gal, delivered with the data of 403 census tracts, holds common borders (rook)."""
    gal = libpysal.io.open(str(shared / "data" / "segregation_benchmarks" / "sacramentot2.gal")).read()
    published = {(int(a) - 1, int(b) - 1) for a in gal.neighbors for b in gal.neighbors[a]}
    pairs = space.contiguity(tracts, "rook", tolerance=0).matrix.tocoo()
    assert set(zip(*(side.tolist() for side in pairs.coords), strict=True)) == published


@pytest.mark.shared
def test_contiguity_of_sacramento_equals_libpysal(tracts) -> None:
    """Borders that match vertex by vertex: there libpysal's Queen is right, and the tolerance adds nothing."""
    oracle = libpysal.weights.Queen.from_dataframe(tracts, use_index=False).sparse
    for tolerance in (0.0, 1.0):
        assert (space.contiguity(tracts, tolerance=tolerance).matrix != oracle).nnz == 0


@pytest.mark.shared
def test_contiguity_of_berlin_is_one_piece(shared) -> None:
    """447 planning areas: no island, everything hangs together by common borders."""
    from scipy.sparse.csgraph import connected_components

    file = shared / "data" / "berlin_lor" / "geo_until2020" / "berlin-lor-planning-areas-until-2020.geojson"
    areas = gpd.read_file(file).to_crs("EPSG:25833")
    weights = space.contiguity(areas, "rook", tolerance=2.0)
    assert list(weights.islands) == []
    assert connected_components(weights.matrix)[0] == 1
