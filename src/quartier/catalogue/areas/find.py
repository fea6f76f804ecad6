"""Which areas of one's own a reader finds."""

from __future__ import annotations

from quartier.catalogue.models import OwnArea
from quartier.catalogue.models.areas import OwnAreaQuerySet
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader


def visible_areas(reader: Reader) -> OwnAreaQuerySet:
    """Areas of one's own that this reader may see, by name."""
    return OwnArea.objects.visible_to(reader)


def area_by_key(key: str, *, reader: Reader) -> OwnArea:
    """One area of one's own. Raises NotFound (absent, or not for this reader: both look alike)."""
    found = visible_areas(reader).filter(key=key).first()
    if found is None:
        raise NotFound(f"There is no area of one's own {key!r}.")
    return found
