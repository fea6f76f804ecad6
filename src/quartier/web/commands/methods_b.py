"""`quartier segregation`, `quartier clusters`, `quartier typology`: the methods on plain files, without a workspace."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quartier import __version__

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from quartier.methods.space import LocalTest, Weights
    from quartier.methods.typology import Typology

_FILES = "CSV, XLSX, ODS or Parquet, a row a unit"
_MAPS = "GeoPackage, GeoJSON, Shapefile, FlatGeobuf, GeoParquet or GML"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _register_segregation(subparsers)
    _register_clusters(subparsers)
    _register_typology(subparsers)


def _register_segregation(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("segregation", help="indices of segregation from a plain table or a map")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--table", metavar="FILE", help=_FILES)
    source.add_argument("--geo", metavar="FILE", help=f"{_MAPS} with the counts; adds the indices that need a map")
    parser.add_argument("--group", metavar="COLUMN", action="append", required=True, help="members of a group; repeat")
    parser.add_argument("--total", metavar="COLUMN", help="everybody (needed unless --multigroup)")
    parser.add_argument("--multigroup", action="store_true", help="the groups together are everybody")
    parser.add_argument("--drop-missing", action="store_true", help="leave out units with a missing or secret count")
    parser.add_argument("--tolerance", type=float, default=1.0, metavar="M", help="borders this near touch (1 m)")
    parser.add_argument("--scale", type=float, default=1.0, metavar="KM", help="scale of proximity exp(-d/KM) (1 km)")
    parser.add_argument("--draws", type=int, default=999, help="simulated towns for chance and intervals (999)")
    parser.add_argument("--seed", type=int, default=0, help="start of the random numbers (0)")
    parser.add_argument("--out", metavar="FILE", help="CSV, XLSX or Parquet; without it the table is printed")
    parser.set_defaults(func=_segregation)


def _register_clusters(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("clusters", help="where high or low values come together on the map")
    parser.add_argument("--geo", metavar="FILE", required=True, help=_MAPS)
    parser.add_argument("--table", metavar="FILE", help=f"values that are not in the map: {_FILES}")
    parser.add_argument("--unit", metavar="COLUMN", help="code of the unit, in the map and in the table")
    parser.add_argument("--value", metavar="COLUMN", help="the value to look at")
    parser.add_argument("--events", metavar="COLUMN", help="cases, with --population: rates, small numbers discounted")
    parser.add_argument("--population", metavar="COLUMN", help="people behind --events")
    parser.add_argument("--method", choices=("local-moran", "gi-star", "gi"), default="local-moran")
    parser.add_argument("--neighbours", choices=("queen", "rook", "nearest", "distance"), default="queen")
    parser.add_argument("--tolerance", type=float, default=1.0, metavar="M", help="borders this near touch (1 m)")
    parser.add_argument("--k", type=int, default=6, help="number of nearest units (6)")
    parser.add_argument("--distance", type=float, default=1000.0, metavar="M", help="reach of --neighbours distance")
    parser.add_argument("--join-islands", action="store_true", help="join units without neighbours to the nearest")
    parser.add_argument("--permutations", type=int, default=99_999, help="random placements (99,999)")
    parser.add_argument("--seed", type=int, default=0, help="start of the random numbers (0)")
    parser.add_argument("--alternative", choices=("two-sided", "directed"), default="two-sided")
    parser.add_argument("--correction", choices=("fdr", "bonferroni", "none"), default="fdr")
    parser.add_argument("--level", type=float, default=0.05)
    parser.add_argument("--out", metavar="FILE", required=True, help="GPKG, GeoJSON, SHP, Parquet; CSV, XLSX")
    parser.set_defaults(func=_clusters)


def _register_typology(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("typology", help="types of units that resemble each other")
    parser.add_argument("--table", metavar="FILE", required=True, help=_FILES)
    parser.add_argument("--unit", metavar="COLUMN", help="code of the unit (default: the row)")
    parser.add_argument("--indicator", metavar="COLUMN", action="append", required=True, help="repeat for each")
    parser.add_argument("--relief", metavar="COLUMN", action="append", default=[], help="more of it is good")
    parser.add_argument("--neutral", metavar="COLUMN", action="append", default=[], help="neither good nor bad")
    parser.add_argument("--types", type=int, default=4, help="number of types (4)")
    parser.add_argument("--method", choices=("k-means", "gmm", "ward"), default="k-means")
    parser.add_argument("--previous", metavar="FILE", help="result of an earlier run, whose numbers are taken over")
    parser.add_argument("--draws", type=int, default=100, help="bootstrap samples for the stability of types (100)")
    parser.add_argument("--seed", type=int, default=0, help="start of the random numbers (0)")
    parser.add_argument("--out", metavar="FILE", required=True, help="CSV, XLSX or Parquet")
    parser.set_defaults(func=_typology)


def _about(args: argparse.Namespace, **more: Any) -> dict[str, Any]:
    """How a result was made; stands beside it in a file of its own."""
    asked = {name: value for name, value in vars(args).items() if name != "func" and value is not None}
    return {"quartier": __version__, "parameters": asked, **more}


def _say(text: str) -> None:
    print(text, file=sys.stderr)


# --- segregation ---------------------------------------------------------------------------------------------------


def _segregation(args: argparse.Namespace) -> int:
    import pandas as pd

    from quartier.methods.results import rejected
    from quartier.web.commands import plain_files as files

    if not args.total and not args.multigroup:
        raise rejected("--total is needed unless --multigroup is given", "missing-choice", "segregation")
    geometry = None
    if args.geo:
        table, geometry = files.read_map(args.geo)
    else:
        table = files.read_table(args.table)
    counts = table.numbers([*args.group, *([args.total] if args.total else [])])
    if args.drop_missing:
        known = counts.notna().all(axis=1)
        _say(f"{int(known.sum())} of {len(counts)} units have all counts")
        counts, geometry = counts[known], geometry if geometry is None else geometry[known.to_numpy()]
    rows = _multigroup_rows(counts[args.group]) if args.multigroup else []
    for group in args.group if args.total else []:
        rows += _two_group_rows(group, counts[group], counts[args.total], args)
        if geometry is not None:
            rows += _map_rows(group, counts[group], counts[args.total], files.in_metres(geometry), args)
    result = pd.DataFrame(rows).set_index(["group", "index"])
    if args.out:
        files.write_table(result.reset_index().set_index("group"), args.out, _about(args, units=len(counts)))
        _say(f"{len(result)} indices over {len(counts)} units written to {args.out}")
    else:
        print(result.to_string(na_rep="", float_format=lambda value: f"{value:.4f}"))
    return 0


def _row(group: str, name: str, result: Any, **more: Any) -> dict[str, Any]:
    return {"group": group, "index": name, "value": result.value, "reason": str(result.reason or ""), **more}


def _two_group_rows(
    group: str, x: pd.Series[float], t: pd.Series[float], args: argparse.Namespace
) -> list[dict[str, Any]]:
    """Evenness and exposure with a test against chance where counts are whole; D corrected for small counts."""
    import numpy as np

    from quartier.methods import segregation as seg

    methods = {
        "dissimilarity": seg.dissimilarity,
        "gini": seg.gini,
        "isolation": seg.isolation,
        "exposure": seg.exposure,
        "correlation-ratio": seg.correlation_ratio,
        "information-theory": seg.information_theory,
        "atkinson": seg.atkinson,
    }
    whole = bool((np.abs(x - np.rint(x)).max() < 1e-9) and (np.abs(t - np.rint(t)).max() < 1e-9))
    rows = []
    for name, method in methods.items():
        more: dict[str, Any] = {}
        if whole:
            test = seg.chance_test(x, t, name, draws=args.draws, seed=args.seed)
            more = {"p_value": test.p_value, "by_chance": test.null_mean}
        rows.append(_row(group, name, method(x, t), **more))
    if whole:
        found = seg.bias_corrected_dissimilarity(x, t, args.draws, seed=args.seed)
        bounds = {"lower": found.lower, "upper": found.upper}
        reason = str(found.reason or "")
        name = "dissimilarity, bias-corrected"
        rows.append({"group": group, "index": name, "value": found.corrected, "reason": reason, **bounds})
    rows.append(_row(group, "dissimilarity, density-corrected", seg.density_corrected_dissimilarity(x, t)))
    rows.append(_row(group, "movers (persons)", seg.movers(x, t)))
    return rows


def _map_rows(
    group: str, x: pd.Series[float], t: pd.Series[float], geometry: gpd.GeoSeries, args: argparse.Namespace
) -> list[dict[str, Any]]:
    from quartier.methods import segregation as seg
    from quartier.methods.space import contiguity, shared_borders

    places = seg.Places.of(geometry)
    areas = list(places.areas)
    neighbours = contiguity(geometry, "rook", args.tolerance)
    borders = shared_borders(geometry, args.tolerance)
    scale = args.scale
    results = {
        "delta": seg.delta(x, t, areas),
        "absolute-concentration": seg.absolute_concentration(x, t, areas),
        "relative-concentration": seg.relative_concentration(x, t, areas),
        "spatial-proximity": seg.spatial_proximity(x, t, places, scale),
        "absolute-clustering": seg.absolute_clustering(x, t, places, scale),
        "relative-clustering": seg.relative_clustering(x, t, places, scale),
        "distance-decay-isolation": seg.distance_decay_isolation(x, t, places, scale),
        "distance-decay-exposure": seg.distance_decay_exposure(x, t, places, scale),
        "dissimilarity, neighbours": seg.adjusted_dissimilarity(x, t, neighbours),
        "dissimilarity, borders": seg.boundary_dissimilarity(x, t, borders),
    }
    return [_row(group, name, result) for name, result in results.items()]


def _multigroup_rows(groups: pd.DataFrame) -> list[dict[str, Any]]:
    from quartier.methods import segregation as seg

    methods: dict[str, Callable[[pd.DataFrame], Any]] = {
        "dissimilarity": seg.multigroup_dissimilarity,
        "gini": seg.multigroup_gini,
        "information-theory": seg.multigroup_information_theory,
        "divergence": seg.divergence,
        "diversity": seg.diversity,
        "normalised-exposure": seg.normalised_exposure,
        "relative-diversity": seg.relative_diversity,
    }
    return [_row("all groups", name, method(groups)) for name, method in methods.items()]


# --- clusters ------------------------------------------------------------------------------------------------------


def _clusters(args: argparse.Namespace) -> int:
    from pathlib import Path

    from quartier.methods import space
    from quartier.methods.results import rejected
    from quartier.web.commands import plain_files as files

    columns = [args.value] if args.value else [args.events, args.population]
    if None in columns or (args.value and args.events):
        raise rejected("give either --value, or --events and --population", "missing-choice", "clusters")
    attributes, geometry = files.read_map(args.geo)
    if args.table and args.unit:
        drawn = len(geometry)
        geometry = files.united(attributes.column(args.unit).str.strip(), geometry)
        if len(geometry) < drawn:
            _say(f"{drawn} shapes of the map are {len(geometry)} units: parts of the same unit were united")
    else:
        geometry.index = attributes.indexed(args.unit)
    values = _values(args, attributes, columns, geometry.index)
    weights = _weights(args, files.in_metres(geometry))
    testing = space.Testing(args.permutations, args.seed, args.alternative, args.correction, args.level)
    found = _tested(args, values, weights, testing)
    table = values.join(found.table)
    about = _about(args, **_described(found, weights))
    ending = Path(args.out).suffix.lower()
    if ending in (".csv", ".xlsx"):
        files.write_table(table, args.out, about)
    else:
        files.write_map(table, geometry, args.out, about)
    _report(found, weights, args.out)
    return 0


def _values(args: argparse.Namespace, attributes: Any, columns: list[str], units: pd.Index) -> pd.DataFrame:
    """The columns, from the map or from the table, in the order of the map."""
    from quartier.kernel.errors import InputRejected, Problem
    from quartier.methods.results import rejected
    from quartier.web.commands import plain_files as files

    if not args.table:
        return attributes.numbers(columns).set_axis(units)  # type: ignore[no-any-return]
    if not args.unit:
        raise rejected("--table needs --unit, the code that map and table share", "missing-choice", "clusters")
    table = files.read_table(args.table)
    values = table.numbers(columns).set_axis(table.indexed(args.unit))
    strange = values.index.difference(units)
    if len(strange):
        problems = [
            Problem("the map has no such unit", "unknown-unit", table.name, column=args.unit, found=str(unit))
            for unit in strange
        ]
        raise InputRejected(problems, table.name)
    absent = units.difference(values.index)
    if len(absent):
        _say(f"{len(absent)} units of the map are not in the table: they have no value")
    return values.reindex(units)


def _weights(args: argparse.Namespace, geometry: gpd.GeoSeries) -> Weights:
    from quartier.methods import space

    if args.neighbours == "nearest":
        return space.k_nearest(geometry, args.k)
    if args.neighbours == "distance":
        weights = space.distance_band(geometry, args.distance)
    else:
        weights = space.contiguity(geometry, args.neighbours, args.tolerance)
    return space.attach_islands(weights, geometry) if args.join_islands else weights


def _tested(args: argparse.Namespace, values: pd.DataFrame, weights: Weights, testing: Any) -> LocalTest:
    from quartier.methods import space
    from quartier.methods.results import rejected

    if args.method == "local-moran":
        if args.events:
            return space.local_moran_rate(values[args.events], values[args.population], weights, testing)
        return space.local_moran(values[args.value], weights, testing)
    if not args.value:
        raise rejected("hot spots need --value; rates go with --method local-moran", "missing-choice", "clusters")
    return space.getis_ord(values[args.value], weights, args.method == "gi-star", testing)


def _described(found: LocalTest, weights: Weights) -> dict[str, Any]:
    return {
        "method": found.method,
        "weights": found.weights,
        "islands": [str(unit) for unit in weights.islands],
        "tested": found.tested,
        "threshold": found.threshold,
        "smallest_possible_p": found.floor,
    }


def _report(found: LocalTest, weights: Weights, out: str) -> None:
    clusters = found.table["cluster"]
    parts = [f"{name} {number}" for name, number in clusters[clusters != ""].value_counts().items()]
    _say(f"{found.method}, {found.weights}: {found.tested} of {len(clusters)} units tested; " + ", ".join(parts))
    if len(weights.islands):
        _say(f"{len(weights.islands)} units have no neighbours and were not tested")
    if found.tested and found.correction != "none" and found.floor > found.level / found.tested:
        _say(
            f"the smallest p that {found.permutations} permutations can give is {found.floor:g}: a lone cluster among "
            f"{found.tested} units cannot be found; --permutations {int(2 * found.tested / found.level)} could"
        )
    _say(f"written to {out}")


# --- typology ------------------------------------------------------------------------------------------------------


def _typology(args: argparse.Namespace) -> int:
    from quartier.methods import typology as typ
    from quartier.web.commands import plain_files as files

    table = files.read_table(args.table)
    table.require([*args.relief, *args.neutral])
    values = table.numbers(args.indicator).set_axis(table.indexed(args.unit))
    polarity = dict.fromkeys(args.relief, -1.0) | dict.fromkeys(args.neutral, 0.0)
    found = typ.typology(values, args.types, args.method, polarity, args.seed)
    if args.previous:
        earlier = _previous(args, values.index)
        found = typ.renumber(found, typ.match_types(earlier.set_axis(values.index), found.types))
    stability = typ.stability(values, found, args.draws)
    result = values.assign(type=found.types, probability=found.probability, reason=found.reasons)
    if args.method != "gmm":
        result = result.drop(columns="probability")
    files.write_table(result, args.out, _about(args, **_types_described(found, stability)))
    _print_types(found, stability)
    _say(f"written to {args.out}")
    return 0


def _previous(args: argparse.Namespace, units: pd.Index) -> pd.Series[Any]:
    """Types of an earlier run, by unit."""
    from quartier.web.commands import plain_files as files

    earlier = files.read_table(args.previous)
    types = earlier.numbers(["type"])["type"].set_axis(earlier.indexed(args.unit or "row"))
    return types.astype("Int64").reindex(units.astype(str))


def _types_described(found: Typology, stability: pd.DataFrame) -> Mapping[str, Any]:
    return {
        "quality": None if found.quality != found.quality else found.quality,
        "silhouette": None if found.silhouette != found.silhouette else found.silhouette,
        "constant_indicators": list(found.constant),
        "sizes": {str(name): int(size) for name, size in found.sizes.items()},
        "profile": {str(name): row for name, row in found.profile.to_dict("index").items()},
        "stability": {str(name): row for name, row in stability.to_dict("index").items()},
    }


def _print_types(found: Typology, stability: pd.DataFrame) -> None:
    summary = found.means.assign(units=found.sizes, jaccard=stability["jaccard"], verdict=stability["verdict"])
    print(summary.to_string(float_format=lambda value: f"{value:.3f}"))
    for name in found.constant:
        _say(f"{name} is the same everywhere and was left out")
    gaps = found.reasons[found.reasons != ""].value_counts()
    for reason, number in gaps.items():
        _say(f"{number} units have no type: {reason}")
