"""The nouns of the catalogue; figures never stand here."""

from quartier.catalogue.models.areas import OWN_LEVEL, AreaWay, OwnArea, Visibility
from quartier.catalogue.models.core import (
    Dimension,
    Event,
    Geography,
    Indicator,
    Json,
    Level,
    Licence,
    Member,
    Release,
    ReleaseFile,
    ReleaseQuerySet,
    Sketch,
    Source,
    TargetGroup,
    TextField,
    Topic,
    Unit,
    Wording,
    WorkspaceProfile,
)
from quartier.catalogue.models.crosswalks import Conversion, Crosswalk, CrosswalkWay
from quartier.catalogue.models.deliveries import Delivery, DeliveryForm, DeliveryState, GateRules, RememberedMapping
from quartier.catalogue.models.editing import EditDraft
from quartier.catalogue.models.layers import MapLayer, MapLayerQuerySet
from quartier.catalogue.models.protection import RuleSet, RuleSetSource, RuleSetUse
from quartier.catalogue.models.pulls import AllowedHost, Connection, Fetch, Pull

__all__ = [
    "OWN_LEVEL",
    "AllowedHost",
    "AreaWay",
    "Connection",
    "Conversion",
    "Crosswalk",
    "CrosswalkWay",
    "Delivery",
    "DeliveryForm",
    "DeliveryState",
    "Dimension",
    "EditDraft",
    "Event",
    "Fetch",
    "GateRules",
    "Geography",
    "Indicator",
    "Json",
    "Level",
    "Licence",
    "MapLayer",
    "MapLayerQuerySet",
    "Member",
    "OwnArea",
    "Pull",
    "Release",
    "ReleaseFile",
    "ReleaseQuerySet",
    "RememberedMapping",
    "RuleSet",
    "RuleSetSource",
    "RuleSetUse",
    "Sketch",
    "Source",
    "TargetGroup",
    "TextField",
    "Topic",
    "Unit",
    "Visibility",
    "Wording",
    "WorkspaceProfile",
]
