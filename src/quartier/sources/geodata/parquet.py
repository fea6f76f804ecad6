"""GeoParquet 1.x, through Arrow; sizes are looked up in the footer before anything is unpacked."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from quartier.sources.geodata.geofile import GeoField, GeoLayer, LayerData, Material
from quartier.sources.geodata.ogr import crs_of, framed, told, within
from quartier.sources.geodata.texts import arrow_kind
from quartier.sources.geodata.words import rejected
from quartier.sources.limits import Limits

_MAGIC = b"PAR1"
_ABSENT = object()


def claims(material: Material) -> bool:
    return material.head(4) == _MAGIC


def read(material: Material, limits: Limits, _encoding: str | None = None) -> tuple[GeoLayer, ...]:
    """The one layer of a GeoParquet file. Raises InputRejected."""
    import pyarrow.parquet as pq

    name = material.name
    with told(name), material.on_disk(".parquet") as path:
        file = pq.ParquetFile(path)
        meta, schema = file.metadata, file.schema_arrow
        unpacked = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        within(name, "bytes unpacked", unpacked, limits.unpacked)
        within(name, "features", meta.num_rows, limits.features)
        within(name, "columns", len(schema.names), limits.columns)
        column, about = _geo(dict(schema.metadata or {}), name)
        kind = about.get("geometry_types") or []
        fields = tuple(GeoField(item.name, arrow_kind(item.type)) for item in schema if item.name != column)
        crs = _crs(about)
        shape = str(kind[0]) if len(kind) == 1 else "Unknown"
        load = partial(_load, material, column, crs, limits)
        title = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return (GeoLayer(title, fields, crs, meta.num_rows, shape, load),)


def _geo(metadata: dict[bytes, bytes], name: str) -> tuple[str, dict[str, Any]]:
    if b"geo" not in metadata:
        raise rejected("file-format", name, found="Parquet", expected="GeoParquet (metadata 'geo')")
    geo = json.loads(metadata[b"geo"])
    column = geo["primary_column"]
    return str(column), dict(geo["columns"][column])


def _crs(about: dict[str, Any]) -> Any:
    """No key: longitude and latitude (OGC:CRS84); null: unknown (GeoParquet 1.1, section crs)."""
    given = about.get("crs", _ABSENT)
    return crs_of("EPSG:4326") if given is _ABSENT else crs_of(json.dumps(given) if given else None)


def _load(material: Material, column: str, crs: Any, limits: Limits) -> LayerData:
    import geopandas as gpd
    import numpy as np
    import pyarrow.parquet as pq

    with told(material.name), material.on_disk(".parquet") as path:
        table = pq.read_table(path, columns=None)
        shapes = np.asarray(gpd.read_parquet(path, columns=[column]).geometry.values, dtype=object)
        attributes = table.drop_columns([column])
        return framed(material.name, attributes, shapes, [], crs, limits)
