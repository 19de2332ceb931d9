/**
 * Copies a running PostgreSQL cluster into an empty folder through the replication protocol's BASE_BACKUP: one moment of
 * every database with its roles, and the write-ahead log that makes it whole. Works that go on are not held up.
 */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import pg from "pg";
import { type Extract, extract } from "tar-stream";
import { BackupError } from "./backup-error.ts";
import { resolveInside, writeEntry } from "./tar-files.ts";

/** The part of pg's connection that a stream of copy data needs and its types leave out. */
type StreamConnection = {
  query: (text: string) => void;
  stream: { pause: () => void; resume: () => void; destroy: () => void };
};

/** The first byte of each message of the stream. */
const message = { newArchive: 0x6e, manifest: 0x6d, data: 0x64 };

/**
 * @param url the address of a role that may replicate
 * @param folder an empty folder, which receives the cluster's files
 */
export async function copyCluster(url: string, folder: string, abort: AbortSignal): Promise<void> {
  const config: pg.ClientConfig & { replication: string } = {
    connectionString: url,
    replication: "true",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  };
  const client = new pg.Client(config);
  // What breaks the connection also fails the query that is under way, which tells it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    // Held until this connection ends: without it a checkpoint could take away log that the copy still needs.
    const slot = `backup_${randomBytes(6).toString("hex")}`;
    await client.query(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY PHYSICAL (RESERVE_WAL)`);
    const archive = extract();
    await Promise.all([receive(client, archive, abort), unpack(archive, folder)]);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function receive(client: pg.Client, archive: Extract, abort: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let connection: StreamConnection | undefined;
    let archives = 0;
    let isManifest = false;
    const fail = (error: Error) => {
      archive.destroy(error);
      // Ended hard: with its answer still coming in, it would not hear a polite end.
      connection?.stream.destroy();
      reject(error);
    };
    const take = (chunk: Buffer) => {
      const [kind] = chunk;
      if (kind === message.manifest) isManifest = true;
      if (kind === message.newArchive) {
        archives += 1;
        if (archives > 1)
          fail(new BackupError("The database uses tablespaces, which a backup cannot hold. Move them back."));
      }
      if (kind !== message.data || isManifest || archive.destroyed) return;
      // Copied, because pg reads the next message into the same memory.
      if (!archive.write(Buffer.from(chunk.subarray(1)))) connection?.stream.pause();
    };
    archive.once("error", fail);
    archive.on("drain", () => connection?.stream.resume());
    abort.addEventListener("abort", () => fail(new BackupError("It was interrupted.")), { once: true });
    client.query({
      submit: (opened: unknown) => {
        connection = opened as StreamConnection;
        connection.query("BASE_BACKUP (LABEL 'quarterdeck', CHECKPOINT 'fast', WAL true, MANIFEST 'no')");
      },
      handleCopyData: ({ chunk }: { chunk: Buffer }) => take(chunk),
      handleRowDescription: () => undefined,
      handleDataRow: () => undefined,
      handleCommandComplete: () => undefined,
      handleError: fail,
      handleReadyForQuery: () => {
        archive.end(undefined);
        resolve();
      },
    } as unknown as pg.Submittable);
  });
}

async function unpack(archive: Extract, folder: string): Promise<void> {
  for await (const entry of archive) {
    const { name, type } = entry.header;
    const target = resolveInside(folder, name);
    if (type === "directory") {
      await mkdir(target, { recursive: true, mode: 0o700 });
      entry.resume();
    } else if (type === "file") {
      await writeEntry(entry, target, false);
    } else {
      throw new BackupError(`The database's folder holds ${name}, which is a ${type}. Take it out of there.`);
    }
  }
}
