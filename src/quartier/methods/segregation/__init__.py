"""Segregation: who lives apart from whom, how much of it is chance, and what changed.

`single` (two groups), `multigroup`, `local` (per unit), `concentration` and `clustering` (with a map), `adjusted`
(dissimilarity across borders), `small_counts` (corrected for chance), `inference` (tests, change taken apart).
"""

from quartier.methods.segregation.adjusted import (
    adjusted_dissimilarity,
    boundary_dissimilarity,
    shape_dissimilarity,
)
from quartier.methods.segregation.clustering import (
    absolute_clustering,
    distance_decay_exposure,
    distance_decay_isolation,
    relative_clustering,
    spatial_proximity,
    spatial_proximity_profile,
)
from quartier.methods.segregation.concentration import (
    absolute_centralization,
    absolute_concentration,
    delta,
    relative_centralization,
    relative_concentration,
)
from quartier.methods.segregation.inference import Decomposition, SimulationTest, chance_test, decompose
from quartier.methods.segregation.local import dissimilarity_parts, local_entropy, location_quotient
from quartier.methods.segregation.multigroup import (
    divergence,
    diversity,
    multigroup_dissimilarity,
    multigroup_gini,
    multigroup_information_theory,
    normalised_exposure,
    relative_diversity,
    simpson_concentration,
    simpson_interaction,
    squared_coefficient_of_variation,
)
from quartier.methods.segregation.places import Places
from quartier.methods.segregation.single import (
    atkinson,
    concentration_profile,
    correlation_ratio,
    dissimilarity,
    exposure,
    gini,
    information_theory,
    isolation,
    min_max,
    movers,
)
from quartier.methods.segregation.small_counts import (
    Corrected,
    bias_corrected_dissimilarity,
    density_corrected_dissimilarity,
    expected_under_evenness,
    modified_index,
)

__all__ = [
    "Corrected",
    "Decomposition",
    "Places",
    "SimulationTest",
    "absolute_centralization",
    "absolute_clustering",
    "absolute_concentration",
    "adjusted_dissimilarity",
    "atkinson",
    "bias_corrected_dissimilarity",
    "boundary_dissimilarity",
    "chance_test",
    "concentration_profile",
    "correlation_ratio",
    "decompose",
    "delta",
    "density_corrected_dissimilarity",
    "dissimilarity",
    "dissimilarity_parts",
    "distance_decay_exposure",
    "distance_decay_isolation",
    "divergence",
    "diversity",
    "expected_under_evenness",
    "exposure",
    "gini",
    "information_theory",
    "isolation",
    "local_entropy",
    "location_quotient",
    "min_max",
    "modified_index",
    "movers",
    "multigroup_dissimilarity",
    "multigroup_gini",
    "multigroup_information_theory",
    "normalised_exposure",
    "relative_centralization",
    "relative_clustering",
    "relative_concentration",
    "relative_diversity",
    "shape_dissimilarity",
    "simpson_concentration",
    "simpson_interaction",
    "spatial_proximity",
    "spatial_proximity_profile",
    "squared_coefficient_of_variation",
]
