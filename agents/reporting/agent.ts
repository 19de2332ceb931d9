/** Owns the declaration of the reporting agent: what the others did, in numbers that can be checked. */
import { defineAgent } from "#lib/kernel/define.ts";
import { report } from "./report.ts";
import { ReportingSettings } from "./settings.ts";

export const reporting = defineAgent({
  domain: "reporting",
  name: "Reporting",
  pack: "thinking",
  purpose: "Sums up what the agents did, one line for each, in numbers that carry their evidence.",
  autonomy: "autopilot",
  settings: ReportingSettings,
  capabilities: ["chat-alert"],
  tables: [
    "sweeps",
    "tasks",
    "sweep_summaries",
    "claims",
    "contacts",
    "cross_platform_trends",
    "outreach_queue",
    "ab_tests",
    "ab_variants",
    "posting_windows",
    "content_plans",
    "videos",
    "creators",
    "creator_posts",
    "render_jobs",
    "approvals",
  ],
  tasks: [report],
  sweepSummary: { task: "report", afterMinutes: 30 },
  limits: { concurrency: 1, retries: 5 },
});
