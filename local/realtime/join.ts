/** Reads what a join asks for, and names what it may not ask of this server. */
import { randomUUID } from "node:crypto";

export type JoinRequest = {
  isPrivate: boolean;
  token: string | undefined;
  receivesOwn: boolean;
  wantsReceipt: boolean;
  /** Wants a system message once changes of the database arrive. */
  wantsReadiness: boolean;
  replay: { sinceMs: number; limit: number } | "invalid" | undefined;
  presenceKey: string;
  hasPresence: boolean;
  hasPostgresChanges: boolean;
};

const MAX_REPLAYED = 25;
const MAX_DATE_MS = 8_640_000_000_000_000;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const toRecord = (value: unknown) => (isRecord(value) ? value : {});
const toFlag = (value: unknown) => value === true || (typeof value === "string" && value.toLowerCase() === "true");
const toText = (value: unknown) => (typeof value === "string" ? value : undefined);

function readReplay(replay: unknown): JoinRequest["replay"] {
  if (!isRecord(replay)) return undefined;
  const { since, limit = MAX_REPLAYED } = replay;
  if (typeof since !== "number" || !Number.isInteger(since) || Math.abs(since) > MAX_DATE_MS) return "invalid";
  if (typeof limit !== "number" || !Number.isInteger(limit)) return "invalid";
  return { sinceMs: since, limit: Math.max(1, Math.min(limit, MAX_REPLAYED)) };
}

/** Reads the payload of a join. What it does not understand counts as not asked for. */
export function readJoin(payload: Record<string, unknown>): JoinRequest {
  const config = toRecord(payload.config);
  const broadcast = toRecord(config.broadcast);
  const presence = toRecord(config.presence);
  return {
    isPrivate: toFlag(config.private),
    token: toText(payload.access_token) ?? toText(payload.user_token),
    receivesOwn: toFlag(broadcast.self),
    wantsReceipt: toFlag(broadcast.ack),
    wantsReadiness: toFlag(broadcast.replication_ready),
    replay: readReplay(broadcast.replay),
    presenceKey: presence.key == null || presence.key === "" ? randomUUID() : String(presence.key),
    hasPresence: toFlag(presence.enabled),
    hasPostgresChanges: Array.isArray(config.postgres_changes) && config.postgres_changes.some(isRecord),
  };
}

/** Why this server refuses a join before it asks anybody; undefined when it may go on. */
export function findRefusal(request: JoinRequest): string | undefined {
  if (!request.isPrivate) return "PrivateOnly: This project only allows private channels";
  if (request.hasPostgresChanges) {
    return "UnsupportedPostgresChanges: Broadcast from the database instead (realtime.broadcast_changes)";
  }
  if (request.replay === "invalid") return "UnableToReplayMessages: Replay params are not valid";
  return undefined;
}
