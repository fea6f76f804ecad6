"""Services and addresses: OGC API Features, WFS 2.0, a file by its address; guarded, bounded, complete or told.

OgcFeatures(address, session).collections() / .items(collection)   -> Download
Wfs(address, session).types() / .features(kind)                    -> Download
fetch_file(address, session)                                       -> name, bytes
Wms(address, session).layers(), Wmts(address, session).layers()    -> ImageLayer: pictures for the map
discover(address, session)                                         -> Found: what answers there, and what it offers
Download.geofile()                                                 -> geodata.GeoFile
"""

from quartier.sources.services.discover import Found, Offer, ServiceKind, discover
from quartier.sources.services.download import Download, Only, Progress
from quartier.sources.services.file import fetch_file, file_name
from quartier.sources.services.guard import Guard
from quartier.sources.services.http import Answer, Known, Session, fetch
from quartier.sources.services.images import ImageLayer, picture
from quartier.sources.services.ogcapi import Collection, OgcFeatures
from quartier.sources.services.wfs import FeatureType, Wfs
from quartier.sources.services.wms import Wms
from quartier.sources.services.wmts import Wmts
from quartier.sources.services.words import MESSAGES, FetchFailed, masked, message_of

__all__ = [
    "MESSAGES", "Answer", "Collection", "Download", "FeatureType", "FetchFailed", "Found", "Guard", "ImageLayer",
    "Known", "Offer", "OgcFeatures", "Only", "Progress", "ServiceKind", "Session", "Wfs", "Wms", "Wmts", "discover",
    "fetch", "fetch_file", "file_name", "masked", "message_of", "picture",
]  # fmt: skip
