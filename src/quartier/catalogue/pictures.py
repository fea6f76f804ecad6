"""Pictures of registered services (WMS, WMTS), fetched by the server: the browser asks no other host.

Only what an administrator registered can be asked for, tile by tile; nothing in the address of a request reaches the
service but three whole numbers.
"""

from __future__ import annotations

import threading

from quartier.catalogue.models import MapLayer
from quartier.catalogue.pulls.hosts import guard
from quartier.kernel.declared import LayerKind
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Audience, Reader
from quartier.sources.services import ImageLayer, Session, picture, wms, wmts
from quartier.sources.services.words import failed

_PATIENCE = 12.0
_AT_ONCE = threading.BoundedSemaphore(3)
"""Slow services may hold so many threads of the server, and no more."""
_WAIT = 4.0


def layer_picture(
    key: str, z: int, x: int, y: int, *, reader: Reader, session: Session | None = None
) -> tuple[bytes, str, Audience]:
    """Bytes, media type and audience of one tile (512 pixels for WMS, as delivered for WMTS).

    Raises NotFound (no such layer for this reader, no such tile) and FetchFailed (the service, or too many at once).
    """
    row = MapLayer.objects.visible_to(reader).filter(key=key, kind__in=(LayerKind.WMS, LayerKind.WMTS)).first()
    if row is None:
        raise NotFound(f"There is no map layer {key!r}.")
    layer, home = ImageLayer.from_dict(row.service["layer"]), str(row.service["address"])
    if not (layer.lowest <= z <= layer.highest and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(f"There is no tile {z}/{x}/{y}.")
    address = wms.tile_address(home, layer, z, x, y) if row.kind == LayerKind.WMS else wmts.tile_address(layer, z, x, y)
    if not _AT_ONCE.acquire(timeout=_WAIT):
        raise failed("too-slow", home, transient=True)
    try:
        body, kind = picture(address, home, session or Session(guard(), patience=_PATIENCE))
    finally:
        _AT_ONCE.release()
    return body, kind, Audience(row.audience)
