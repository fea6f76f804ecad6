"""Child process of test_release.py: writes a release, and dies at a link or meets a full disk on the way.

Arguments: folder of the store; "indicator" or "geography"; "die" or "limit"; the number of the link before which
SIGKILL strikes (-1: never), or the largest size of a file in bytes.
"""

import os
import resource
import signal
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartier.kernel.declared import Geography
from quartier.kernel.errors import StoreFull
from quartier.kernel.text import Text
from quartier.lake.store import FolderStore
from quartier.lake.write import UnitOrder, write_geography, write_indicator

folder, what, how, number = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
x, y = (part.ravel() for part in np.meshgrid(np.arange(60), np.arange(40)))
codes = [f"{i:04d}" for i in range(2400)]
values = np.random.default_rng(1).random(2400)
links = 0


def heard(event: str, arguments: tuple[object, ...]) -> None:
    global links
    if event == "os.link":
        if links == number:
            os.kill(os.getpid(), signal.SIGKILL)
        links += 1


store = FolderStore(folder)
if how == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
else:
    sys.addaudithook(heard)
try:
    if what == "indicator":
        frame = pd.DataFrame({"level": "a", "geography": "b", "unit": codes, "period": "2020", "value": values})
        write_indicator(store, "x", frame, {("a", "b"): UnitOrder.of(codes)})
    else:
        east, north = 390_000 + x * 500, 5_820_000 + y * 500
        shapes = shapely.box(east, north, east + 500, north + 500)
        units = gpd.GeoDataFrame({"code": codes, "name": ""}, geometry=shapes, crs=25833)
        write_geography(store, Geography("a", "b", Text("Stand"), units, "source"))
except StoreFull as error:
    print(error)
    sys.exit(7)
