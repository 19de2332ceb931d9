/** Owns the declaration of the content-mix agent: what to post about, and how much of each. */
import { defineAgent } from "#lib/kernel/define.ts";
import { recommend } from "./recommend.ts";
import { ContentMixSettings } from "./settings.ts";
import { track } from "./track.ts";

export const contentMix = defineAgent({
  domain: "content-mix",
  name: "Content mix",
  pack: "marketing",
  purpose: "Tracks how each niche does and recommends what to post about in the coming week.",
  autonomy: "autopilot",
  settings: ContentMixSettings,
  capabilities: [],
  tables: ["posts", "accounts", "niche_performance", "content_plans"],
  tasks: [track, recommend],
  sweep: { task: "recommend", params: {} },
  limits: { concurrency: 1, retries: 3 },
});
