"""The files of a delivery in the lake: the raw one, and the frames of its last check. They expire with it."""

from __future__ import annotations

import contextlib
import secrets
from io import BytesIO

import pandas as pd

from quartier.catalogue.models import Delivery
from quartier.catalogue.store import lake_store
from quartier.kernel.errors import NotFound
from quartier.lake.errors import KeyAbsent

ORIGINAL = "original"


def keep_original(key: str, data: bytes) -> str:
    """Store the raw file of a new delivery; returns its key in the lake."""
    name = f"staged/{key}/{ORIGINAL}"
    lake_store().put(name, data)
    return name


def original(delivery: Delivery) -> bytes:
    """The raw file. Raises NotFound when it has expired."""
    try:
        return lake_store().read(f"staged/{delivery.key}/{ORIGINAL}")
    except KeyAbsent:
        raise NotFound(f"The file of delivery {delivery.key} has expired; hand it in again.") from None


def keep_frame(delivery: Delivery, frame: pd.DataFrame) -> str:
    """Store checked observations; returns their key."""
    name = f"staged/{delivery.key}/{secrets.token_hex(8)}.parquet"
    buffer = BytesIO()
    frame.to_parquet(buffer, index=False)
    lake_store().put(name, buffer.getvalue())
    return name


def frame(key: str) -> pd.DataFrame:
    """Checked observations. Raises NotFound when they have expired."""
    try:
        return pd.read_parquet(BytesIO(lake_store().read(key)))
    except KeyAbsent:
        raise NotFound("What was checked has expired; check the delivery again.") from None


def remove(keys: list[str]) -> None:
    """Remove files; one that is gone already is no fault."""
    for key in keys:
        with contextlib.suppress(KeyAbsent):
            lake_store().delete(key)
