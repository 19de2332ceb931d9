/** The list of engines whose quality is measured: one line for each. */
import type { QualityPart } from "./figure.ts";

export const qualityParts: readonly QualityPart[] = [];
