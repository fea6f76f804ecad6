"""Loaders (Ladevorschriften): real data of three cities, read as they are published.

Light to import: heavy libraries are loaded when a loader runs.
"""

from __future__ import annotations

from pathlib import Path

from quartier.kernel.declared import Collection
from quartier.kernel.registry import Registry
from quartier.kernel.text import Text
from quartier.sources.loaders import berlin, flensburg, koeln
from quartier.sources.loaders.loader import Loader

__all__ = ["LOADERS", "Loader"]


def _berlin(folder: Path) -> Collection:
    from quartier.sources.loaders.berlin.read import load

    return load(folder)


def _koeln(folder: Path) -> Collection:
    from quartier.sources.loaders.koeln.read import load

    return load(folder)


def _flensburg(folder: Path) -> Collection:
    from quartier.sources.loaders.flensburg.read import load

    return load(folder)


LOADERS: Registry[Loader] = Registry("loaders")
LOADERS.register(
    "berlin",
    Loader(
        "berlin",
        Text("Berlin: Monitoring Soziale Stadtentwicklung", "Berlin: monitoring of social urban development"),
        berlin.PUBLISHED,
        berlin.FILES,
        _berlin,
    ),
)
LOADERS.register(
    "koeln",
    Loader(
        "koeln",
        Text("Köln: Bevölkerung und Wahlen", "Köln: population and elections"),
        koeln.PUBLISHED,
        koeln.FILES,
        _koeln,
    ),
)
LOADERS.register(
    "flensburg",
    Loader(
        "flensburg",
        Text("Flensburg: Sozialatlas", "Flensburg: social atlas"),
        flensburg.PUBLISHED,
        flensburg.FILES,
        _flensburg,
    ),
)
