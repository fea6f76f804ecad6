"""Rates of small areas: intervals, standardisation, funnels, smoothing, differences.

A figure of a full count has no sampling error, yet it would have come out otherwise in another year of the same
conditions: the intervals here show that chance variation ("Zufallsschwankung").
"""

from quartier.methods.rates.differences import (
    change_of_stock,
    difference_from_rest,
    difference_of_rates,
    difference_of_shares,
    variance_ratio,
)
from quartier.methods.rates.funnel import funnel_of_rates, funnel_of_shares, overdispersion
from quartier.methods.rates.intervals import byar, exact_poisson, exact_share, rate, wilson
from quartier.methods.rates.smoothing import empirical_bayes, spatial_empirical_bayes
from quartier.methods.rates.standardise import direct, indirect

__all__ = [
    "byar",
    "change_of_stock",
    "difference_from_rest",
    "difference_of_rates",
    "difference_of_shares",
    "direct",
    "empirical_bayes",
    "exact_poisson",
    "exact_share",
    "funnel_of_rates",
    "funnel_of_shares",
    "indirect",
    "overdispersion",
    "rate",
    "spatial_empirical_bayes",
    "variance_ratio",
    "wilson",
]
