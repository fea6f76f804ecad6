"""Crosswalks: figures carried between geographies and to areas of one's own, by what kind of quantity they are.

A crosswalk is built by area (`by_area`), by people (`by_points`), from a table (`by_table`), from a hierarchy
(`by_hierarchy`) or for areas of one's own (`of_selection`, `of_shapes`); `convert` carries figures with it,
`conversion_error` says what it does not know.
"""

from __future__ import annotations

from quartier.methods.crosswalk.areal import by_area
from quartier.methods.crosswalk.convert import Converted, convert
from quartier.methods.crosswalk.model import Crosswalk, Method, identity
from quartier.methods.crosswalk.points import Located, by_points, located, squares
from quartier.methods.crosswalk.selection import of_selection, of_shapes
from quartier.methods.crosswalk.tables import by_hierarchy, by_table
from quartier.methods.crosswalk.uncertainty import Agreement, agreement, conversion_error, hold_out

__all__ = [
    "Agreement",
    "Converted",
    "Crosswalk",
    "Located",
    "Method",
    "agreement",
    "by_area",
    "by_hierarchy",
    "by_points",
    "by_table",
    "conversion_error",
    "convert",
    "hold_out",
    "identity",
    "located",
    "of_selection",
    "of_shapes",
    "squares",
]
