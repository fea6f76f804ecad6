"""Collects the problems of a layer, and the places on the map where they are."""

from __future__ import annotations

from collections import Counter
from typing import Any

from quartier.kernel.errors import Problem
from quartier.sources.geodata.words import problem

SHOWN = 50
"""Problems listed a kind; the rest is counted."""


class Report:
    """`faults` holds a row a faulty place: kind, units, row, area (m²), length (m), geometry in the system of work."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._problems: list[Problem] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self.faults: list[dict[str, Any]] = []

    def add(self, code: str, severity: str = "error", **details: Any) -> None:
        """A problem; see `words.problem`."""
        self._counts[code, severity] += 1
        if self._counts[code, severity] <= SHOWN:
            self._problems.append(problem(code, file=self.file, severity=severity, **details))

    def extend(self, problems: tuple[Problem, ...]) -> None:
        for item in problems:
            self._counts[item.code, item.severity] += 1
            if self._counts[item.code, item.severity] <= SHOWN:
                self._problems.append(item)

    def fault(self, kind: str, units: str, shape: Any, *, row: int | None = None, area: float = 0.0,
              length: float = 0.0) -> None:  # fmt: skip
        """A place for the map."""
        self.faults.append(
            {"kind": kind, "units": units, "row": row, "area": area, "length": length, "geometry": shape}
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Errors first, then warnings, then notes; what was not listed is counted."""
        more = [
            problem("more", file=self.file, found=f"{count - SHOWN} ({code})", severity=severity)
            for (code, severity), count in self._counts.items()
            if count > SHOWN
        ]
        order = {"error": 0, "warning": 1, "note": 2}
        return tuple(sorted([*self._problems, *more], key=lambda item: order[item.severity]))

    def map(self, crs: Any) -> Any:
        """The faulty places as a GeoDataFrame in degrees (EPSG:4326)."""
        import geopandas as gpd

        columns = ["kind", "units", "row", "area", "length", "geometry"]
        frame = gpd.GeoDataFrame(self.faults, columns=columns, geometry="geometry", crs=crs)
        return frame.to_crs(4326) if len(frame) else frame.set_crs(4326, allow_override=True)
