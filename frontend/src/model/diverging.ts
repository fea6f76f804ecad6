import type { Polarity } from "../api/types";
import { diverging, paletteOf, type Diverging, type Theme } from "./palette";

/** Colours of `n` classes of change, from much less to much more, around a neutral middle; the warm side is that of burden. */
export function changeColours(n: number, polarity: Polarity, theme: Theme): string[] {
  return diverging(paletteOf(polarity, true) as Diverging, n, null, theme);
}

/** Nine fields, row by row: across the first indicator from low to high, upwards the second (after Stevens 2015). */
const NINE: Record<Theme, readonly string[]> = {
  light: ["#e8e8e8", "#ace4e4", "#5ac8c8", "#dfb0d6", "#a5add3", "#5698b9", "#be64ac", "#8c62aa", "#3b4994"],
  dark: ["#c3c6c9", "#92c6c6", "#47a9a9", "#c394ba", "#8a93ba", "#447f9e", "#a34f92", "#754f91", "#2c3a80"],
};
export const bivariateColours = (theme: Theme): readonly string[] => NINE[theme];
