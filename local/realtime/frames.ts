/** Reads and writes Phoenix frames in both serializers of the official client (1.0.0 objects, 2.0.0 arrays and binary). */

export type Vsn = "1.0.0" | "2.0.0";

export type Frame = {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: Record<string, unknown>;
  /** What a binary frame carries instead of `payload`. */
  broadcast?: Broadcast;
};

/** A broadcast on its way out: the user's payload is JSON text, or bytes that only 2.0.0 can carry; `meta` is JSON text. */
export type Broadcast = { event: string; payload: string | Buffer; meta?: string };

const KIND_USER_BROADCAST_PUSH = 3;
const KIND_USER_BROADCAST = 4;
const ENCODING_BINARY = 0;
const ENCODING_JSON = 1;
const MAX_FIELD_BYTES = 255;

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
    if (!Array.isArray(parsed) || parsed.length < 5) return undefined;
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

/** Reads a binary broadcast of a 2.0.0 client. Its payload is JSON text that was seen to parse, or bytes. */
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
  let payload: string | Buffer = rest;
  if (encoding !== ENCODING_BINARY) {
    payload = rest.toString("utf8");
    try {
      JSON.parse(payload);
    } catch {
      return undefined;
    }
  }
  const frame = { joinRef: joinRef || null, ref: ref || null, topic, event: "broadcast", payload: {} };
  return { ...frame, broadcast: { event, payload } };
}

/** Writes a reply or a message to one client. 1.0.0 has no place for the reference of the join. */
export function encodeFrame(vsn: Vsn, frame: Frame): string {
  const { joinRef, ref, topic, event, payload } = frame;
  return vsn === "2.0.0"
    ? JSON.stringify([joinRef, ref, topic, event, payload])
    : JSON.stringify({ topic, event, payload, ref });
}

/** Writes a message to everybody on a topic. `payload` is JSON text. */
export function encodeMessage(vsn: Vsn, topic: string, event: string, payload: string): string {
  const [topicText, eventText] = [JSON.stringify(topic), JSON.stringify(event)];
  return vsn === "2.0.0"
    ? `[null,null,${topicText},${eventText},${payload}]`
    : `{"topic":${topicText},"event":${eventText},"payload":${payload},"ref":null}`;
}

/** Writes a broadcast; undefined when this serializer cannot carry it (bytes in 1.0.0). */
export function encodeBroadcast(vsn: Vsn, topic: string, broadcast: Broadcast): string | Buffer | undefined {
  const { event, payload, meta } = broadcast;
  const binary = vsn === "2.0.0" ? encodeBinary(topic, broadcast) : undefined;
  if (binary || typeof payload !== "string") return binary;
  const suffix = meta === undefined ? "" : `,"meta":${meta}`;
  const body = `{"event":${JSON.stringify(event)},"payload":${payload},"type":"broadcast"${suffix}}`;
  return encodeMessage(vsn, topic, "broadcast", body);
}

/** The binary form, which has one byte for the length of each field; undefined when a field is longer. */
function encodeBinary(topic: string, { event, payload, meta = "" }: Broadcast): Buffer | undefined {
  const fields = [Buffer.from(topic), Buffer.from(event), Buffer.from(meta)];
  if (fields.some(field => field.length > MAX_FIELD_BYTES)) return undefined;
  const encoding = typeof payload === "string" ? ENCODING_JSON : ENCODING_BINARY;
  const header = Buffer.from([KIND_USER_BROADCAST, ...fields.map(field => field.length), encoding]);
  return Buffer.concat([header, ...fields, typeof payload === "string" ? Buffer.from(payload) : payload]);
}
