import type { Theme } from "../model/palette";

/** Colours of everything on the map that is not a class. */
export interface MapColours {
  ground: string;
  border: string;
  outline: string;
  halo: string;
  text: string;
  empty: string;
  hatch: string;
  hatchGround: string;
  veil: string;
  hover: string;
  selected: readonly string[];
  sketch: Record<"water" | "rail" | "road" | "green", string>;
}

export const MAP_COLOURS: Record<Theme, MapColours> = {
  light: {
    ground: "#f6f8fa",
    border: "#ffffff",
    outline: "#5d6470",
    halo: "#ffffff",
    text: "#20252e",
    empty: "#eceff3",
    hatch: "#9aa5b4",
    hatchGround: "#f2f4f6",
    veil: "#20252ea0",
    hover: "#171a2b",
    selected: ["#12325e", "#a32a38", "#00695f", "#7a3fa0", "#8a5a00"],
    sketch: { water: "#a9c9dd", rail: "#6f7885", road: "#9aa2ad", green: "#cfdcc6" },
  },
  dark: {
    ground: "#0e1116",
    border: "#0e1116",
    outline: "#0a0c10",
    halo: "#0f1217",
    text: "#eef1f5",
    empty: "#272d36",
    hatch: "#6f7a89",
    hatchGround: "#20262e",
    veil: "#0d1017b0",
    hover: "#ffffff",
    selected: ["#9cc2ff", "#ff9aa0", "#6fd8c8", "#d3a8f5", "#f0c060"],
    sketch: { water: "#3f6f8d", rail: "#8b94a2", road: "#5a626e", green: "#33402f" },
  },
};
