"""The figures of one indicator on one geography, in the unit order of the geography."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from quartier.catalogue import listing
from quartier.catalogue.models import Geography, Indicator
from quartier.catalogue.observations import Asked, geography_units, observations
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.period import parse
from quartier.kernel.presence import Presence
from quartier.kernel.reader import Reader

COLUMNS = ("value", "presence", "flags", "numerator", "denominator", "lower", "upper")


@dataclass(frozen=True)
class Place:
    """A geography with the codes of its units in their order."""

    geography: Geography
    codes: pd.Index

    @classmethod
    def of(cls, level: str, key: str) -> Place:
        """Raises NotFound."""
        row = listing.geography_by_key(level, key)
        return cls(row, pd.Index(geography_units(row)["code"].astype(str)))

    @property
    def order(self) -> str:
        """Checksum of the unit order, as vectors and geographies name it."""
        return str(self.geography.current.manifest["order"]) if self.geography.current else ""

    def read(self, indicator: Indicator, slice_key: str, periods: list[str], *, reader: Reader) -> pd.DataFrame:
        """Observations of some periods, one row a unit and period; codes as text."""
        asked = Asked(self.geography.level.key, self.geography.key, periods=periods, slices=[slice_key])
        frame = observations(indicator, reader=reader, asked=asked)
        return frame.assign(unit=frame["unit"].astype(str), period=frame["period"].astype(str))

    def at(self, indicator: Indicator, slice_key: str, period: str, *, reader: Reader) -> pd.DataFrame:
        """Figures of one period in unit order (COLUMNS); a unit without row is missing.

        Raises NotFound where there is no figure at all, InputRejected for a period that is none.
        """
        checked_period(period)
        frame = self.read(indicator, slice_key, [period], reader=reader)
        if frame.empty:
            place = f"{self.geography.level.key} {self.geography.key}"
            raise NotFound(f"{indicator.key} has no figures of {place} in {period}.")
        return in_order(frame, self.codes)


def in_order(frame: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """One row a unit of `codes`; who has no row is missing."""
    ordered = frame.set_index("unit").reindex(columns=list(COLUMNS)).reindex(codes)
    ordered["presence"] = ordered["presence"].fillna(int(Presence.MISSING)).astype("int64")
    ordered["flags"] = ordered["flags"].fillna(0).astype("int64")
    for name in ("value", "numerator", "denominator", "lower", "upper"):
        ordered[name] = ordered[name].astype("float64")
    return ordered


def checked_period(text: str) -> str:
    """The period as it came. Raises PeriodInvalid (a message in words)."""
    parse(text)
    return text


def refused(message: str, column: str, found: str, expected: str) -> InputRejected:
    """What was asked for has no answer, in one sentence."""
    return InputRejected(
        [Problem(message, "not-possible", column=column, found=found, expected=expected)], "statistics"
    )
