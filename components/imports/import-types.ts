/** The shapes that the import pages pass around; all of them come from the operations. */
import type { z } from "zod";
import type { importCreate, importPreview } from "#lib/operations/import.ts";

export type ImportPreview = z.output<(typeof importPreview)["output"]>;
export type ImportReport = z.output<(typeof importCreate)["output"]>;
export type ImportRequest = z.input<(typeof importCreate)["input"]>;
export type ImportKind = ImportRequest["kind"];
export type Target = ImportPreview["mapping"][string];

/** The largest file that is taken; the server holds to the same limit. */
export const maxFileBytes = 32 * 1024 * 1024;
/** How much of a file its preview needs. */
export const previewBytes = 250 * 1024;

const targetsOfContacts: readonly Target[] = [
  "name",
  "email",
  "phone",
  "company",
  "job_title",
  "time_zone",
  "external_id",
  "outcome",
  "last_interaction_at",
  "interactions",
  "email_consent",
  "attribute",
  "ignore",
];
const targetsOfPosts: readonly Target[] = [
  "posted_at",
  "body",
  "platform",
  "account",
  "niche",
  "likes",
  "replies",
  "shares",
  "views",
  "external_id",
  "ignore",
];

export function listTargets(kind: ImportKind): readonly Target[] {
  return kind === "contacts" ? targetsOfContacts : targetsOfPosts;
}

const words: Partial<Record<Target, string>> = {
  email: "E-mail address",
  external_id: "Id in the other system",
  outcome: "Past outcome (yes or no)",
  last_interaction_at: "Last contact",
  interactions: "Number of contacts",
  email_consent: "Consent to e-mail",
  attribute: "Keep as an attribute",
  ignore: "Leave out",
  posted_at: "When it was posted",
  body: "Text of the post",
};

export function nameTarget(target: Target): string {
  const plain = target.replaceAll("_", " ");
  return words[target] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}
