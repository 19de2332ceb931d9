/** Owns the declaration of the A/B tester: two ways of posting the same content, compared once and safely. */
import { defineAgent } from "#lib/kernel/define.ts";
import { checkback } from "./checkback.ts";
import { decide } from "./decide.ts";
import { AbTesterSettings } from "./settings.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";

export const abTester = defineAgent({
  domain: "ab-tester",
  name: "A/B tester",
  pack: "marketing",
  purpose: "Compares two ways of posting the same content, and names a winner only when chance is ruled out.",
  autonomy: "copilot",
  settings: AbTesterSettings,
  capabilities: ["post"],
  tables: ["ab_tests", "ab_variants", "ab_looks", "post_metrics", "posts", "accounts", "approvals", "deliveries"],
  tasks: [start, checkback, decide, status],
  sweep: { task: "checkback", params: {} },
  limits: { concurrency: 1, retries: 3 },
});
