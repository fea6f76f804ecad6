"""Space: who is whose neighbour, are neighbours alike, and where do high or low values come together."""

from quartier.methods.space.contiguity import contiguity, shared_borders
from quartier.methods.space.global_tests import GlobalTest, geary, moran, moran_rate, rate_deviation
from quartier.methods.space.local_tests import LocalTest, Testing, getis_ord, local_moran, local_moran_rate
from quartier.methods.space.multiple import Decisions, corrected
from quartier.methods.space.weights import (
    Weights,
    attach_islands,
    distance_band,
    from_neighbours,
    from_pairs,
    k_nearest,
)

__all__ = [
    "Decisions",
    "GlobalTest",
    "LocalTest",
    "Testing",
    "Weights",
    "attach_islands",
    "contiguity",
    "corrected",
    "distance_band",
    "from_neighbours",
    "from_pairs",
    "geary",
    "getis_ord",
    "k_nearest",
    "local_moran",
    "local_moran_rate",
    "moran",
    "moran_rate",
    "rate_deviation",
    "shared_borders",
]
