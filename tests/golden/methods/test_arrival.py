"""Arrival score of 436 Berlin planning areas from the context indicators of the MSS 2019.

Expected: mean z (ddof 0) of share with migration background, change of foreign share, volume of moves and foreign
recipients of transfers, computed by other code on the same published table.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from quartier.methods.burdens import arrival_score

pytestmark = pytest.mark.shared
STEM = "data/berlin_lor/mss_gold/berlin-monitoring-social-urban-development-2019-00-{}-planning-areas.csv"
TOP = {"01011105": 2.286388, "01011201": 1.835868, "02040703": 1.298950, "01011101": 1.298589, "01011202": 1.051681}
CHOSEN = ("k05", "k06", "k11", "k07")


def test_the_five_highest_areas(shared: Path) -> None:
    context = pd.read_csv(shared / STEM.format("4-1"), dtype={"id": str}).set_index("id")
    shares = pd.read_csv(shared / STEM.format("2-1"), dtype={"id": str}).set_index("id")
    rated = shares.index[(shares["inhabitants"] >= 300) & (shares.iloc[:, 1] > 0)]
    columns = [name for name in context if name.split("_")[0] in CHOSEN]
    score = arrival_score(context.loc[context.index.intersection(rated), columns].astype(float)).values
    assert score.notna().sum() == 436
    assert score.sort_values(ascending=False)[:5].round(6).to_dict() == pytest.approx(TOP, abs=2e-6)
    assert int((score > 1).sum()) == 5
