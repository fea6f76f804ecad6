"""How large a table may be. What lies beyond is refused in words, before it is unpacked."""

from __future__ import annotations

from dataclasses import dataclass

from quartier.kernel.errors import InputRejected
from quartier.sources.tables.words import problem


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes that `open_table` accepts."""

    size: int = 300_000_000
    """Bytes of the file."""
    unpacked: int = 1_500_000_000
    """Bytes of all parts of a spreadsheet file after unpacking."""
    ratio: int = 200
    """Unpacked by packed bytes, for parts above `ratio_from`."""
    ratio_from: int = 20_000_000
    parts: int = 5_000
    """Files inside a spreadsheet file."""
    rows: int = 5_000_000
    columns: int = 2_000
    cells: int = 100_000_000


LIMITS = Limits()


def check_size(data: bytes, name: str, limits: Limits) -> None:
    """Refuse an empty or too large file. Raises InputRejected."""
    if not data.strip(b"\x00\r\n\t \x1a"):
        raise InputRejected([problem("file-empty", file=name)], subject=name)
    if len(data) > limits.size:
        raise InputRejected(
            [
                problem(
                    "file-too-large",
                    file=name,
                    found=f"{len(data) / 1e6:,.0f} MB",
                    expected=f"at most {limits.size / 1e6:,.0f} MB",
                )
            ],
            subject=name,
        )


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
