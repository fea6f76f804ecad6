"""Quantiles by the nine types of Hyndman and Fan: published indices differ in the type, so it is always named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from quartier.methods.results import FloatArray, rejected

_Method = Literal[
    "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
    "linear", "median_unbiased", "normal_unbiased",
]  # fmt: skip
TYPES: dict[int, _Method] = {
    1: "inverted_cdf",
    2: "averaged_inverted_cdf",
    3: "closest_observation",
    4: "interpolated_inverted_cdf",
    5: "hazen",
    6: "weibull",
    7: "linear",
    8: "median_unbiased",
    9: "normal_unbiased",
}


def quantiles(values: FloatArray, probabilities: Sequence[float], kind: int = 7) -> FloatArray:
    """Quantiles of the known values; `kind` 1 to 9 as in R (7 is R's and NumPy's default, 6 SPSS, 9 the GISD).

    NaN where nothing is known. Rejects another kind.
    Source: Hyndman and Fan, Sample Quantiles in Statistical Packages, The American Statistician 50 (1996).
    """
    if kind not in TYPES:
        raise rejected("the quantile type must be 1 to 9", "unknown-option", "quantiles", str(kind))
    known = values[~np.isnan(values)]
    if not known.size:
        return np.full(len(probabilities), np.nan)
    return np.asarray(np.quantile(known, list(probabilities), method=TYPES[kind]), dtype=np.float64)
