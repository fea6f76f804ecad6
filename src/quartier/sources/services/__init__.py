"""Services and addresses: OGC API Features, WFS 2.0, a file by its address; guarded, bounded, complete or told.

OgcFeatures(address, session).collections() / .items(collection)   -> Download
Wfs(address, session).types() / .features(kind)                    -> Download
fetch_file(address, session)                                       -> name, bytes
Wms(address, session).layers(), Wmts(address, session).layers()    -> ImageLayer: pictures for the map
Download.geofile()                                                 -> geodata.GeoFile
"""

from quartier.sources.services.download import Download
from quartier.sources.services.file import fetch_file
from quartier.sources.services.guard import Guard
from quartier.sources.services.http import Answer, Session, fetch
from quartier.sources.services.images import ImageLayer, picture
from quartier.sources.services.ogcapi import Collection, OgcFeatures
from quartier.sources.services.wfs import FeatureType, Wfs
from quartier.sources.services.wms import Wms
from quartier.sources.services.wmts import Wmts
from quartier.sources.services.words import FetchFailed, message_of

__all__ = [
    "Answer", "Collection", "Download", "FeatureType", "FetchFailed", "Guard", "ImageLayer", "OgcFeatures", "Session",
    "Wfs", "Wms", "Wmts", "fetch", "fetch_file", "message_of", "picture",
]  # fmt: skip
