/** Owns the step from a row of a file to an observed post. A row is taken whole or refused with its first bad field. */
import { createId } from "#lib/core/ids.ts";
import type { BulkPost } from "#lib/db/posts.ts";
import type { Read } from "./contact-rows.ts";
import type { ImportTarget } from "./mapping.ts";
import { type Cell, readCount, readMoment, readText } from "./values.ts";

export type PostDefaults = { platform?: string; account?: string; niche?: string };

const mostCount = 1_000_000_000_000;

/** A reader of rows under one mapping; what a row leaves empty comes from the defaults. */
export function createPostReader(header: readonly string[], targets: readonly ImportTarget[], defaults: PostDefaults) {
  return (fields: readonly string[]): Read<BulkPost> => {
    const post: BulkPost = {
      id: createId(),
      external_id: null,
      platform: "",
      account: defaults.account ?? null,
      posted_at: "",
      body: "",
      niche: defaults.niche ?? null,
      likes: null,
      replies: null,
      shares: null,
      views: null,
    };
    for (let index = 0; index < targets.length; index++) {
      const target = targets[index];
      const text = fields[index]?.trim() ?? "";
      if (text === "" || target === undefined || target === "ignore") continue;
      const cell = readField(post, target, text);
      if ("problem" in cell) return { problem: { field: header[index] ?? "", reason: cell.problem } };
    }
    post.platform ||= defaults.platform ?? "";
    if (post.posted_at === "")
      return { problem: { field: "posted_at", reason: "is empty: every post needs the time it was posted" } };
    if (post.body === "") return { problem: { field: "body", reason: "is empty: every post needs its text" } };
    if (post.platform === "")
      return { problem: { field: "platform", reason: "is empty: every post needs its platform" } };
    return { row: post };
  };
}

function readField(post: BulkPost, target: ImportTarget, text: string): Cell<unknown> {
  switch (target) {
    case "posted_at": {
      const cell = readMoment(text);
      if ("value" in cell) post.posted_at = cell.value;
      return cell;
    }
    case "likes":
    case "replies":
    case "shares":
    case "views": {
      const cell = readCount(text, mostCount);
      if ("value" in cell) post[target] = cell.value;
      return cell;
    }
    case "body":
    case "account":
    case "niche":
    case "external_id": {
      const cell = readText(text, target === "body" ? 20_000 : 200);
      if ("value" in cell) post[target] = cell.value;
      return cell;
    }
    case "platform": {
      const cell = readText(text.toLowerCase(), 40);
      if ("value" in cell) post.platform = cell.value;
      return cell;
    }
    default:
      return { value: null };
  }
}
