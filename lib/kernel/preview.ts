/** Owns the shape of a preview: what a dry run would have led to, as it is kept with its task. */
import type { JsonValue } from "#lib/core/json.ts";
import type { AuthorKind, MessageType, OutputKind } from "#lib/db/types.gen.ts";
import type { Source } from "./define.ts";
import type { EffectKind, EffectPreview } from "./effects.ts";
import type { PolicyAction } from "./policy.ts";
import type { KeptText } from "./preview-texts.ts";

/** At most as many items as a preview keeps; `total` counts all. */
export type ListedPreview<T> = { total: number; items: T[] };

export type PreviewedProposal = {
  /** What the policy would do with it: `execute` goes out after the undo window, `ask` waits, `suggest` is for a person's hands. */
  verdict: PolicyAction;
  reasons: string[];
  effect_kind: EffectKind;
  recipient: string;
  contact_id: string | null;
  /** The connected account that would carry it out; null for what is refused. */
  account: string | null;
  /** Null when it is too long to keep. */
  payload: JsonValue | null;
  preview: EffectPreview;
  why: string;
  sources: Source[];
  author_kind: AuthorKind;
  author: string;
  is_untrusted: boolean;
  not_before: string | null;
  expires_at: string | null;
  /** When it would leave by itself; null for what a person decides about. */
  release_at: string | null;
};

export type PreviewedOutput = {
  kind: OutputKind;
  title: string;
  /** Null when it is too long to keep. */
  content: JsonValue | null;
  author_kind: AuthorKind;
  author: string;
  is_untrusted: boolean;
  files: { name: string; mime_type: string; byte_count: number }[];
};

export type PreviewedMessage = {
  type: MessageType;
  topic: string;
  /** The agent that would get it; null for people. */
  to_domain: string | null;
  body: string;
  requires_response: boolean;
  /** The task, as domain.task, that it would start. */
  starts: string | null;
};

export type PreviewedFollowUp = { task: string; params: JsonValue; run_at: string | null };

/** Rows of one table that the run's own writes would change. */
export type RowCount = { table: string; inserted: number; updated: number; deleted: number };

export type TaskPreview = {
  made_at: string;
  /** How the task would have ended. */
  status: "completed" | "awaiting_approval";
  proposals: ListedPreview<PreviewedProposal>;
  outputs: ListedPreview<PreviewedOutput>;
  messages: ListedPreview<PreviewedMessage>;
  follow_ups: ListedPreview<PreviewedFollowUp>;
  rows: RowCount[];
  /** What a model wrote, for the task that may follow; not told to anybody. */
  texts?: KeptText[];
};
