import type { IndicatorDetail } from "../api/types";
import type { ClassWords } from "../state/class-words";
import { classCount, specialBins, type Bin, type Classification } from "./classify";
import { luminance } from "./oklab";
import { diverging, isDiverging, PALETTES, paletteOf, sequential, symbolColours, varied, type Palette, type Theme } from "./palette";

/** What a class looks like: a colour, and a texture over it where one is wanted. Index = bin. */
export interface Look {
  colours: readonly string[];
  textures: readonly (Texture | null)[];
}

/**
 * A texture by name. "step-0" to "step-8" grow denser with the class; "fall-..." lean the other way (below a midpoint);
 * the others mark the special classes.
 */
export interface Texture {
  name: string;
  /** drawn in ink that shows on the class's colour */
  ink: string;
}

const DARK_INK = "#171a2b";
const LIGHT_INK = "#ffffff";
const DENSEST = 8;

/** The palette that is used: as chosen, else the one that goes with indicator and midpoint. */
export function paletteFor(words: ClassWords, how: Classification, detail: Pick<IndicatorDetail, "polarity">): Palette {
  const chosen = PALETTES.find((one) => one === words.palette);
  const signed = how.kind === "breaks" && (how.mid ?? how.target ?? null) !== null;
  return chosen ?? paletteOf(detail.polarity, signed);
}

export function lookOf(how: Classification, detail: Pick<IndicatorDetail, "polarity">, words: ClassWords, theme: Theme): Look {
  if (how.kind === "sign") return { colours: symbolColours(detail.polarity, theme), textures: [null, null] };
  const special = specialBins(how);
  const n = classCount(how) - Object.keys(special).length;
  const colours = coloursOf(how, paletteFor(words, how, detail), n, words.reversed, theme);
  const below = turnOf(how);
  const textures: (Texture | null)[] = colours.map((colour, i) => (words.hatched ? step(i, n, below, colour) : null));
  const add = (bin: Bin | undefined, colour: string, name: string) => {
    if (bin === undefined) return;
    colours[bin] = colour;
    textures[bin] = { name, ink: inkOn(colour) };
  };
  const [first, last] = [colours[0]!, colours[n - 1]!];
  add(special.zero, theme === "light" ? "#ffffff" : "#e8ebef", "zero");
  add(special.low, first, "low");
  add(special.high, last, "high");
  return { colours, textures };
}

function coloursOf(how: Classification, palette: Palette, n: number, reversed: boolean, theme: Theme): string[] {
  if (palette === "varied") return varied(n);
  if (!isDiverging(palette)) {
    const colours = sequential(palette, n, theme);
    return reversed ? colours.reverse() : colours;
  }
  // Reversed, the arms change sides; how far a class is from the middle stays.
  const [lower, upper] = palette.split("-") as [string, string];
  const arms = (reversed ? `${upper}-${lower}` : palette) as typeof palette;
  return diverging(arms, n, turnOf(how), theme);
}

/** How many classes lie below the midpoint or target; null where there is none. */
function turnOf(how: Classification): number | null {
  if (how.kind !== "breaks") return null;
  const turn = how.target?.value ?? how.mid ?? null;
  if (turn === null) return null;
  const at = how.breaks.findIndex((one) => one >= turn);
  return at < 0 ? how.breaks.length : at + 1;
}

/** The darker the class, the denser; on each side of a midpoint from the middle outwards. */
function step(i: number, n: number, below: number | null, colour: string): Texture {
  const ink = inkOn(colour);
  if (below === null) return { name: `step-${density(i, n - 1)}`, ink };
  const far = Math.max(below, n - below, 2) - 1;
  return i < below ? { name: `fall-${density(below - 1 - i, far)}`, ink } : { name: `step-${density(i - below, far)}`, ink };
}

const density = (i: number, far: number): number => Math.round((DENSEST * i) / Math.max(1, far));

const inkOn = (colour: string): string => (luminance(colour) > 0.3 ? DARK_INK : LIGHT_INK);
