/** Owns the declaration of the youtube agent: what channels publish, what it is about, and what resonates. */
import { defineAgent } from "#lib/kernel/define.ts";
import { analyze } from "./analyze.ts";
import { ingest } from "./ingest.ts";
import { matrix } from "./matrix.ts";
import { YouTubeSettings } from "./settings.ts";

export const youtube = defineAgent({
  domain: "youtube",
  name: "YouTube",
  pack: "marketing",
  purpose: "Reads channels and their videos, tags what each is about, and says which niches resonate.",
  autonomy: "autopilot",
  settings: YouTubeSettings,
  capabilities: ["video-stats"],
  tables: ["videos", "video_stats", "memories"],
  tasks: [ingest, analyze, matrix],
  sweep: { task: "analyze", params: {} },
  limits: { concurrency: 1, retries: 3 },
});
