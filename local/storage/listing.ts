/** Lists a folder of a bucket as the hosted service does: its files and, by name only, the folders in it. */
import type { Claims } from "../realtime/claims.ts";
import { escapeLike } from "./buckets.ts";
import type { StorageDatabase } from "./database.ts";

export type ListedEntry = {
  name: string;
  id: string | null;
  updated_at: Date | null;
  created_at: Date | null;
  last_accessed_at: Date | null;
  metadata: Record<string, unknown> | null;
};

export type ListWish = {
  prefix?: unknown;
  limit?: unknown;
  offset?: unknown;
  search?: unknown;
  sortBy?: { column?: unknown; order?: unknown };
};

const SORTABLE = ["name", "created_at", "updated_at", "last_accessed_at"];
const MAX_ROWS = 10_000;

/** @returns at most `limit` entries (100 unless asked), names relative to the folder */
export async function listFolder(
  database: StorageDatabase,
  claims: Claims,
  bucketId: string,
  wish: ListWish,
): Promise<ListedEntry[]> {
  const folder = readText(wish.prefix);
  const prefix = folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
  const column = SORTABLE.find(name => name === wish.sortBy?.column) ?? "name";
  const order = wish.sortBy?.order === "desc" ? "desc" : "asc";
  return database.run(claims, { operation: "storage.object.list" }, ask =>
    ask<ListedEntry>(
      `with entries as (
         select path_tokens[$3] as name, array_length(path_tokens, 1) = $3 as is_file,
           id, updated_at, created_at, last_accessed_at, metadata
         from storage.objects
         where bucket_id = $1 and starts_with(name, $2) and name ilike $4
       )
       select name, id, updated_at, created_at, last_accessed_at, metadata from entries where is_file
       union all
       select distinct name, null::uuid, null::timestamptz, null::timestamptz, null::timestamptz, null::jsonb
       from entries where not is_file
       order by ${column} ${order} nulls first, name ${order}
       limit $5 offset $6`,
      [
        bucketId,
        prefix,
        prefix.split("/").length,
        `${escapeLike(prefix + readText(wish.search))}%`,
        Math.min(readCount(wish.limit, 100), MAX_ROWS),
        readCount(wish.offset, 0),
      ],
    ),
  );
}

export type ListV2Wish = { prefix?: unknown; limit?: unknown; cursor?: unknown; with_delimiter?: unknown };
export type ListV2Page = {
  hasNext: boolean;
  folders: { key: string; name: string }[];
  objects: (Omit<ListedEntry, "metadata"> & { key: string; metadata: unknown })[];
  nextCursor?: string;
};

/** The same by pages of a cursor, in the order of names: a page never grows slower the deeper it lies. */
export async function listPage(
  database: StorageDatabase,
  claims: Claims,
  bucketId: string,
  wish: ListV2Wish,
): Promise<ListV2Page> {
  const prefix = readText(wish.prefix);
  const limit = Math.min(readCount(wish.limit, 1_000), 1_000) || 1_000;
  const after = wish.cursor === undefined ? "" : Buffer.from(readText(wish.cursor), "base64url").toString("utf8");
  const rows = await database.run(claims, { operation: "storage.object.list_v2" }, ask =>
    ask<ListedEntry & { key: string }>(
      `with entries as (
         select case when $4 and position('/' in substr(name, length($2) + 1)) > 0
             then $2 || split_part(substr(name, length($2) + 1), '/', 1) || '/' else name end as key,
           id, name, updated_at, created_at, last_accessed_at, metadata
         from storage.objects where bucket_id = $1 and starts_with(name, $2) and name > $3
       )
       select key, (array_agg(id) filter (where key = name))[1] as id, max(name) filter (where key = name) as name,
         max(updated_at) filter (where key = name) as updated_at, max(created_at) filter (where key = name) as created_at,
         max(last_accessed_at) filter (where key = name) as last_accessed_at,
         (array_agg(metadata) filter (where key = name))[1] as metadata
       from entries where key > $3 group by key order by key collate "C" limit $5`,
      [bucketId, prefix, after, wish.with_delimiter === true, limit + 1],
    ),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasNext = rows.length > limit;
  return {
    hasNext,
    folders: page.filter(row => row.id === null).map(row => ({ key: row.key.replace(/\/$/, ""), name: row.key })),
    objects: page.filter(row => row.id !== null),
    ...(hasNext && last ? { nextCursor: Buffer.from(skipBehind(last.key), "utf8").toString("base64url") } : {}),
  };
}

/** Behind a folder everything inside it is skipped too: U+007F sorts after every character that a name may hold. */
function skipBehind(key: string): string {
  return key.endsWith("/") ? `${key}\u007f` : key;
}

function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function readCount(value: unknown, fallback: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : fallback;
}
