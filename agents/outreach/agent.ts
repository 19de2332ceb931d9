/** Owns the declaration of the outreach agent: whom to write to, what to say, and what came back. */
import { defineAgent } from "#lib/kernel/define.ts";
import { buildQueue } from "./build-queue.ts";
import { draft } from "./draft.ts";
import { due } from "./due.ts";
import { recordReply } from "./record-reply.ts";
import { send } from "./send.ts";
import { OutreachSettings } from "./settings.ts";

export const outreach = defineAgent({
  domain: "outreach",
  name: "Outreach",
  pack: "marketing",
  purpose: "Finds who is due for a message, drafts it from known facts, and takes in what people answer.",
  autonomy: "copilot",
  settings: OutreachSettings,
  capabilities: ["email"],
  tables: ["contacts", "contact_ledger", "outreach_queue", "approvals", "feedback", "output_revisions"],
  tasks: [due, buildQueue, draft, send, recordReply],
  sweep: { task: "build-queue", params: {} },
  limits: { concurrency: 1, retries: 3 },
});
