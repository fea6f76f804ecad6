import { describe, expect, it } from "vitest";
import de from "./de.json";
import en from "./en.json";
import { t, tn, type Key } from "./t";

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe("both languages are complete", () => {
  it("have the same keys", () => expect(Object.keys(en).sort()).toEqual(Object.keys(de).sort()));
  it.each(Object.keys(de) as Key[])("%s names the same parameters", (key) => expect(names(en[key])).toEqual(names(de[key])));
  it.each(Object.keys(de) as Key[])("%s is not empty", (key) => expect(de[key] && en[key]).toBeTruthy());
});

it("fills in parameters", () => expect(t("rank.of", { rank: 3, n: 12 }, "en")).toBe("Rank 3 of 12"));
it("counts", () => expect([tn("picker.found", 1), tn("picker.found", 1234)]).toEqual(["1 Indikator", "1.234 Indikatoren"]));
