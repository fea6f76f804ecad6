"""Lists of places (addresses, coordinates) become counts or sums by unit, in memory: of a place nothing is kept.

>>> register = read_register(data, "strassen.csv", units)         # streets and house numbers -> unit
>>> found = count_addresses(sheet, units, register)               # counts by code; what found no unit, with suggestions
>>> found = count_points(sheet, units)                            # the same from coordinates
"""

from quartier.sources.places.counting import Counted, Lost, count_addresses, count_points
from quartier.sources.places.register import Register, read_register
from quartier.sources.places.units import Units

__all__ = ["Counted", "Lost", "Register", "Units", "count_addresses", "count_points", "read_register"]
