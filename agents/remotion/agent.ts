/** Owns the declaration of the video agent: from what was counted or written to a film, and to a proposal to publish it. */
import { defineAgent } from "#lib/kernel/define.ts";
import { brief } from "./brief.ts";
import { checkJobs } from "./check-jobs.ts";
import { distribute } from "./distribute.ts";
import { render } from "./render.ts";
import { RemotionSettings } from "./settings.ts";

export const remotion = defineAgent({
  domain: "remotion",
  name: "Video production",
  pack: "marketing",
  purpose: "Turns trends, topics and findings into short videos with captions, and proposes to publish them.",
  autonomy: "copilot",
  settings: RemotionSettings,
  capabilities: ["render", "post"],
  tables: ["posts", "videos", "video_stats", "cross_platform_trends", "outputs", "output_files", "render_jobs"],
  tasks: [brief, render, checkJobs, distribute],
  sweep: { task: "check-jobs", params: {} },
  limits: { concurrency: 1, retries: 2 },
});
