/** The list of engines whose quality is measured: one line for each. */
import { abTest } from "./ab-test.ts";
import { bandit, postingTimes } from "./bandit.ts";
import { bursts } from "./bursts.ts";
import { channels, intents } from "./classifier.ts";
import { contentMix, thinnedChannels } from "./content-mix.ts";
import type { QualityPart } from "./figure.ts";
import { prospects } from "./prospects.ts";

export const qualityParts: readonly QualityPart[] = [
  prospects,
  bursts,
  abTest,
  bandit,
  postingTimes,
  contentMix,
  thinnedChannels,
  intents,
  channels,
];
