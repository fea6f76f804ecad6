"""The statistics of social planning: pure functions on NumPy arrays and pandas frames, one a published method.

``import quartier.methods`` makes every family an attribute (``quartier.methods.rates.wilson``); each is loaded when it
is first used.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    if name in __dir__():
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(__path__))
