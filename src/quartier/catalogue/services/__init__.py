"""Use-cases of the catalogue: keyword-only, `by=` who acts, one write transaction, one audit event each."""

from quartier.catalogue.services.collection import publish_collection
from quartier.catalogue.services.declare import declare
from quartier.catalogue.services.geography import publish_geography
from quartier.catalogue.services.layers import (
    LayerWords,
    change_layer,
    order_layers,
    put_layer,
    register_service,
    remove_layer,
)
from quartier.catalogue.services.protect import (
    Thresholds,
    assign,
    assign_rule_set,
    define_rule_set,
    derive_public,
    derive_soon,
    remove_rule_set,
    try_rules,
)
from quartier.catalogue.services.publish import Publication, publish_indicator, publish_indicators
from quartier.catalogue.services.trial import try_at_once, try_by_job
from quartier.catalogue.services.withdraw import withdraw
from quartier.catalogue.services.workspace import WorkspaceWords, set_logo, settle_workspace

__all__ = [
    "LayerWords",
    "Publication",
    "Thresholds",
    "WorkspaceWords",
    "assign",
    "assign_rule_set",
    "change_layer",
    "declare",
    "define_rule_set",
    "derive_public",
    "derive_soon",
    "order_layers",
    "publish_collection",
    "publish_geography",
    "publish_indicator",
    "publish_indicators",
    "put_layer",
    "register_service",
    "remove_layer",
    "remove_rule_set",
    "set_logo",
    "settle_workspace",
    "try_at_once",
    "try_by_job",
    "try_rules",
    "withdraw",
]
