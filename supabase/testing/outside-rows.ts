/** Owns real rows of the tables for what comes in from outside: webhooks and members' chats. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "#lib/core/json.ts";
import type { Author, SeededWorkspace } from "./seed.ts";
import { digestText, later } from "./values.ts";

const digest = () => digestText(randomUUID());

export const outsideRows = {
  webhook_sources: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    public_id: `whs_${randomUUID().replaceAll("-", "")}`,
    name: "Sign-up form",
    kind: "standard",
    sealed_secret: "v1.00000000.nonce.sealed",
    created_by: author.userId,
    is_enabled: true,
    refused: 0,
  }),
  webhook_rules: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    source_id: workspace.webhookSource,
    name: "A new lead",
    position: 0,
    is_enabled: true,
    conditions: [],
    may_overwrite: false,
    task: "outreach.draft",
    params: [],
    created_by: author.userId,
  }),
  webhook_events: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    source_id: workspace.webhookSource,
    dedupe_key: randomUUID(),
    event_type: "lead.created",
    headers: {},
    body: "{}",
    verdict: "received",
    outcomes: [],
    repeats: 0,
    replays: 0,
    received_at: later,
  }),
  chat_links: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    user_id: author.userId,
    code_hash: `\\x${digest()}`,
    code_expires_at: later,
    wants_approvals: true,
  }),
  chat_questions: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    link_id: workspace.chatLink,
    approval_id: workspace.approved,
    digest: digest(),
    token_hash: `\\x${digest()}`,
    is_whole: true,
    asked_at: later,
  }),
} satisfies Record<string, (workspace: SeededWorkspace, author: Author) => JsonObject>;
