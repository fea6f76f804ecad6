/** Colours as the eye orders them: OKLab (Ottosson 2020, "A perceptual color space for image processing"). */
export type Triple = readonly [number, number, number];

export function toLab(hex: string): Triple {
  return linearToLab(toLinear(hex));
}

export function fromLab(lab: Triple): string {
  return fromLinear(labToLinear(lab));
}

/** `share` of the way from a to b, straight in OKLab. */
export function mix(a: string, b: string, share: number): string {
  if (share === 0) return a;
  if (share === 1) return b;
  const [x, y] = [toLab(a), toLab(b)];
  return fromLab([0, 1, 2].map((i) => x[i]! + (y[i]! - x[i]!) * share) as unknown as Triple);
}

/** The colour of this lightness, chroma and hue (degrees); chroma gives way where the screen cannot show it. */
export function fromLch(lightness: number, chroma: number, hue: number): string {
  const angle = (hue * Math.PI) / 180;
  for (let c = chroma; c > 0.001; c *= 0.97) {
    const lab: Triple = [lightness, c * Math.cos(angle), c * Math.sin(angle)];
    if (labToLinear(lab).every((v) => v >= -0.0005 && v <= 1.0005)) return fromLab(lab);
  }
  return fromLab([lightness, 0, 0]);
}

/** Distance of two colours; about 0.02 is just seen side by side. */
export function distance(a: string, b: string): number {
  const [x, y] = [toLab(a), toLab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

/** Contrast ratio of WCAG 2. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

export function luminance(hex: string): number {
  const [r, g, b] = toLinear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export type Vision = "all" | "protanopia" | "deuteranopia" | "tritanopia" | "grey";
export const VISIONS: readonly Vision[] = ["all", "protanopia", "deuteranopia", "tritanopia", "grey"];

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const DEFICIENT: Record<"protanopia" | "deuteranopia" | "tritanopia", readonly Triple[]> = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** How a colour looks to somebody, or on a grey print. */
export function seen(hex: string, by: Vision): string {
  if (by === "all") return hex;
  const [r, g, b] = toLinear(hex);
  if (by === "grey") return fromLinear([luminance(hex), luminance(hex), luminance(hex)]);
  return fromLinear(DEFICIENT[by].map(([x, y, z]) => x * r + y * g + z * b) as unknown as Triple);
}

function toLinear(hex: string): Triple {
  return [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

function fromLinear(linear: Triple): string {
  const hex = linear.map((c) => {
    const v = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.max(c, 0) ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(1, Math.max(0, v)) * 255).toString(16).padStart(2, "0");
  });
  return `#${hex.join("")}`;
}

function linearToLab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function labToLinear([L, a, b]: Triple): Triple {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
