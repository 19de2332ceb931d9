/** Reads and writes Phoenix frames in both serializers of the official client (1.0.0 objects, 2.0.0 arrays and binary). */

export type Vsn = "1.0.0" | "2.0.0";

export type Frame = {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: Record<string, unknown>;
};

/** A broadcast on its way out: the user's payload is JSON text, or bytes that only 2.0.0 can carry. */
export type Broadcast = { topic: string; event: string; payload: string | Buffer; id?: string };

const KIND_USER_BROADCAST_PUSH = 3;
const KIND_USER_BROADCAST = 4;
const ENCODING_BINARY = 0;

export function isVsn(value: string): value is Vsn {
  return value === "1.0.0" || value === "2.0.0";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toReference(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

/** Reads a text frame. Returns undefined for anything that is not one. */
export function decodeText(vsn: Vsn, text: string): Frame | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  let parts: unknown[];
  if (vsn === "2.0.0") {
    if (!Array.isArray(parsed)) return undefined;
    parts = parsed;
  } else {
    if (!isRecord(parsed)) return undefined;
    parts = [parsed.join_ref, parsed.ref, parsed.topic, parsed.event, parsed.payload];
  }
  const [joinRef, ref, topic, event, payload] = parts;
  if (typeof topic !== "string" || typeof event !== "string") return undefined;
  return {
    joinRef: toReference(joinRef),
    ref: toReference(ref),
    topic,
    event,
    payload: isRecord(payload) ? payload : {},
  };
}

/** Reads a binary broadcast of a 2.0.0 client. `payload.payload` is the parsed JSON, or a Buffer when it was sent as bytes. */
export function decodeBinary(data: Buffer): Frame | undefined {
  if (data.length < 7 || data[0] !== KIND_USER_BROADCAST_PUSH) return undefined;
  const sizes = [...data.subarray(1, 6)];
  const encoding = data[6];
  let offset = 7;
  const [joinRef = "", ref = "", topic = "", event = ""] = sizes.map(size => {
    const text = data.toString("utf8", offset, offset + size);
    offset += size;
    return text;
  });
  if (offset > data.length) return undefined;
  const rest = data.subarray(offset);
  let payload: unknown = rest;
  if (encoding !== ENCODING_BINARY) {
    try {
      payload = JSON.parse(rest.toString("utf8"));
    } catch {
      return undefined;
    }
  }
  return {
    joinRef: joinRef || null,
    ref: ref || null,
    topic,
    event: "broadcast",
    payload: { type: "broadcast", event, payload },
  };
}

/** Writes a reply, a system message or a close. */
export function encodeFrame(vsn: Vsn, frame: Frame): string {
  const { joinRef, ref, topic, event, payload } = frame;
  return vsn === "2.0.0"
    ? JSON.stringify([joinRef, ref, topic, event, payload])
    : JSON.stringify({ topic, event, payload, ref, join_ref: joinRef });
}

/** Writes a broadcast; undefined when this serializer cannot carry it (bytes in 1.0.0). */
export function encodeBroadcast(vsn: Vsn, broadcast: Broadcast): string | Buffer | undefined {
  if (typeof broadcast.payload !== "string")
    return vsn === "2.0.0" ? encodeBytes(broadcast, broadcast.payload) : undefined;
  const meta = broadcast.id ? `,"meta":{"id":${JSON.stringify(broadcast.id)}}` : "";
  const body = `{"type":"broadcast","event":${JSON.stringify(broadcast.event)},"payload":${broadcast.payload}${meta}}`;
  const topic = JSON.stringify(broadcast.topic);
  return vsn === "2.0.0"
    ? `[null,null,${topic},"broadcast",${body}]`
    : `{"topic":${topic},"event":"broadcast","payload":${body},"ref":null,"join_ref":null}`;
}

function encodeBytes(broadcast: Broadcast, payload: Buffer): Buffer | undefined {
  const topic = Buffer.from(broadcast.topic);
  const event = Buffer.from(broadcast.event);
  if (topic.length > 255 || event.length > 255) return undefined;
  const header = Buffer.from([KIND_USER_BROADCAST, topic.length, event.length, 0, ENCODING_BINARY]);
  return Buffer.concat([header, topic, event, payload]);
}
