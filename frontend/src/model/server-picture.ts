import type { ViewWords } from "../state/view-words";

/** Pictures of the server (docs/profiles-and-pictures.md), by their names in an address. */
export type ServerPicture = "karte" | "rangliste" | "verteilung" | "zusammenhang" | "streuung" | "veraenderung" | "karten" | "bivariat";

/** The picture of the view that is shown; where the server draws none of it, the map, without shapes the ranking. */
export function serverPicture(words: Pick<ViewWords, "view" | "with" | "boxes">, shapes: boolean): ServerPicture {
  const plain = shapes ? "karte" : "rangliste";
  switch (words.view) {
    case "table":
      return "rangliste";
    case "distribution":
      return "verteilung";
    case "scatter":
      return words.with.length ? "zusammenhang" : plain;
    case "box":
      return words.boxes === "areas" ? "streuung" : plain;
    case "change":
      return shapes ? "veraenderung" : plain;
    case "multiples":
      return shapes ? "karten" : plain;
    case "bivariate":
      return shapes && words.with.length ? "bivariat" : plain;
    default:
      return plain;
  }
}
