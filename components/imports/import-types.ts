/** The shapes that the import pages pass around; all of them come from the operations. */
import type { z } from "zod";
import type { importCreate, importPreview } from "#lib/operations/import.ts";

export type ImportPreview = z.output<(typeof importPreview)["output"]>;
export type ImportReport = z.output<(typeof importCreate)["output"]>;
export type ImportRequest = z.input<(typeof importCreate)["input"]>;
export type ImportKind = ImportRequest["kind"];
export type Target = ImportPreview["mapping"][string];

/** The largest file that is taken; the server holds to the same limit. */
export const maxFileBytes = 256 * 1024 * 1024;
/** How much of a file its preview needs. */
export const previewBytes = 256 * 1024;

export const kinds: readonly { value: ImportKind; label: string }[] = [
  { value: "contacts", label: "Contacts" },
  { value: "posts", label: "Posts" },
  { value: "videos", label: "Videos" },
  { value: "creators", label: "Creators" },
  { value: "creator_posts", label: "Creators' posts" },
];

/** "creators' posts", within a sentence. */
export function nameKind(kind: ImportKind): string {
  return (kinds.find(({ value }) => value === kind)?.label ?? kind).toLowerCase();
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
  published_at: "When it was published",
  read_at: "When the numbers were read",
  duration_seconds: "Length in seconds",
  channel_id: "Id of the channel",
  channel_title: "Channel",
  url: "Link",
};

export function nameTarget(target: Target): string {
  const plain = target.replaceAll("_", " ");
  return words[target] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}
