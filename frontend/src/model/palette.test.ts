import { describe, expect, it } from "vitest";
import { ramp, toLab, type Theme } from "./palette";

describe.each(["light", "dark"] as Theme[])("ramps in the %s theme", (theme) => {
  describe.each(["burden", "relief"] as const)("%s", (polarity) => {
    it.each([2, 3, 4, 5, 7, 9])("%d classes: more is darker, in even steps", (n) => {
      const light = ramp(n, polarity, theme).map((colour) => toLab(colour)[0]);
      const steps = light.slice(1).map((l, i) => light[i]! - l);
      // 8 bit per channel move a colour by up to 0.004.
      for (const step of steps) expect(Math.abs(step - (light[0]! - light.at(-1)!) / (n - 1))).toBeLessThan(0.008);
      expect(light[0]! - light.at(-1)!).toBeGreaterThan(0.45);
    });
  });
});

it("OKLab of white and of red (Ottosson 2020)", () => {
  expect(toLab("#ffffff").map((v) => +v.toFixed(3) + 0)).toEqual([1, 0, 0]);
  expect(toLab("#ff0000").map((v) => +v.toFixed(3))).toEqual([0.628, 0.225, 0.126]);
});
