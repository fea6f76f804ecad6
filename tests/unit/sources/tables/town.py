"""A small made-up town for the tests of the import gate."""

from __future__ import annotations

import pandas as pd

from quartier.kernel.declared import Dimension, IndicatorKind, Member
from quartier.kernel.text import Text
from quartier.sources.tables import Context, KnownIndicator

NAMES = {"01": "Altstadt", "02": "Hafen-Süd", "03": "Möhrenfeld", "04": "Am Ring", "05": "Am Ring", "10": "Weststadt"}
"""Two quarters bear the same name, as two Schloßstraßen do in Berlin."""
PLACE = ("quarter", "2020")


def town() -> Context:
    """Six quarters, the town, a count by age, a share, a class."""
    units = pd.DataFrame({"code": list(NAMES), "name": list(NAMES.values())})
    age = Dimension(
        "age", Text("Alter", "age"), (Member("0-5", Text("0 bis 5 Jahre")), Member("80+", Text("80 und älter")))
    )
    return Context(
        geographies={PLACE: units, ("town", "2020"): pd.DataFrame({"code": ["00"], "name": ["Musterstadt"]})},
        indicators=(
            KnownIndicator("residents", Text("Einwohner", "residents"), IndicatorKind.COUNT, decimals=0,
                           dimensions=("age",),                            synonyms=("EW",)),
            KnownIndicator("poverty", Text("SGB-II-Quote"), IndicatorKind.SHARE, Text("%"), factor=100.0),
            KnownIndicator("level", Text("Sozialindexstufe"), IndicatorKind.CLASS, classes=tuple(range(1, 10))),
        ),
        dimensions=(age,),
        level_names={"quarter": Text("Stadtteil", "quarter"), "town": Text("Stadt", "town")},
    )  # fmt: skip
