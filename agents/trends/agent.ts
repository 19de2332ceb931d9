/** Owns the declaration of the trends agent: what people talk about, where, and since when. */
import { defineAgent } from "#lib/kernel/define.ts";
import { detect } from "./detect.ts";
import { explain } from "./explain.ts";
import { TrendsSettings } from "./settings.ts";

export const trends = defineAgent({
  domain: "trends",
  name: "Trends",
  pack: "marketing",
  purpose: "Finds the niches that move across platforms, with the reasons and the times.",
  autonomy: "autopilot",
  settings: TrendsSettings,
  capabilities: [],
  tables: ["posts", "cross_platform_trends"],
  tasks: [detect, explain],
  sweep: { task: "detect", params: {} },
  limits: { concurrency: 1, retries: 3 },
});
