import { describe, expect, it } from "vitest";
import { MAP_COLOURS } from "../map/theme";
import { contrast, distance, seen, toLab, VISIONS, type Vision } from "./oklab";
import { diverging, DIVERGINGS, paletteOf, ramp, sequential, SEQUENTIALS, varied, type Theme } from "./palette";

const THEMES: Theme[] = ["light", "dark"];
const each = <T,>(list: readonly T[], check: (one: T) => void) => list.forEach(check);
const nearest = (colours: readonly string[], by: Vision) =>
  Math.min(...colours.slice(1).map((colour, i) => distance(seen(colours[i]!, by), seen(colour, by))));

describe.each(THEMES)("palettes in the %s theme", (theme) => {
  const ground = MAP_COLOURS[theme].ground;

  it.each([2, 3, 4, 5, 7, 9])("%d classes: more is darker, in even steps", (n) => {
    each(SEQUENTIALS, (palette) => {
      const light = sequential(palette, n, theme).map((colour) => toLab(colour)[0]);
      const steps = light.slice(1).map((l, i) => light[i]! - l);
      // 8 bit per channel move a colour by up to 0.004; chroma that gives way moves it a little.
      for (const step of steps) expect(Math.abs(step - (light[0]! - light.at(-1)!) / (n - 1))).toBeLessThan(0.012);
      expect(light[0]! - light.at(-1)!).toBeGreaterThan(0.41);
    });
  });

  // 0.02 is just seen; what lies side by side on a map of many fields needs more
  it.each(VISIONS)("neighbouring classes differ, seen by: %s", (vision) => {
    each(SEQUENTIALS, (palette) => {
      expect(nearest(sequential(palette, 5, theme), vision)).toBeGreaterThan(0.09);
      expect(nearest(sequential(palette, 9, theme), vision)).toBeGreaterThan(0.044);
    });
    each(DIVERGINGS, (palette) => {
      const four = diverging(palette, 4, 2, theme);
      expect(nearest(four.slice(0, 2), vision)).toBeGreaterThan(0.09);
      expect(nearest(four.slice(2), vision)).toBeGreaterThan(0.09);
    });
  });

  it("every class stands out from ground and border", () => {
    const all = [...SEQUENTIALS.flatMap((one) => sequential(one, 9, theme)), ...DIVERGINGS.flatMap((one) => diverging(one, 9, null, theme)), ...varied(9)];
    each(all, (colour) => {
      expect(distance(colour, ground)).toBeGreaterThan(0.05);
      expect(distance(colour, MAP_COLOURS[theme].border)).toBeGreaterThan(0.05);
      expect(distance(colour, MAP_COLOURS[theme].empty)).toBeGreaterThan(0.03);
    });
  });

  // In the light theme the light end lies near the paper, as on paper; in the dark one the dark end must not sink.
  it("the darkest class is far from the ground", () => {
    each(SEQUENTIALS, (palette) => expect(contrast(sequential(palette, 5, theme).at(-1)!, ground)).toBeGreaterThan(theme === "light" ? 8 : 2));
  });

  it.each(["protanopia", "deuteranopia", "tritanopia"] as const)("the two sides of a midpoint differ, seen by: %s", (vision) => {
    each(DIVERGINGS, (palette) => {
      const colours = diverging(palette, 6, 3, theme).map((colour) => seen(colour, vision));
      for (const i of [0, 1, 2]) expect(distance(colours[i]!, colours[5 - i]!)).toBeGreaterThan(0.045);
    });
  });

  it("sides with unlike numbers of classes keep the same step", () => {
    const colours = diverging("ocean-rust", 5, 1, theme);
    expect(colours.slice(1)).toEqual(diverging("ocean-rust", 8, 4, theme).slice(4));
    expect(colours[0]).toBe(diverging("ocean-rust", 8, 4, theme)[3]);
  });

  it("an odd number without a midpoint is neutral in the middle", () => {
    const lightness = diverging("moss-violet", 5, null, theme).map((colour) => toLab(colour)[0]);
    expect(Math.max(...lightness)).toBe(lightness[2]);
    expect(lightness[0]!).toBeCloseTo(lightness[4]!, 1);
  });
});

it.each(["all", "protanopia", "deuteranopia", "tritanopia"] as const)("classes without order can all be told apart, seen by: %s", (vision) => {
  const colours = varied(8).map((colour) => seen(colour, vision));
  colours.forEach((colour, i) => colours.slice(i + 1).forEach((other) => expect(distance(colour, other)).toBeGreaterThan(0.045)));
});

it("warm is burden, never relief", () => {
  // OKLab a > 0.06 is clearly red
  const red = (colours: readonly string[]) => colours.some((colour) => toLab(colour)[1] > 0.06);
  each(THEMES, (theme) => {
    expect(red(ramp(5, "burden", theme))).toBe(true);
    expect(red(ramp(5, "relief", theme)) || red(ramp(5, "neutral", theme))).toBe(false);
    expect(red(diverging(paletteOf("relief", true) as "rust-ocean", 4, 2, theme).slice(2))).toBe(false);
    expect(red(diverging(paletteOf("burden", true) as "ocean-rust", 4, 2, theme).slice(0, 2))).toBe(false);
  });
});

it("OKLab of white and of red (Ottosson 2020)", () => {
  expect(toLab("#ffffff").map((v) => +v.toFixed(3) + 0)).toEqual([1, 0, 0]);
  expect(toLab("#ff0000").map((v) => +v.toFixed(3))).toEqual([0.628, 0.225, 0.126]);
});

// Rows of the published matrices sum to 1: greys stay grey.
it.each(["protanopia", "deuteranopia", "tritanopia", "grey"] as const)("%s leaves grey as it is", (vision) => {
  expect(["#000000", "#808080", "#ffffff"].map((grey) => distance(seen(grey, vision), grey)).every((d) => d < 0.003)).toBe(true);
});
it("contrast of black on white is 21 (WCAG 2)", () => expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5));
