"""Sizes of tables: what lies beyond the limits is refused in words, before it is unpacked."""

from __future__ import annotations

from quartier.kernel.errors import InputRejected
from quartier.sources.limits import Limits
from quartier.sources.tables.words import problem, rejected

_NOTHING = b"\x00\r\n\t \x1a"


def check_size(data: bytes, name: str, limits: Limits) -> None:
    """Refuse an empty or too large file. Raises InputRejected."""
    if not data[:4096].strip(_NOTHING) and not data.strip(_NOTHING):
        raise rejected("file-empty", name)
    if len(data) > limits.size:
        raise rejected("file-too-large", name, f"{len(data) / 1e6:,.0f} MB", f"at most {limits.size / 1e6:,.0f} MB")


def check_shape(rows: int, columns: int, name: str, limits: Limits, sheet: str = "") -> None:
    """Refuse a table with too many rows, columns or cells. Raises InputRejected with all that is too large."""
    found = [
        problem(code, file=name, column=None, found=f"{count:,}{' in ' + sheet if sheet else ''}",
                expected=f"at most {most:,}")
        for code, count, most in (
            ("too-many-rows", rows, limits.rows),
            ("too-many-columns", columns, limits.columns),
            ("too-many-cells", rows * columns, limits.cells),
        )
        if count > most
    ]  # fmt: skip
    if found:
        raise InputRejected(found, subject=name)
