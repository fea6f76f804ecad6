"""A town of nine squares in one district: small enough to check every answer by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import shapely

from quartier.kernel import declared
from quartier.kernel.declared import IndicatorKind, Polarity
from quartier.kernel.presence import Presence
from quartier.kernel.text import Text

CODES = tuple(f"{row}{column}" for row in range(3) for column in range(3))
PERIODS = ("2022-12-31", "2023-12-31")


def collection() -> declared.Collection:
    return declared.Collection(
        key="squares",
        name=Text("Quadratstadt", "Squaretown"),
        fictitious=True,
        licences=(declared.Licence("dl-de-by", "Datenlizenz Deutschland – Namensnennung – 2.0", "https://example.org/l"),),
        sources=(declared.Source("office", Text("Statistik", "Statistics"), "Amt", "dl-de-by"),),
        levels=(
            declared.Level("city", Text("Stadt", "City"), Text("Städte", "cities"), 0),
            declared.Level("quarter", Text("Quartier", "Quarter"), Text("Quartiere", "quarters"), 1, parents=("city",)),
        ),
        geographies=(_city(), _quarters()),
        topics=(declared.Topic("work", Text("Arbeit", "Work")), declared.Topic("benefit", Text("Leistungen"), "work")),
        dimensions=(
            declared.Dimension("sex", Text("Geschlecht", "sex"), (
                declared.Member("f", Text("weiblich", "female")), declared.Member("m", Text("männlich", "male")))),
        ),
        indicators=(_rate(), _count()),
        observations=(rate_observations(), count_observations()),
        events=(
            declared.Event("reform", date(2023, 1, 1), Text("Bürgergeld"), Text("SGB II heißt Bürgergeld."), "reform"),
        ),
        default_indicator="sgb2-rate",
        default_level="quarter",
    )  # fmt: skip


def _city() -> declared.Geography:
    units = gpd.GeoDataFrame({"code": ["1"], "name": ["Quadratstadt"]}, geometry=[shapely.box(0, 0, 3000, 3000)])
    return declared.Geography("city", "2020", Text("Stadt 2020"), _placed(units), "office", date(2020, 1, 1))


def _quarters() -> declared.Geography:
    boxes = [shapely.box(1000 * c, 1000 * r, 1000 * c + 1000, 1000 * r + 1000) for r in range(3) for c in range(3)]
    names = [f"Feld {code}" for code in CODES]
    units = gpd.GeoDataFrame({"code": list(CODES), "name": names, "parent:city": ["1"] * 9}, geometry=boxes)
    return declared.Geography("quarter", "2020", Text("Quartiere 2020"), _placed(units), "office", date(2020, 1, 1))


def _placed(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    units["geometry"] = units.geometry.translate(500_000, 5_700_000)
    return units.set_crs(25832)


def _rate() -> declared.Indicator:
    return declared.Indicator(
        key="sgb2-rate", name=Text("SGB-II-Quote", "SGB II rate"), kind=IndicatorKind.SHARE, unit=Text("%", "%"),
        definition=Text("Anteil der Leistungsberechtigten", "share of recipients"), source="office",
        topics=("benefit",), polarity=Polarity.BURDEN, numerator=Text("Leistungsberechtigte"),
        denominator=Text("Einwohner unter 65"), factor=100, dimensions=("sex",),
        synonyms=("Hartz IV", "Grundsicherung"),
    )  # fmt: skip


def _count() -> declared.Indicator:
    return declared.Indicator(
        key="population", name=Text("Einwohner", "Population"), kind=IndicatorKind.COUNT,
        unit=Text("Personen", "people"),
        definition=Text("Personen mit Hauptwohnung", "people with main residence"), source="office", topics=("work",),
        decimals=0,
    )  # fmt: skip


def rate_observations(shift: float = 0.0, audience: str = "public") -> declared.Observations:
    """Quarter i has i recipients of 100 (+ shift); 00 is a true zero, 21 suppressed (1..9), 22 has no row."""
    rows: list[dict[str, object]] = []
    for period in PERIODS:
        for i, code in enumerate(CODES[:7]):
            rows.append(_row("quarter", code, period, i + shift, 100))
        rows.append({**_row("quarter", "21", period, None, None), "presence": int(Presence.SUPPRESSED),
                     "lower": 1.0, "upper": 9.0})  # fmt: skip
        rows.append(_row("city", "1", period, 30 + shift, 900))
    return declared.Observations("sgb2-rate", pd.DataFrame(rows), audience=audience, vintage="2024-03-01")


def count_observations() -> declared.Observations:
    rows = [
        {"level": level, "geography": "2020", "unit": unit, "period": period, "slice": "", "value": float(value)}
        for period in PERIODS
        for level, unit, value in [*(("quarter", code, 100) for code in CODES), ("city", "1", 900)]
    ]
    return declared.Observations("population", pd.DataFrame(rows))


def _row(level: str, unit: str, period: str, numerator: float | None, denominator: float | None) -> dict[str, object]:
    known = numerator is not None and denominator is not None
    return {
        "level": level, "geography": "2020", "unit": unit, "period": period, "slice": "",
        "value": 100 * numerator / denominator if known else None, "numerator": numerator, "denominator": denominator,
        "presence": int(Presence.VALUE), "lower": None, "upper": None,
    }  # fmt: skip


def with_observations(*observations: declared.Observations) -> declared.Collection:
    return replace(collection(), observations=observations)
