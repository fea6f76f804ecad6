"""Use-cases of deliveries: keyword-only, `by=` who acts, one write transaction, one audit event each."""

from quartier.catalogue.deliveries.services.areas import (
    NewLevel,
    area_source,
    check_areas,
    create_level,
    decide_areas,
    decide_areas_soon,
    propose_again,
    publish_areas,
    publish_areas_soon,
    receive_areas,
)
from quartier.catalogue.deliveries.services.check import check, check_soon, settle
from quartier.catalogue.deliveries.services.decide import choose_source, decide
from quartier.catalogue.deliveries.services.forms import FormWish, close_form, create_form, form_file
from quartier.catalogue.deliveries.services.indicators import NewIndicator, create_indicator
from quartier.catalogue.deliveries.services.places import PlacesFound, PlacesWish, count_places, receive_counts
from quartier.catalogue.deliveries.services.publish import hand_on, publish, publish_soon, take_back, undo
from quartier.catalogue.deliveries.services.receive import discard, find, receive, remove_expired
from quartier.catalogue.deliveries.services.rules import four_eyes, set_four_eyes

__all__ = [
    "FormWish",
    "NewIndicator",
    "NewLevel",
    "PlacesFound",
    "PlacesWish",
    "area_source",
    "check",
    "check_areas",
    "check_soon",
    "choose_source",
    "close_form",
    "count_places",
    "create_form",
    "create_indicator",
    "create_level",
    "decide",
    "decide_areas",
    "decide_areas_soon",
    "discard",
    "find",
    "form_file",
    "four_eyes",
    "hand_on",
    "propose_again",
    "publish",
    "publish_areas",
    "publish_areas_soon",
    "publish_soon",
    "receive",
    "receive_areas",
    "receive_counts",
    "remove_expired",
    "set_four_eyes",
    "settle",
    "take_back",
    "undo",
]
