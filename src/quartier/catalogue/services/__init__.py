"""Use-cases of the catalogue: keyword-only, `by=` who acts, one write transaction, one audit event each."""

from quartier.catalogue.services.collection import publish_collection
from quartier.catalogue.services.declare import declare
from quartier.catalogue.services.publish import publish_geography, publish_indicator, withdraw

__all__ = ["declare", "publish_collection", "publish_geography", "publish_indicator", "withdraw"]
