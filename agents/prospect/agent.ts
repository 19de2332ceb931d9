/** Owns the declaration of the prospect agent: who to look at first, and why. */
import { defineAgent } from "#lib/kernel/define.ts";
import { keepAnswer } from "./keep-answer.ts";
import { research } from "./research.ts";
import { score } from "./score.ts";
import { scoreAll } from "./score-all.ts";
import { ProspectSettings } from "./settings.ts";

export const prospect = defineAgent({
  domain: "prospect",
  name: "Prospect",
  pack: "marketing",
  purpose: "Scores contacts by how well they fit, how they engage and how recently, so that people see the best first.",
  autonomy: "autopilot",
  settings: ProspectSettings,
  capabilities: [],
  tables: ["contacts", "contact_ledger", "messages"],
  tasks: [scoreAll, score, research, keepAnswer],
  sweep: { task: "score-all", params: {} },
  limits: { concurrency: 2, retries: 3 },
});
