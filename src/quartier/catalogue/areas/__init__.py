"""Areas of one's own: what others call.

`services` create, change, delete; `visible_areas` and `area_by_key` find; `area_observations` gives the figures of an
indicator for an area by the rights of a reader; `outline` its border. Wherever a unit is named by (level, code) an area
is named by ``("own", key)``: the gate (`catalogue.observations.observations`) and `catalogue.listing` answer for it.
"""

from __future__ import annotations

from quartier.catalogue.areas.composition import Composition, composition
from quartier.catalogue.areas.figures import area_observations
from quartier.catalogue.areas.find import area_by_key, visible_areas
from quartier.catalogue.areas.outline import outline
from quartier.catalogue.areas.services import change_area, create_area, delete_area

__all__ = [
    "Composition",
    "area_by_key",
    "area_observations",
    "change_area",
    "composition",
    "create_area",
    "delete_area",
    "outline",
    "visible_areas",
]
