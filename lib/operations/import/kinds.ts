/** Owns the list of what can be imported: one record for each kind of row. */
import type { BulkContact } from "#lib/db/contacts.ts";
import {
  type BulkCreator,
  type BulkCreatorPost,
  foldHandle,
  upsertCreatorPosts,
  upsertCreators,
} from "#lib/db/creators.ts";
import { type BulkPost, upsertPosts } from "#lib/db/posts.ts";
import { type BulkVideo, upsertVideos } from "#lib/db/videos.ts";
import { createContactReader } from "./contact-rows.ts";
import {
  contactRules,
  creatorPostRules,
  creatorRules,
  guessContactColumn,
  postRules,
  videoRules,
} from "./guess-rules.ts";
import type { FixedValues, Kind, Written } from "./kind.ts";
import { createCreatorPostReader, createCreatorReader, createPostReader, createVideoReader } from "./observed-rows.ts";
import type { ImportKind, ImportTarget } from "./targets.ts";
import { writeContacts } from "./write-contacts.ts";

const numbers = ["likes", "replies", "shares", "views"] as const;

const contacts: Kind<BulkContact> = {
  noun: "contact",
  targets: [
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
  ],
  fallback: "attribute",
  repeatable: ["name", "email_consent", "attribute"],
  required: ["any"],
  rules: contactRules,
  guess: guessContactColumn,
  createReader: ({ header, targets, fixed }) => createContactReader(header, targets, fixed.name_template),
  keysOf: ({ email, external_id }) => [
    ...(email === null ? [] : [{ field: "email", key: email }]),
    ...(external_id === null ? [] : [{ field: "external_id", key: external_id }]),
  ],
  write: writeContacts,
  entity: "contact",
};

const posts: Kind<BulkPost> = {
  noun: "post",
  targets: ["posted_at", "body", "platform", "account", "niche", ...numbers, "external_id", "ignore"],
  fallback: "ignore",
  repeatable: [],
  required: ["posted_at", "body"],
  rules: postRules,
  check: requirePlatform("posts"),
  createReader: createPostReader,
  keysOf: ({ platform, external_id }) =>
    external_id === null ? [] : [{ field: "external_id", key: `${platform} ${external_id}` }],
  async write(session, batch, { workspaceId, importId }) {
    const rows = batch.map(({ row }) => row);
    const { inserted, updated } = await upsertPosts(session, workspaceId, rows, { importId, isSample: false });
    return toWritten(inserted, updated);
  },
  entity: "post",
};

const videos: Kind<BulkVideo> = {
  noun: "video",
  targets: [
    "external_id",
    "title",
    "channel_title",
    "channel_id",
    "description",
    "tags",
    "published_at",
    "duration_seconds",
    "category",
    "niche",
    "offer",
    "type",
    "platform",
    "read_at",
    "views",
    "likes",
    "comments",
    "ignore",
  ],
  fallback: "ignore",
  repeatable: [],
  required: ["external_id", "title"],
  rules: videoRules,
  createReader: createVideoReader,
  // The same video at another time is another reading of its numbers, and replaces nothing.
  keysOf: ({ platform, external_id, read_at }) => [
    { field: "external_id", key: `${platform} ${external_id} ${read_at}` },
  ],
  async write(session, batch, { workspaceId, importId }) {
    const rows = batch.map(({ row }) => row);
    const { inserted } = await upsertVideos(session, workspaceId, rows, { importId, isSample: false });
    return toWritten(inserted, rows.length - inserted);
  },
  entity: "video",
};

const creators: Kind<BulkCreator> = {
  noun: "creator",
  targets: ["handle", "name", "platform", "niche", "followers", "engagement_rate", "url", "external_id", "ignore"],
  fallback: "ignore",
  repeatable: [],
  required: ["handle"],
  rules: creatorRules,
  check: requirePlatform("creators"),
  createReader: createCreatorReader,
  keysOf: ({ platform, handle }) => [{ field: "handle", key: `${platform} ${foldHandle(handle)}` }],
  async write(session, batch, { workspaceId, importId, now }) {
    const rows = batch.map(({ row }) => row);
    const origin = { source: "import", importId, isSample: false, readAt: now } as const;
    const { inserted, updated } = await upsertCreators(session, workspaceId, rows, origin);
    return toWritten(inserted, updated);
  },
  entity: "creator",
};

const creatorPosts: Kind<BulkCreatorPost> = {
  noun: "creator's post",
  targets: ["external_id", "posted_at", "body", "platform", "handle", "niche", ...numbers, "url", "ignore"],
  fallback: "ignore",
  repeatable: [],
  required: ["external_id", "posted_at", "body"],
  rules: creatorPostRules,
  check: requirePlatform("posts"),
  createReader: createCreatorPostReader,
  keysOf: ({ platform, external_id }) => [{ field: "external_id", key: `${platform} ${external_id}` }],
  async write(session, batch, { workspaceId, importId, now }) {
    const rows = batch.map(({ row }) => row);
    const origin = { source: "import", importId, isSample: false, readAt: now } as const;
    const { inserted, updated } = await upsertCreatorPosts(session, workspaceId, rows, origin);
    return toWritten(inserted, updated);
  },
  entity: "creator",
};

/** By kind. The row type is each record's own affair: what its reader makes, only its own writer takes. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where kinds of different rows meet.
export const kinds: Record<ImportKind, Kind<any>> = {
  contacts,
  posts,
  videos,
  creators,
  creator_posts: creatorPosts,
};

function requirePlatform(what: string) {
  return (mapped: ReadonlySet<ImportTarget>, fixed: FixedValues) =>
    mapped.has("platform") || fixed.platform !== undefined
      ? []
      : [
          {
            path: "options.platform",
            message: `say which platform the ${what} are from, or which column says it`,
          },
        ];
}

function toWritten(accepted: number, updated: number): Written {
  return { accepted, updated, rejections: [], optedOut: [] };
}
