/** The storage API of the embedded stack: files in the data folder, rows in PostgreSQL under the policies of storage.objects. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { StorageKeys } from "./credentials.ts";
import { StorageDatabase } from "./database.ts";
import { StorageError } from "./errors.ts";
import { Exchange } from "./exchange.ts";
import { FileStore } from "./file-store.ts";
import { StorageRoutes } from "./routes.ts";

export type StorageSettings = StorageKeys & {
  /** The login that may take the request roles. */
  databaseUrl: string;
  /** A folder of its own in the data folder. */
  folder: string;
  /** The most that any file may have; 50 MB unless given, as on a free hosted project. */
  maxBytes?: number;
  sweepIntervalMs?: number;
  /** A file younger than this is never swept. */
  sweepMinAgeMs?: number;
};

export type Storage = {
  /** Whether a request belongs here. */
  owns: (path: string) => boolean;
  /** Answers the request, whatever happens; never rejects. */
  handle: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
  /** Removes files that no row names. Returns how many. */
  sweep: () => Promise<number>;
  close: () => Promise<void>;
};

const DEFAULT_MAX_BYTES = 50 * 1024 ** 2;
const HOUR_MS = 3_600_000;
const FIRST_SWEEP_MS = 60_000;
const ALLOWED_HEADERS =
  "authorization, apikey, content-type, cache-control, x-upsert, x-metadata, x-client-info, range, if-none-match";

export async function openStorage(settings: StorageSettings): Promise<Storage> {
  const database = new StorageDatabase(settings.databaseUrl);
  const files = new FileStore(settings.folder);
  await files.open();
  const maxBytes = settings.maxBytes ?? DEFAULT_MAX_BYTES;
  const routes = new StorageRoutes(database, files, { jwtSecret: settings.jwtSecret, maxBytes });

  const sweep = async () => {
    let count = 0;
    for await (const versions of files.list(settings.sweepMinAgeMs ?? HOUR_MS)) {
      const known = await database.askAsOwner<{ version: string }>(
        "select version from storage.objects where version = any($1)",
        [versions],
      );
      const kept = new Set(known.map(row => row.version));
      const orphans = versions.filter(version => !kept.has(version));
      await files.remove(orphans);
      count += orphans.length;
    }
    return count;
  };
  let sweeping: Promise<void> = Promise.resolve();
  const sweepQuietly = () => {
    sweeping = sweep().then(
      count => {
        if (count > 0) console.log(`storage: ${count} files without a row were removed`);
      },
      error => console.error("storage: the sweep failed and will be tried again:", error),
    );
  };
  const timer = setInterval(sweepQuietly, settings.sweepIntervalMs ?? HOUR_MS);
  // Soon after the start too: a process that never lives for an hour would never sweep.
  const first = setTimeout(sweepQuietly, Math.min(FIRST_SWEEP_MS, settings.sweepIntervalMs ?? HOUR_MS));
  timer.unref();
  first.unref();

  return {
    owns: path => /^\/storage\/v1(\/|$|\?)/.test(path),
    handle: (incoming, outgoing) => answer(routes, settings, incoming, outgoing),
    sweep,
    close: async () => {
      clearInterval(timer);
      clearTimeout(first);
      await sweeping;
      await database.close();
    },
  };
}

async function answer(
  routes: StorageRoutes,
  keys: StorageKeys,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  outgoing.setHeader("access-control-allow-origin", "*");
  if (incoming.method === "OPTIONS") {
    outgoing.writeHead(204, {
      "access-control-allow-methods": "GET, POST, PUT, DELETE, HEAD, OPTIONS",
      "access-control-allow-headers": incoming.headers["access-control-request-headers"] ?? ALLOWED_HEADERS,
      "access-control-max-age": "86400",
    });
    outgoing.end();
    return;
  }
  const exchange = new Exchange(incoming, outgoing, keys);
  try {
    await routes.handle(exchange);
  } catch (error) {
    const refusal = error instanceof StorageError ? error : undefined;
    if (!refusal && !isAbort(error)) console.error("storage:", incoming.method, exchange.path, error);
    if (outgoing.headersSent || outgoing.destroyed) {
      outgoing.destroy();
      return;
    }
    exchange.answer(
      refusal?.httpStatus ?? 500,
      refusal ?? { statusCode: "500", code: "InternalError", error: "Internal", message: "Internal Server Error" },
    );
  }
  // The rest of a body that was refused is read past, so that the client comes to read the answer.
  if (!incoming.complete) incoming.resume();
}

/** The other side went away in the middle of a request. */
function isAbort(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ABORT_ERR";
}
