"""Where an unfinished edit is gone on with."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from quartier.catalogue.editing.sheet import Place
from quartier.catalogue.models import Delivery, EditDraft


def grid_address(place: Place) -> str:
    query = {"indicator": place.indicator, "place": f"{place.level}/{place.geography}", "slice": place.slice}
    return f"{reverse('edit-values')}?{urlencode(query)}"


def draft_address(draft: EditDraft) -> str:
    if draft.kind == EditDraft.Kind.GEOGRAPHY:
        return reverse("edit-areas", args=[draft.pk])
    return grid_address(Place.of(draft.key))


def edit_of(delivery: Delivery) -> str:
    """Address of the draft that a delivery was made of, "" where it was not made by hand (or the draft is gone)."""
    draft = EditDraft.objects.filter(delivery=delivery.key).first() if delivery.by_hand else None
    return draft_address(draft) if draft else ""
