"""Data Package v2 (datapackage.org, 2024): a zip with a CSV and the descriptor that says what it holds."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartier.catalogue.exports.figures import MEASURES
from quartier.catalogue.exports.notes import sources
from quartier.catalogue.exports.tables import INTERNATIONAL, LONG, stream_csv
from quartier.kernel import wire as words

if TYPE_CHECKING:
    from quartier.catalogue.exports.order import Order

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_KEY = ("indicator", "level", "geography", "unit", "period", "slice")


def write_datapackage(order: Order, path: Path) -> None:
    """`data.csv` is the long table, `datapackage.json` its schema, sources, licences and notes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("data.csv", "w", force_zip64=True) as target:
            measured = _Measured(target)  # type: ignore[arg-type]
            stream_csv(order, io.BufferedWriter(measured), INTERNATIONAL, LONG)
        descriptor = _descriptor(order, measured)
        archive.writestr("datapackage.json", json.dumps(descriptor, ensure_ascii=False, indent=2))


class _Measured(io.RawIOBase):
    """Passes bytes on, counts them and takes their checksum."""

    def __init__(self, target: io.RawIOBase) -> None:
        self.target = target
        self.size = 0
        self.sha256 = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.target.write(data)
        self.sha256.update(data)
        self.size += len(data)
        return len(data)


def _descriptor(order: Order, measured: _Measured) -> dict[str, Any]:
    found = order.notes
    listed = sources(found)
    return {
        "$schema": PROFILE,
        "name": re.sub(r"[^a-z0-9._-]+", "-", "-".join(item["key"].lower() for item in found["indicators"]))[:100],
        "title": ", ".join(item["name"] for item in found["indicators"]),
        "description": "\n\n".join(item["definition"] for item in found["indicators"] if item["definition"]),
        "created": max(item["release"]["published_at"] for item in found["indicators"]),
        "version": ".".join(str(item["release"]["number"]) for item in found["indicators"][:1]),
        "sources": [_source(source) for source in listed],
        "licenses": [_licence(source) for source in listed],
        "contributors": [{"title": source["publisher"], "roles": ["publisher"]} for source in listed],
        "resources": [_resource(order, measured)],
        "quartier": found,
    }


def _source(source: dict[str, str]) -> dict[str, str]:
    return {"title": source["attribution"], **({"path": source["url"]} if source["url"] else {})}


def _licence(source: dict[str, str]) -> dict[str, str]:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", source["licence_key"])
    path = {"path": source["licence_url"]} if source["licence_url"] else {}
    return {"name": name, "title": source["licence"], **path}


def _resource(order: Order, measured: _Measured) -> dict[str, Any]:
    return {
        "name": "data",
        "path": "data.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": measured.size,
        "hash": f"sha256:{measured.sha256.hexdigest()}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(name, order.language) for name in LONG],
            "fieldsMatch": ["exact"],
            "primaryKey": list(_KEY),
            "missingValues": [""],
        },
    }


def _field(name: str, language: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": name,
        "type": "number" if name in MEASURES else "string",
        "title": words.COLUMNS[name].get(language),
        "description": words.MEANINGS[name].get(language),
    }
    meanings = words.legend(language).get(name)
    if meanings and name != "flags":  # flags are several keys in one cell
        field["categories"] = [{"value": key, "label": label} for key, label in meanings.items()]
        field["constraints"] = {"required": True, "enum": list(meanings)}
    return field
