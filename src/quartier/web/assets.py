"""Addresses of the built front end, from Vite's manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.templatetags.static import static

BUILD = Path(__file__).resolve().parent / "static" / "quartier" / "build"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page must load for one entry point."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def assets_built() -> bool:
    return (BUILD / "manifest.json").exists()


def entry(name: str) -> Entry | None:
    """The built files of an entry such as ``src/main.ts``; None where the front end is not built."""
    manifest = _manifest()
    return _entry(manifest, name) if name in manifest else None


@cache
def _manifest() -> dict[str, Any]:
    if not assets_built():
        return {}
    loaded: dict[str, Any] = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def _entry(manifest: dict[str, Any], name: str) -> Entry:
    chunk = manifest[name]
    imports = [manifest[key] for key in chunk.get("imports", ())]
    styles = [*chunk.get("css", ()), *(style for part in imports for style in part.get("css", ()))]
    return Entry(
        script=_address(chunk["file"]),
        styles=tuple(_address(style) for style in styles),
        preloads=tuple(_address(part["file"]) for part in imports),
    )


def _address(file: str) -> str:
    return static(f"quartier/build/{file}")
