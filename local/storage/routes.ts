/** The addresses of the storage API, as storage-js calls them; names what it does not offer. */
import { Buckets } from "./buckets.ts";
import type { StorageDatabase } from "./database.ts";
import { sendObject } from "./download.ts";
import { refuse } from "./errors.ts";
import { decodePath, type Exchange } from "./exchange.ts";
import type { FileStore } from "./file-store.ts";
import { listFolder, listPage } from "./listing.ts";
import { checkKey } from "./names.ts";
import { type ObjectRow, Objects, type UploadTarget } from "./objects.ts";
import { AddressSigner } from "./signed-token.ts";
import { openUploadBody } from "./upload-body.ts";

const UPLOAD_ADDRESS_SECONDS = 2 * 3600;
const LONGEST_ADDRESS_SECONDS = 365 * 24 * 3600;
/** What a form adds to its file at most, for refusing by the declared length. */
const FORM_OVERHEAD_BYTES = 128 * 1024;

type Handler = (exchange: Exchange, bucketId: string, key: string) => Promise<void>;
type Route = { method: string; pattern: RegExp; handle: Handler };

const NOT_OFFERED: [RegExp, string][] = [
  [/^\/upload\/resumable/, "Resumable upload"],
  [/^\/render\/image/, "Image transformation"],
  [/^\/s3(\/|$)/, "The S3 protocol"],
  [/^\/cdn\//, "A content delivery network"],
  [/^\/(iceberg|vector)/, "Analytics and vector storage"],
];

export class StorageRoutes {
  readonly #database: StorageDatabase;
  readonly #files: FileStore;
  readonly #buckets: Buckets;
  readonly #objects: Objects;
  readonly #signer: AddressSigner;
  readonly #routes: Route[];

  constructor(database: StorageDatabase, files: FileStore, options: { jwtSecret: string; maxBytes: number }) {
    this.#database = database;
    this.#files = files;
    this.#buckets = new Buckets(database, files, options.maxBytes);
    this.#objects = new Objects(database, files, options.maxBytes);
    this.#signer = new AddressSigner(options.jwtSecret);
    const on = (method: string, pattern: RegExp, handle: Handler): Route => ({ method, pattern, handle });
    this.#routes = [
      on("GET", /^\/status$/, async exchange => exchange.answer(200, { status: "ok" })),
      on("GET", /^\/bucket$/, async exchange =>
        exchange.answer(200, await this.#buckets.list(exchange.caller, exchange.query)),
      ),
      on("POST", /^\/bucket$/, exchange => this.#createBucket(exchange)),
      on("POST", /^\/bucket\/([^/]+)\/empty$/, async (exchange, bucketId) => {
        await this.#buckets.empty(exchange.caller, bucketId);
        exchange.answer(200, { message: "Successfully emptied" });
      }),
      on("GET", /^\/bucket\/([^/]+)$/, async (exchange, bucketId) =>
        exchange.answer(200, await this.#buckets.get(exchange.caller, bucketId)),
      ),
      on("PUT", /^\/bucket\/([^/]+)$/, async (exchange, bucketId) => {
        await this.#buckets.change(exchange.caller, bucketId, await exchange.readJson());
        exchange.answer(200, { message: "Successfully updated" });
      }),
      on("DELETE", /^\/bucket\/([^/]+)$/, async (exchange, bucketId) => {
        await this.#buckets.delete(exchange.caller, bucketId);
        exchange.answer(200, { message: "Successfully deleted" });
      }),
      on("POST", /^\/object\/list\/([^/]+)$/, async (exchange, bucketId) =>
        exchange.answer(200, await listFolder(this.#database, exchange.caller, bucketId, await exchange.readJson())),
      ),
      on("POST", /^\/object\/list-v2\/([^/]+)$/, async (exchange, bucketId) =>
        exchange.answer(200, await listPage(this.#database, exchange.caller, bucketId, await exchange.readJson())),
      ),
      on("POST", /^\/object\/(move|copy)$/, (exchange, verb) => this.#relocate(exchange, verb)),
      on("POST", /^\/object\/sign\/([^/]+)$/, (exchange, bucketId) => this.#signMany(exchange, bucketId)),
      on("POST", /^\/object\/sign\/([^/]+)\/(.+)$/, (...given) => this.#sign(...given)),
      on("GET", /^\/object\/sign\/([^/]+)\/(.+)$/, (...given) => this.#sendSigned(...given)),
      on("POST", /^\/object\/upload\/sign\/([^/]+)\/(.+)$/, (...given) => this.#signUpload(...given)),
      on("PUT", /^\/object\/upload\/sign\/([^/]+)\/(.+)$/, (...given) => this.#uploadSigned(...given)),
      on("GET", /^\/object\/info\/public\/([^/]+)\/(.+)$/, async (exchange, bucketId, key) =>
        exchange.answer(200, describeObject(await this.#findPublic(bucketId, key))),
      ),
      on("GET", /^\/object\/info\/(?:authenticated\/)?([^/]+)\/(.+)$/, async (exchange, bucketId, key) =>
        exchange.answer(200, describeObject(await this.#findReadable(exchange, bucketId, key))),
      ),
      on("GET", /^\/object\/public\/([^/]+)\/(.+)$/, async (exchange, bucketId, key) =>
        this.#send(exchange, await this.#findPublic(bucketId, key)),
      ),
      on("GET", /^\/object\/(?:authenticated\/)?([^/]+)\/(.+)$/, async (exchange, bucketId, key) =>
        this.#send(exchange, await this.#findReadable(exchange, bucketId, key)),
      ),
      on("POST", /^\/object\/([^/]+)\/(.+)$/, (exchange, bucketId, key) =>
        this.#upload(exchange, bucketId, key, exchange.isUpsert),
      ),
      on("PUT", /^\/object\/([^/]+)\/(.+)$/, (exchange, bucketId, key) => this.#upload(exchange, bucketId, key, true)),
      on("DELETE", /^\/object\/([^/]+)\/(.+)$/, async (exchange, bucketId, key) => {
        const gone = await this.#objects.remove(exchange.caller, bucketId, [key]);
        if (gone.length === 0) throw refuse.noSuchKey();
        exchange.answer(200, { message: "Successfully deleted" });
      }),
      on("DELETE", /^\/object\/([^/]+)$/, async (exchange, bucketId) => {
        const { prefixes } = await exchange.readJson();
        const keys = Array.isArray(prefixes) ? prefixes.filter(key => typeof key === "string") : [];
        exchange.answer(200, (await this.#objects.remove(exchange.caller, bucketId, keys)).map(hideVersion));
      }),
    ];
  }

  async handle(exchange: Exchange): Promise<void> {
    const missing = NOT_OFFERED.find(([pattern]) => pattern.test(exchange.path));
    if (missing) throw refuse.notSupported(missing[1]);
    const method = exchange.method === "HEAD" ? "GET" : exchange.method;
    for (const route of this.#routes) {
      const found = route.method === method ? route.pattern.exec(exchange.path) : null;
      if (found) return route.handle(exchange, decodePath(found[1] ?? ""), decodePath(found[2] ?? ""));
    }
    exchange.answer(404, {
      statusCode: 404,
      error: "Not Found",
      message: `Route ${exchange.method}:${exchange.path} not found`,
    });
  }

  async #createBucket(exchange: Exchange): Promise<void> {
    const { id, name, ...wish } = await exchange.readJson();
    exchange.answer(200, { name: await this.#buckets.create(exchange.caller, id, name, wish) });
  }

  async #upload(exchange: Exchange, bucketId: string, key: string, isUpsert: boolean): Promise<void> {
    const { caller, owner } = exchange;
    const operation = exchange.method === "PUT" ? "storage.object.upload_update" : "storage.object.upload";
    const target = { bucket: await this.#buckets.find(bucketId), key: checkKey(key), owner, isUpsert, operation };
    await this.#objects.checkUpload(caller, target);
    const { id } = await this.#store(exchange, target, caller);
    exchange.answer(200, { Id: id, Key: `${bucketId}/${key}` });
  }

  async #uploadSigned(exchange: Exchange, bucketId: string, key: string): Promise<void> {
    const token = exchange.query.get("token") ?? "";
    const grant = this.#signer.verify(token, `${bucketId}/${key}`, "upload");
    const target = {
      bucket: await this.#buckets.find(bucketId),
      key,
      owner: grant.owner ?? null,
      isUpsert: grant.upsert === true,
      operation: "storage.object.upload_signed",
    };
    await this.#store(exchange, target, null);
    exchange.answer(200, { Key: `${bucketId}/${key}` });
  }

  async #store(exchange: Exchange, target: UploadTarget, caller: Exchange["caller"] | null): Promise<{ id: string }> {
    const body = await openUploadBody(exchange.incoming);
    this.#objects.checkType(target.bucket, body.contentType);
    const slack = body.isForm ? FORM_OVERHEAD_BYTES : 0;
    if ((body.declaredBytes ?? 0) > this.#objects.readLimit(target.bucket) + slack) throw refuse.tooLarge();
    return this.#objects.upload(caller, target, body);
  }

  async #relocate(exchange: Exchange, verb: string): Promise<void> {
    const { bucketId, sourceKey, destinationKey, destinationBucket, ...more } = await exchange.readJson();
    const from = { bucketId: String(bucketId ?? ""), key: String(sourceKey ?? "") };
    const bucket = await this.#buckets.find(String(destinationBucket ?? bucketId ?? ""));
    const key = checkKey(destinationKey);
    if (verb === "move") {
      const moved = await this.#objects.move(exchange.caller, from, { bucket, key });
      exchange.answer(200, { message: "Successfully moved", Id: moved.id, Key: `${bucket.id}/${key}` });
      return;
    }
    const { owner, isUpsert } = exchange;
    const target = { bucket, key, owner, isUpsert, operation: "storage.object.copy" };
    const metadata =
      more.copyMetadata === false ? ((more.metadata as Record<string, unknown> | undefined) ?? null) : undefined;
    const copy = await this.#objects.copy(exchange.caller, from, target, metadata);
    exchange.answer(200, { Id: copy.id, Key: `${bucket.id}/${key}`, ...hideVersion(copy) });
  }

  async #sign(exchange: Exchange, bucketId: string, key: string): Promise<void> {
    const expiresIn = readExpiry((await exchange.readJson()).expiresIn);
    await this.#objects.find(exchange.caller, bucketId, key, "storage.object.sign");
    exchange.answer(200, { signedURL: this.#signAddress(bucketId, key, expiresIn) });
  }

  async #signMany(exchange: Exchange, bucketId: string): Promise<void> {
    const body = await exchange.readJson();
    const expiresIn = readExpiry(body.expiresIn);
    const paths = Array.isArray(body.paths) ? body.paths.filter(path => typeof path === "string") : [];
    const seen = await this.#database.run(exchange.caller, { operation: "storage.object.sign_many" }, ask =>
      ask<{ name: string }>("select name from storage.objects where bucket_id = $1 and name = any($2)", [
        bucketId,
        paths,
      ]),
    );
    const names = new Set(seen.map(row => row.name));
    exchange.answer(
      200,
      paths.map(path => ({
        error: names.has(path) ? null : "Either the object does not exist or you do not have access to it",
        path,
        signedURL: names.has(path) ? this.#signAddress(bucketId, path, expiresIn) : null,
      })),
    );
  }

  #signAddress(bucketId: string, key: string, expiresIn: number): string {
    const url = `${bucketId}/${key}`;
    return `/object/sign/${url}?token=${this.#signer.sign({ url, intent: "download" }, expiresIn)}`;
  }

  async #signUpload(exchange: Exchange, bucketId: string, key: string): Promise<void> {
    const { owner, isUpsert } = exchange;
    const operation = "storage.object.sign_upload_url";
    const target = { bucket: await this.#buckets.find(bucketId), key: checkKey(key), owner, isUpsert, operation };
    await this.#objects.checkUpload(exchange.caller, target);
    const grant = {
      url: `${bucketId}/${key}`,
      intent: "upload" as const,
      upsert: isUpsert,
      ...(owner ? { owner } : {}),
    };
    const token = this.#signer.sign(grant, UPLOAD_ADDRESS_SECONDS);
    exchange.answer(200, { url: `/object/upload/sign/${bucketId}/${key}?token=${token}`, token });
  }

  async #sendSigned(exchange: Exchange, bucketId: string, key: string): Promise<void> {
    this.#signer.verify(exchange.query.get("token") ?? "", `${bucketId}/${key}`, "download");
    await this.#send(exchange, await this.#objects.findAsOwner(bucketId, key));
  }

  async #send(exchange: Exchange, row: ObjectRow): Promise<void> {
    const wish = { downloadAs: readDownloadName(exchange.query) };
    try {
      await sendObject(this.#files, row, exchange.incoming, exchange.outgoing, wish);
    } catch (error) {
      // Replaced between reading the row and opening the file: the row now names another one.
      const again = await this.#objects.findAsOwner(row.bucket_id, row.name);
      if (again.version === row.version || exchange.outgoing.headersSent) throw error;
      await sendObject(this.#files, again, exchange.incoming, exchange.outgoing, wish);
    }
  }

  async #findPublic(bucketId: string, key: string): Promise<ObjectRow> {
    if (!(await this.#buckets.find(bucketId)).public) throw refuse.noSuchBucket();
    return this.#objects.findAsOwner(bucketId, key);
  }

  /** A public bucket's objects need no policy to be read by their name. */
  async #findReadable(exchange: Exchange, bucketId: string, key: string): Promise<ObjectRow> {
    const { caller } = exchange;
    const bucket = await this.#buckets.find(bucketId);
    if (bucket.public) return this.#objects.findAsOwner(bucketId, key);
    return this.#objects.find(caller, bucketId, key, "storage.object.get_authenticated");
  }
}

/** The client encodes a signed address as a whole, and the name in it a second time. */
function readDownloadName(query: URLSearchParams): string | null {
  const name = query.get("download");
  return name !== null && /%[0-9a-f]{2}/i.test(name) ? decodePath(name) : name;
}

function readExpiry(value: unknown): number {
  const isValid =
    typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LONGEST_ADDRESS_SECONDS;
  if (!isValid) throw refuse.invalidRequest("body/expiresIn must be a whole number of seconds, from 1 to a year");
  return value;
}

function hideVersion({
  version: _,
  user_metadata: _metadata,
  ...row
}: ObjectRow): Omit<ObjectRow, "version" | "user_metadata"> {
  return row;
}

function describeObject(row: ObjectRow): Record<string, unknown> {
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    bucket_id: row.bucket_id,
    size: row.metadata?.size ?? null,
    content_type: row.metadata?.mimetype ?? null,
    cache_control: row.metadata?.cacheControl ?? null,
    etag: row.metadata?.eTag ?? null,
    metadata: row.user_metadata ?? {},
    last_modified: row.metadata?.lastModified ?? row.updated_at,
    created_at: row.created_at,
  };
}
