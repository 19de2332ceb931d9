/** Objects: a row that the policies guard and a file that the row's version names; the file is there before the row, and goes after it. */
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { Claims } from "../realtime/claims.ts";
import type { Bucket } from "./buckets.ts";
import type { Ask, StorageDatabase } from "./database.ts";
import { refuse } from "./errors.ts";
import type { FileStore } from "./file-store.ts";
import { checkKey } from "./names.ts";

export type ObjectMetadata = {
  eTag: string;
  size: number;
  mimetype: string;
  cacheControl: string;
  lastModified: string;
  contentLength: number;
  httpStatusCode: 200;
};

export type ObjectRow = {
  id: string;
  name: string;
  bucket_id: string;
  owner: string | null;
  version: string | null;
  metadata: ObjectMetadata | null;
  user_metadata: Record<string, unknown> | null;
  created_at: Date;
  updated_at: Date;
  last_accessed_at: Date;
};

export type Upload = {
  content: Readable;
  contentType: string;
  cacheControl: string;
  userMetadata: Record<string, unknown> | null;
};

/** Where an upload goes, by whom, and whether it may replace what is there. */
export type UploadTarget = { bucket: Bucket; key: string; owner: string | null; isUpsert: boolean; operation: string };

const COLUMNS =
  "id, name, bucket_id, owner, version, metadata, user_metadata, created_at, updated_at, last_accessed_at";
const SERVICE: Claims = { role: "service_role" };
const MAX_DELETIONS = 1_000;

export class Objects {
  readonly #database: StorageDatabase;
  readonly #files: FileStore;
  readonly #maxBytes: number;

  constructor(database: StorageDatabase, files: FileStore, maxBytes: number) {
    this.#database = database;
    this.#files = files;
    this.#maxBytes = maxBytes;
  }

  /** The row, if the role may see it. Throws NoSuchKey. */
  async find(claims: Claims, bucketId: string, key: string, operation: string): Promise<ObjectRow> {
    return this.#database.run(claims, { operation }, ask => selectOne(ask, bucketId, key));
  }

  /** The row past the policies: for public buckets and for addresses that were signed. Throws NoSuchKey. */
  async findAsOwner(bucketId: string, key: string): Promise<ObjectRow> {
    return selectOne(this.#database.askAsOwner, bucketId, key);
  }

  /** Throws what an upload would: so that nobody sends megabytes for a refusal, and nobody gets an upload address they may not use. */
  async checkUpload(claims: Claims, { bucket, key, owner, isUpsert, operation }: UploadTarget): Promise<void> {
    await this.#database.probe(claims, { operation }, ask =>
      insertRow(ask, { bucketId: bucket.id, key, owner, isUpsert }),
    );
  }

  /** Throws InvalidMimeType. */
  checkType(bucket: Bucket, contentType: string): void {
    const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
    const allowed = bucket.allowed_mime_types;
    if (!/^[\w.+*-]+\/[\w.+*-]+$/.test(type)) throw refuse.invalidMimeType(contentType);
    if (allowed === null || allowed.length === 0) return;
    const isAllowed = allowed.some(
      entry =>
        entry.toLowerCase() === type || (entry.endsWith("/*") && type.startsWith(entry.slice(0, -1).toLowerCase())),
    );
    if (!isAllowed) throw refuse.invalidMimeType(contentType);
  }

  /** The most that a file in the bucket may have. */
  readLimit(bucket: Bucket): number {
    return Math.min(bucket.file_size_limit ?? this.#maxBytes, this.#maxBytes);
  }

  /** Stores bytes, then the row as the role (null: a signed address has answered for it). The file replaced is removed afterwards. */
  async upload(claims: Claims | null, target: UploadTarget, upload: Upload): Promise<{ id: string }> {
    const { bucket, key, owner, isUpsert, operation } = target;
    const file = await this.#files.write(upload.content, this.readLimit(bucket));
    const metadata: ObjectMetadata = {
      eTag: `"${file.md5}"`,
      size: file.sizeBytes,
      mimetype: upload.contentType,
      cacheControl: upload.cacheControl,
      lastModified: new Date().toISOString(),
      contentLength: file.sizeBytes,
      httpStatusCode: 200,
    };
    const row = {
      bucketId: bucket.id,
      key,
      owner,
      isUpsert,
      version: file.version,
      metadata,
      userMetadata: upload.userMetadata,
    };
    return this.#record(claims, operation, row);
  }

  /**
   * Writes the row for a file that is in place, as the role or, past the policies, as the service (null: a signed address has
   * answered for it). The file that it replaces goes afterwards.
   */
  async #record(claims: Claims | null, operation: string, row: NewRow & { version: string }): Promise<{ id: string }> {
    const id = randomUUID();
    const find = () =>
      this.#database.askAsOwner<{ id: string; version: string | null }>(
        "select id, version from storage.objects where bucket_id = $1 and name = $2",
        [row.bucketId, row.key],
      );
    try {
      const lock = `${row.bucketId}/${row.key}`;
      const before = await this.#database.run(claims ?? SERVICE, { operation, lock }, async ask => {
        const [found] = await find();
        await insertRow(ask, { ...row, id });
        return found;
      });
      await this.#files.remove([before?.version ?? null]);
      return { id: before?.id ?? id };
    } catch (error) {
      // An answer that was lost on the way may hide a commit: then the row is right, and the sweep decides about the file.
      if (!isConnectionError(error)) await this.#files.remove([row.version]);
      throw error;
    }
  }

  /** Deletes what the role may delete of these; what is not there or not theirs is not mentioned. */
  async remove(claims: Claims, bucketId: string, keys: readonly string[]): Promise<ObjectRow[]> {
    if (keys.length > MAX_DELETIONS) throw refuse.invalidRequest(`At most ${MAX_DELETIONS} objects at a time`);
    const gone = await this.#database.run(claims, { operation: "storage.object.delete_many" }, ask =>
      ask<ObjectRow>(`delete from storage.objects where bucket_id = $1 and name = any($2) returning ${COLUMNS}`, [
        bucketId,
        keys,
      ]),
    );
    await this.#files.remove(gone.map(row => row.version));
    return gone;
  }

  async move(
    claims: Claims,
    from: { bucketId: string; key: string },
    to: { bucket: Bucket; key: string },
  ): Promise<ObjectRow> {
    checkKey(to.key);
    return this.#database.run(claims, { operation: "storage.object.move" }, async ask => {
      const source = await selectOne(ask, from.bucketId, from.key);
      this.checkType(to.bucket, source.metadata?.mimetype ?? "application/octet-stream");
      if ((source.metadata?.size ?? 0) > this.readLimit(to.bucket)) throw refuse.tooLarge();
      const moved = await ask<ObjectRow>(
        `update storage.objects set bucket_id = $3, name = $4 where bucket_id = $1 and name = $2 returning ${COLUMNS}`,
        [from.bucketId, from.key, to.bucket.id, to.key],
      );
      if (moved[0] === undefined) throw refuse.accessDenied();
      return moved[0];
    });
  }

  async copy(
    claims: Claims,
    from: { bucketId: string; key: string },
    target: UploadTarget,
    userMetadata: Record<string, unknown> | null | undefined,
  ): Promise<ObjectRow> {
    const source = await this.find(claims, from.bucketId, from.key, "storage.object.copy");
    this.checkType(target.bucket, source.metadata?.mimetype ?? "application/octet-stream");
    if ((source.metadata?.size ?? 0) > this.readLimit(target.bucket)) throw refuse.tooLarge();
    await this.checkUpload(claims, target);
    const version = await this.#files.duplicate(source.version ?? "").catch((error: NodeJS.ErrnoException) => {
      throw error.code === "ENOENT" ? refuse.noSuchKey() : error;
    });
    const metadata = source.metadata && { ...source.metadata, lastModified: new Date().toISOString() };
    const row = {
      bucketId: target.bucket.id,
      key: target.key,
      owner: target.owner,
      isUpsert: target.isUpsert,
      version,
      metadata,
      userMetadata: userMetadata === undefined ? source.user_metadata : userMetadata,
    };
    await this.#record(claims, "storage.object.copy", row);
    return this.findAsOwner(target.bucket.id, target.key);
  }
}

async function selectOne(ask: Ask, bucketId: string, key: string): Promise<ObjectRow> {
  const [row] = await ask<ObjectRow>(`select ${COLUMNS} from storage.objects where bucket_id = $1 and name = $2`, [
    bucketId,
    key,
  ]);
  if (row === undefined) throw refuse.noSuchKey();
  return row;
}

type NewRow = {
  id?: string;
  bucketId: string;
  key: string;
  owner: string | null;
  isUpsert: boolean;
  version?: string;
  metadata?: ObjectMetadata | null;
  userMetadata?: Record<string, unknown> | null;
};

/** INSERT, and with an upsert SELECT and UPDATE too, are what the policies must allow. */
async function insertRow(ask: Ask, row: NewRow): Promise<void> {
  const onConflict = row.isUpsert
    ? `on conflict (bucket_id, name) do update set version = excluded.version, metadata = excluded.metadata,
         user_metadata = excluded.user_metadata, owner = excluded.owner, owner_id = excluded.owner_id`
    : "";
  await ask(
    `insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
     values ($1, $2, $3, case when $4 ~ '^[0-9a-f-]{36}$' then $4::uuid end, $4::text, $5, $6, $7) ${onConflict}`,
    [
      row.id ?? randomUUID(),
      row.bucketId,
      row.key,
      row.owner,
      row.version ?? null,
      row.metadata ?? null,
      row.userMetadata ?? null,
    ],
  );
}

function isConnectionError(error: unknown): boolean {
  const { code } = error as { code?: string };
  return (
    error instanceof Error &&
    (code === undefined || /^(E[A-Z]+|08...|57P..)$/.test(code)) &&
    error.name !== "StorageError"
  );
}
