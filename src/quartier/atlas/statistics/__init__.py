"""Statistics of what the map shows: two indicators together, change between two dates. Always through the gate.

Everything is computed from the figures that this reader may read; what is suppressed takes no part and is counted.
"""

from quartier.atlas.statistics.change import ChangeKey, change
from quartier.atlas.statistics.pair import PairKey, pair

__all__ = ["ChangeKey", "PairKey", "change", "pair"]
