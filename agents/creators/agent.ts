/** Owns the declaration of the creators agent: who leads a niche, and with what. */
import { defineAgent } from "#lib/kernel/define.ts";
import { CreatorsSettings } from "./settings.ts";
import { sync } from "./sync.ts";
import { top } from "./top.ts";

export const creators = defineAgent({
  domain: "creators",
  name: "Creators",
  pack: "marketing",
  purpose: "Keeps the top creators and posts of each niche and platform, and says who leads and why.",
  autonomy: "autopilot",
  settings: CreatorsSettings,
  capabilities: ["market-research"],
  tables: ["creators", "creator_posts", "posts", "cross_platform_trends"],
  tasks: [sync, top],
  sweep: { task: "sync", params: {} },
  limits: { concurrency: 1, retries: 3 },
});
