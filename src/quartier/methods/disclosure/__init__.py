"""Statistical disclosure control: which cells of a release are hidden, so that no small number can be computed.

`protect` works on the observations of an indicator, `suppress` and `attack` on plain additive tables.
"""

from quartier.methods.disclosure.attack import attack
from quartier.methods.disclosure.places import Members, Nesting, Structure
from quartier.methods.disclosure.protect import Protected, protect
from quartier.methods.disclosure.report import Report
from quartier.methods.disclosure.rules import Judged, Rules, judge
from quartier.methods.disclosure.suppress import suppress
from quartier.methods.disclosure.table import State, Suppressed, Table

__all__ = [
    "Judged",
    "Members",
    "Nesting",
    "Protected",
    "Report",
    "Rules",
    "State",
    "Structure",
    "Suppressed",
    "Table",
    "attack",
    "judge",
    "protect",
    "suppress",
]
