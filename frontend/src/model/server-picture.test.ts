import { expect, it } from "vitest";
import { NO_VIEW_WORDS, VIEWS, type ViewWords } from "../state/view-words";
import { serverPicture } from "./server-picture";

const of = (change: Partial<ViewWords>, shapes = true) => serverPicture({ ...NO_VIEW_WORDS, ...change }, shapes);

it("names the picture of each view", () => {
  const names = VIEWS.map((view) => of({ view, with: ["turnout"] }));
  expect(names).toEqual(["karte", "rangliste", "verteilung", "zusammenhang", "karte", "streuung", "veraenderung", "karten", "karte", "bivariat"]);
});

it("needs a second indicator, areas for boxes, and shapes for maps", () => {
  expect(of({ view: "scatter" })).toBe("karte");
  expect(of({ view: "box", boxes: "periods" })).toBe("karte");
  expect(of({ view: "change" }, false)).toBe("rangliste");
  expect(of({ view: "scatter", with: ["turnout"] }, false)).toBe("zusammenhang");
});
