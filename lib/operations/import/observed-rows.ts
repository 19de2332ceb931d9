/** Owns the step from a row of a file to a post, a video, a creator or a creator's post that was observed outside. */
import { createId } from "#lib/core/ids.ts";
import type { BulkCreator, BulkCreatorPost } from "#lib/db/creators.ts";
import type { BulkPost } from "#lib/db/posts.ts";
import type { BulkVideo } from "#lib/db/videos.ts";
import { createRowReader, keep, setCount, setMoment, setPlatform, setText } from "./cells.ts";
import type { RowForm } from "./kind.ts";
import type { Cell } from "./values.ts";

const needsPlatform = ["platform", "is empty: every row needs its platform"] as const;

export function createPostReader(form: RowForm) {
  const { platform = "", account = null, niche = null } = form.fixed;
  return createRowReader<BulkPost>(form, {
    create: () => ({
      id: createId(),
      external_id: null,
      platform,
      account,
      posted_at: "",
      body: "",
      niche,
      likes: null,
      replies: null,
      shares: null,
      views: null,
    }),
    readers: {
      posted_at: setMoment("posted_at"),
      body: setText("body", 20_000),
      platform: setPlatform(),
      account: setText("account", 200),
      niche: setText("niche", 200),
      external_id: setText("external_id", 200),
      likes: setCount("likes"),
      replies: setCount("replies"),
      shares: setCount("shares"),
      views: setCount("views"),
    },
    needs: [
      ["posted_at", "is empty: every post needs the time it was posted"],
      ["body", "is empty: every post needs its text"],
      [...needsPlatform],
    ],
  });
}

export function createVideoReader(form: RowForm) {
  const { platform = "youtube", account = null, niche = null } = form.fixed;
  return createRowReader<BulkVideo>(form, {
    create: () => ({
      id: createId(),
      platform,
      external_id: "",
      channel_id: null,
      channel_title: account,
      title: "",
      description: null,
      tags: null,
      published_at: null,
      duration_seconds: null,
      category: null,
      niche,
      offer: null,
      type: null,
      read_at: form.now.toISOString(),
      views: null,
      likes: null,
      comments: null,
    }),
    readers: {
      external_id: setText("external_id", 200),
      platform: setPlatform(),
      channel_id: setText("channel_id", 200),
      channel_title: setText("channel_title", 200),
      title: setText("title", 500),
      description: setText("description", 5_000),
      tags: (row, text) => keep(row, "tags", readTags(text)),
      published_at: setMoment("published_at"),
      duration_seconds: setCount("duration_seconds", 10_000_000),
      category: setText("category", 200),
      niche: setText("niche", 200),
      offer: setText("offer", 200),
      type: setText("type", 200),
      read_at: setMoment("read_at"),
      views: setCount("views"),
      likes: setCount("likes"),
      comments: setCount("comments"),
    },
    needs: [
      ["external_id", "is empty: every video needs its id"],
      ["title", "is empty: every video needs its title"],
    ],
  });
}

export function createCreatorReader(form: RowForm) {
  const { platform = "", niche = null } = form.fixed;
  return createRowReader<BulkCreator>(form, {
    create: () => ({
      id: createId(),
      platform,
      handle: "",
      external_id: null,
      name: null,
      niche,
      followers: null,
      engagement_rate: null,
      url: null,
    }),
    readers: {
      handle: setText("handle", 200),
      name: setText("name", 200),
      external_id: setText("external_id", 200),
      platform: setPlatform(),
      niche: setText("niche", 200),
      followers: setCount("followers"),
      engagement_rate: (row, text) => keep(row, "engagement_rate", readRate(text)),
      url: (row, text) => keep(row, "url", readLink(text)),
    },
    needs: [["handle", "is empty: every creator needs a handle"], [...needsPlatform]],
  });
}

export function createCreatorPostReader(form: RowForm) {
  const { platform = "", account = null, niche = null } = form.fixed;
  return createRowReader<BulkCreatorPost>(form, {
    create: () => ({
      id: createId(),
      platform,
      external_id: "",
      handle: account,
      creator_external_id: null,
      niche,
      body: "",
      posted_at: "",
      likes: null,
      replies: null,
      shares: null,
      views: null,
      url: null,
    }),
    readers: {
      external_id: setText("external_id", 200),
      posted_at: setMoment("posted_at"),
      body: setText("body", 20_000),
      platform: setPlatform(),
      handle: setText("handle", 200),
      niche: setText("niche", 200),
      likes: setCount("likes"),
      replies: setCount("replies"),
      shares: setCount("shares"),
      views: setCount("views"),
      url: (row, text) => keep(row, "url", readLink(text)),
    },
    needs: [
      ["external_id", "is empty: every creator's post needs its id"],
      ["posted_at", "is empty: every post needs the time it was posted"],
      ["body", "is empty: every post needs its text"],
      [...needsPlatform],
    ],
  });
}

/** "a|b|c" or "a, b, c"; quotes around a tag and "[none]" are no part of it. */
function readTags(text: string): Cell<string[]> {
  if (text.includes("\u0000")) return { problem: "holds a character that cannot be stored (NUL): remove it" };
  const parts = text.split(text.includes("|") ? "|" : ",").map(part => part.trim().replace(/^"(.*)"$/, "$1"));
  return {
    value: parts.filter(part => part !== "" && part !== "[none]").map(part => part.slice(0, 200).toWellFormed()),
  };
}

/** "3.2%" or 0.032. A bare number above 1 could be either, so it is refused. */
function readRate(text: string): Cell<number> {
  const found = /^(\d*\.?\d+) ?(%?)$/.exec(text);
  const value = Number(found?.[1]) / (found?.[2] === "%" ? 100 : 1);
  if (Number.isFinite(value) && value <= 1) return { value };
  return { problem: `"${text.slice(0, 40)}" is no engagement rate: write a share like 0.032, or 3.2%` };
}

function readLink(text: string): Cell<string> {
  const link = URL.parse(text);
  if (text.length <= 2_000 && link !== null && /^https?:$/.test(link.protocol)) return { value: link.href };
  return { problem: `"${text.slice(0, 60)}" is no link: write it like https://example.com/ada` };
}
