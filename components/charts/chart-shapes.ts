/** What a chart of days is made of; every chart of the house takes these and nothing of recharts. */

/** Where the plot lies in its frame, in pixels: the drawing and what reacts to the pointer must agree on it. */
export const plot = { leftPx: 54, rightPx: 4, topPx: 8, bottomPx: 22 } as const;

/** Colours by meaning; a texture beside the colour tells neighbours apart without it. */
export const inks = {
  ok: { color: "color-mix(in oklch, var(--ok) 78%, var(--surface))", texture: "plain" },
  info: { color: "color-mix(in oklch, var(--info) 78%, var(--surface))", texture: "stripes" },
  accent: { color: "var(--chart-1)", texture: "plain" },
  second: { color: "var(--chart-2)", texture: "dots" },
  danger: { color: "color-mix(in oklch, var(--danger) 78%, var(--surface))", texture: "plain" },
  warn: { color: "color-mix(in oklch, var(--warn) 78%, var(--surface))", texture: "stripes" },
  faint: { color: "var(--line-strong)", texture: "plain" },
} as const;
export type Ink = keyof typeof inks;

export type ChartSeries = {
  key: string;
  label: string;
  ink: Ink;
  /** One number per day, oldest first; null where there is none. */
  values: readonly (number | null)[];
  /** Drawn as a broken line. */
  isBroken?: boolean;
};

export type ChartDay = { day: string; label: string };
