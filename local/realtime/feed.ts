/**
 * Tails realtime.messages, and the tables that decide who may hear, through a temporary logical replication slot; reconnects by itself.
 * It keeps no position: what commits while it is away is not replayed, and listeners are told about the gap instead.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { type Commit, PgoutputReader } from "./pgoutput.ts";

/** The messages, as on the hosted service, and the tables that decide who may hear them. */
const PUBLICATIONS = "supabase_realtime_messages_publication,quarterdeck_realtime_access";
const STATUS_INTERVAL_MS = 10_000;
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const RETRY_MS = 250;

/** The part of pg's connection that a replication stream needs and its types leave out. */
type StreamConnection = { query: (text: string) => void; sendCopyFromChunk: (chunk: Buffer) => void };
type CopyData = { chunk: Buffer };

export type FeedListeners = {
  onCommit: (commit: Commit) => void;
  /** The stream broke: commits may be missing from now until the next `onCommit`. */
  onGap: () => void;
};

export type Feed = { start: () => Promise<void>; stop: () => Promise<void>; isRunning: () => boolean };

/** Encodes a standby status update that confirms everything up to `position`. */
function encodeStatus(position: bigint): Buffer {
  const status = Buffer.alloc(34);
  status[0] = 0x72;
  status.writeBigUInt64BE(position, 1);
  status.writeBigUInt64BE(position, 9);
  status.writeBigUInt64BE(position, 17);
  status.writeBigUInt64BE(BigInt(Date.now() - POSTGRES_EPOCH_MS) * 1000n, 25);
  return status;
}

/** Builds a feed over `databaseUrl`, whose role needs the replication attribute. */
export function createFeed(databaseUrl: string, listeners: FeedListeners): Feed {
  let client: pg.Client | undefined;
  let isRunning = false;
  let isStopped = false;
  let retry: NodeJS.Timeout | undefined;
  let lastFailure: string | undefined;

  async function open(): Promise<void> {
    const config: pg.ClientConfig & { replication: string } = {
      connectionString: databaseUrl,
      replication: "database",
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    };
    const current = new pg.Client(config);
    client = current;
    current.on("error", error => lose(current, error));
    current.on("end", () => lose(current, new Error("the connection ended")));
    await current.connect();
    const slot = `realtime_${randomBytes(6).toString("hex")}`;
    await current.query(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput (SNAPSHOT 'nothing')`);
    stream(current, slot);
  }

  function stream(current: pg.Client, slot: string): void {
    const reader = new PgoutputReader();
    let position = 0n;
    let connection: StreamConnection | undefined;
    const confirm = () => connection?.sendCopyFromChunk(encodeStatus(position));
    const timer = setInterval(confirm, STATUS_INTERVAL_MS);
    current.once("end", () => clearInterval(timer));
    current.query({
      submit: (opened: unknown) => {
        connection = opened as StreamConnection;
        connection.query(
          `START_REPLICATION SLOT ${slot} LOGICAL 0/0 (proto_version '1', publication_names '${PUBLICATIONS}')`,
        );
        isRunning = true;
        lastFailure = undefined;
      },
      handleCopyData: ({ chunk }: CopyData) => {
        if (chunk[0] === 0x6b) {
          const end = chunk.readBigUInt64BE(1);
          if (end > position) position = end;
          if (chunk[17] === 1) confirm();
        } else if (chunk[0] === 0x77) {
          const end = chunk.readBigUInt64BE(9);
          if (end > position) position = end;
          const commit = reader.read(chunk.subarray(25));
          if (commit) listeners.onCommit(commit);
        }
      },
      handleError: (error: Error) => lose(current, error),
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => lose(current, new Error("the stream ended")),
    } as pg.Submittable);
  }

  function lose(lost: pg.Client, error: Error): void {
    if (lost !== client) return;
    client = undefined;
    const wasRunning = isRunning;
    isRunning = false;
    lost.end().catch(() => undefined);
    if (isStopped) return;
    if (error.message !== lastFailure) console.error("realtime: no feed from the database:", error.message);
    lastFailure = error.message;
    if (wasRunning) listeners.onGap();
    retry = setTimeout(reopen, RETRY_MS);
  }

  function reopen(): void {
    if (isStopped) return;
    const opening = open();
    const attempted = client;
    opening.catch(error => {
      if (attempted) lose(attempted, error);
    });
  }

  return {
    start: async () => {
      reopen();
      while (!isRunning && !isStopped) await new Promise(resolve => setTimeout(resolve, 10));
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(retry);
      const last = client;
      client = undefined;
      isRunning = false;
      await last?.end();
    },
    isRunning: () => isRunning,
  };
}
