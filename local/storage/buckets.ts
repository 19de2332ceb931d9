/** Buckets: made, changed and listed as the role that asks; their own limits are read past the policies. */
import type { Claims } from "../realtime/claims.ts";
import type { Ask, StorageDatabase } from "./database.ts";
import { refuse } from "./errors.ts";
import type { FileStore } from "./file-store.ts";
import { checkBucketName } from "./names.ts";

export type Bucket = {
  id: string;
  name: string;
  owner: string | null;
  public: boolean;
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
  created_at: string;
  updated_at: string;
};

type BucketRow = Omit<Bucket, "file_size_limit"> & { file_size_limit: string | null };

const COLUMNS = "id, name, owner, public, file_size_limit, allowed_mime_types, created_at, updated_at";
const UNITS: Record<string, number> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9 };
const SORTABLE = ["id", "name", "created_at", "updated_at"];
const EMPTY_BATCH = 1_000;

/** The part of the body of creating and changing. */
export type BucketWish = {
  public?: unknown;
  file_size_limit?: unknown;
  allowed_mime_types?: unknown;
};

export class Buckets {
  readonly #database: StorageDatabase;
  readonly #files: FileStore;
  readonly #maxBytes: number;

  constructor(database: StorageDatabase, files: FileStore, maxBytes: number) {
    this.#database = database;
    this.#files = files;
    this.#maxBytes = maxBytes;
  }

  /** Past the policies, for the limits of an upload and whether it is public. Throws NoSuchBucket. */
  async find(id: string): Promise<Bucket> {
    const rows = await this.#database.askAsOwner<BucketRow>(`select ${COLUMNS} from storage.buckets where id = $1`, [
      id,
    ]);
    return readOne(rows);
  }

  async get(claims: Claims, id: string): Promise<Bucket> {
    return this.#database.run(claims, { operation: "storage.bucket.get" }, async ask => readOne(await select(ask, id)));
  }

  async list(claims: Claims, query: URLSearchParams): Promise<Bucket[]> {
    const column = SORTABLE.find(name => name === query.get("sortColumn")) ?? "id";
    const order = query.get("sortOrder") === "desc" ? "desc" : "asc";
    const rows = await this.#database.run(claims, { operation: "storage.bucket.list" }, ask =>
      ask<BucketRow>(
        `select ${COLUMNS} from storage.buckets where name ilike $1 order by ${column} ${order} limit $2 offset $3`,
        [
          `%${escapeLike(query.get("search") ?? "")}%`,
          readCount(query.get("limit"), null),
          readCount(query.get("offset"), 0),
        ],
      ),
    );
    return rows.map(readRow);
  }

  async create(claims: Claims, id: unknown, name: unknown, wish: BucketWish): Promise<string> {
    const bucket = checkBucketName(id ?? name);
    const owner = typeof claims.sub === "string" ? claims.sub : null;
    await this.#database.run(claims, { operation: "storage.bucket.create" }, ask =>
      ask(
        `insert into storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types)
         values ($1, $1, $2::uuid, $2::uuid::text, $3, $4, $5)`,
        [
          bucket,
          owner,
          wish.public === true,
          this.#readLimit(wish.file_size_limit),
          readTypes(wish.allowed_mime_types),
        ],
      ),
    );
    return bucket;
  }

  async change(claims: Claims, id: string, wish: BucketWish): Promise<void> {
    const changes: [string, unknown][] = [];
    if (wish.public !== undefined) changes.push(["public", wish.public === true]);
    if (wish.file_size_limit !== undefined) changes.push(["file_size_limit", this.#readLimit(wish.file_size_limit)]);
    if (wish.allowed_mime_types !== undefined) changes.push(["allowed_mime_types", readTypes(wish.allowed_mime_types)]);
    await this.#database.run(claims, { operation: "storage.bucket.update" }, async ask => {
      const assignments = changes.map(([column], index) => `${column} = $${index + 2}`);
      const values = changes.map(([, value]) => value);
      readOne(
        await ask<BucketRow>(
          `update storage.buckets set ${[...assignments, "updated_at = now()"].join(", ")} where id = $1 returning ${COLUMNS}`,
          [id, ...values],
        ),
      );
    });
  }

  /** Refuses a bucket that still holds objects. */
  async delete(claims: Claims, id: string): Promise<void> {
    await this.#database.run(claims, { operation: "storage.bucket.delete" }, async ask => {
      readOne(await select(ask, id));
      const held = await this.#database.askAsOwner("select from storage.objects where bucket_id = $1 limit 1", [id]);
      if (held.length > 0) throw refuse.bucketNotEmpty();
      const gone = await ask("delete from storage.buckets where id = $1 returning id", [id]);
      if (gone.length === 0) throw refuse.accessDenied();
    });
  }

  /** Deletes what the role may delete, in batches. */
  async empty(claims: Claims, id: string): Promise<void> {
    await this.get(claims, id);
    for (;;) {
      const gone = await this.#database.run(claims, { operation: "storage.bucket.empty" }, ask =>
        ask<{ version: string | null }>(
          `delete from storage.objects where id in (select id from storage.objects where bucket_id = $1 limit ${EMPTY_BATCH})
           returning version`,
          [id],
        ),
      );
      await this.#files.remove(gone.map(row => row.version));
      if (gone.length < EMPTY_BATCH) return;
    }
  }

  #readLimit(wish: unknown): number | null {
    if (wish === null || wish === undefined) return null;
    const found = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB)?$/i.exec(String(wish));
    if (!found) throw refuse.invalidRequest("Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B");
    const bytes = Math.floor(Number(found[1]) * (UNITS[(found[2] ?? "b").toLowerCase()] ?? 1));
    if (bytes > this.#maxBytes) throw refuse.tooLarge();
    return bytes;
  }
}

export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}

async function select(ask: Ask, id: string): Promise<BucketRow[]> {
  return ask<BucketRow>(`select ${COLUMNS} from storage.buckets where id = $1`, [id]);
}

function readOne(rows: BucketRow[]): Bucket {
  const [row] = rows;
  if (row === undefined) throw refuse.noSuchBucket();
  return readRow(row);
}

function readRow(row: BucketRow): Bucket {
  return { ...row, file_size_limit: row.file_size_limit === null ? null : Number(row.file_size_limit) };
}

function readTypes(wish: unknown): string[] | null {
  if (wish === null || wish === undefined) return null;
  const isList =
    Array.isArray(wish) && wish.every(type => typeof type === "string" && /^[\w.+*-]+\/[\w.+*-]+$/.test(type));
  if (!isList) throw refuse.invalidRequest("allowed_mime_types is a list such as image/png, image/*");
  return wish;
}

function readCount(text: string | null, fallback: number | null): number | null {
  const count = Number(text ?? Number.NaN);
  return Number.isInteger(count) && count >= 0 ? count : fallback;
}
