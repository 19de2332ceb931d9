/** Owns the declaration of the scheduler agent: when to post, where, and how sure that is. */
import { defineAgent } from "#lib/kernel/define.ts";
import { optimize } from "./optimize.ts";
import { record } from "./record.ts";
import { SchedulerSettings } from "./settings.ts";
import { suggest } from "./suggest.ts";

export const scheduler = defineAgent({
  domain: "scheduler",
  name: "Scheduler",
  pack: "marketing",
  purpose: "Learns which hours of the week bring more on each platform, and proposes when to post next.",
  autonomy: "autopilot",
  settings: SchedulerSettings,
  capabilities: [],
  tables: ["posts", "accounts", "posting_log", "posting_windows"],
  tasks: [optimize, suggest, record],
  sweep: { task: "optimize", params: {} },
  limits: { concurrency: 1, retries: 3 },
});
