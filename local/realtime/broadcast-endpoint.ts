/** Broadcasts over HTTP: one message by its address, or a batch; a private topic is spoken on only with the right to. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Claims, resolveClaims, TokenError } from "./claims.ts";
import type { RealtimeContext } from "./context.ts";
import type { Broadcast } from "./frames.ts";
import { isRecord } from "./join.ts";
import { isPayloadWithin } from "./limits.ts";

const PATH = "/realtime/v1/api/broadcast";
const SINGLE = /^\/realtime\/v1\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/;
const MAX_BODY_BYTES = 8_000_000;

type Answer = { status: number; body?: unknown };
type Message = { topic: string; event: string; payload: string; isPrivate: boolean };
type Faults = Record<string, string[]>;

const refuse = (status: number, message: string): Answer => ({ status, body: { message } });

/** Answers a request for the broadcast endpoint. Returns false when the address is another's. */
export function answerBroadcast(
  context: RealtimeContext,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  const url = new URL(incoming.url ?? "/", "http://localhost");
  const single = SINGLE.exec(url.pathname);
  if (url.pathname !== PATH && !single) return false;
  answer(context, incoming, url, single)
    .catch((error: unknown) => {
      console.error("realtime: a broadcast over HTTP failed:", error);
      return refuse(500, "Unable to authorize broadcast");
    })
    .then(({ status, body }) => {
      outgoing.setHeader("access-control-allow-origin", "*");
      if (incoming.method === "OPTIONS") {
        const asked = incoming.headers["access-control-request-headers"] ?? "authorization, apikey, content-type";
        outgoing.setHeader("access-control-allow-headers", asked);
        outgoing.setHeader("access-control-allow-methods", "POST, OPTIONS");
      }
      if (body !== undefined) outgoing.setHeader("content-type", "application/json");
      outgoing.writeHead(status).end(body === undefined ? "" : JSON.stringify(body));
    });
  return true;
}

async function answer(
  context: RealtimeContext,
  incoming: IncomingMessage,
  url: URL,
  single: RegExpExecArray | null,
): Promise<Answer> {
  if (incoming.method === "OPTIONS") return { status: 204 };
  if (incoming.method !== "POST") return refuse(404, "Not Found");
  const type = incoming.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "application/json";
  const isBytes = single !== null && type === "application/octet-stream";
  if (!isBytes && type !== "application/json") {
    return { status: 415, body: { error: "Unsupported Media Type. Use application/json or application/octet-stream" } };
  }
  if (context.rates.events.isExceeded) return refuse(429, "Too many requests");
  const claims = readClaims(context, incoming);
  if (!claims) return refuse(401, "Unauthorized");
  const body = await readBody(incoming);
  if (!body) return refuse(413, "Request Entity Too Large");
  if (single) {
    const [topic, event] = single.slice(1).map(decodePart);
    if (!topic || !event) return refuse(400, "Bad Request");
    const isPrivate = url.searchParams.get("private") === "true";
    return answerSingle(context, claims, { topic, event, isPrivate }, isBytes ? body : body.toString("utf8"));
  }
  return answerBatch(context, claims, body.toString("utf8"));
}

function readClaims({ keys }: RealtimeContext, { headers }: IncomingMessage): Claims | undefined {
  const token = /^bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const apiKey = typeof headers.apikey === "string" ? headers.apikey : "";
  try {
    return resolveClaims(token ?? apiKey, apiKey || (token ?? ""), keys, Date.now());
  } catch (error) {
    if (error instanceof TokenError) return undefined;
    throw error;
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    // The rest is read and dropped: a connection that is cut carries no answer.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function send({ channels, gate, rates }: RealtimeContext, topic: string, broadcast: Broadcast): void {
  rates.events.add();
  gate.pass(() => channels.broadcast(topic, broadcast));
}

async function answerSingle(
  context: RealtimeContext,
  claims: Claims,
  { topic, event, isPrivate }: Omit<Message, "payload">,
  payload: string | Buffer,
): Promise<Answer> {
  const { authorization, limits } = context;
  if (typeof payload === "string" && !parseJson(payload)) return refuse(400, "Bad Request");
  if (!isPayloadWithin(limits, Buffer.byteLength(payload))) {
    return { status: 422, body: { errors: { payload: ["Payload size exceeds tenant limit"] } } };
  }
  // Nobody can have joined a public channel here.
  if (!isPrivate) return { status: 202 };
  const { broadcast: maySpeak } = await authorization.findWritable(claims, topic);
  if (!maySpeak) return refuse(403, "Unauthorized");
  send(context, topic, { event, payload });
  return { status: 202 };
}

/** As on the hosted service, what may not be said on a private topic is left out without a word. */
async function answerBatch(context: RealtimeContext, claims: Claims, text: string): Promise<Answer> {
  const { authorization, limits, rates } = context;
  const parsed = parseJson(text);
  if (!parsed) return refuse(400, "Bad Request");
  const asked = isRecord(parsed.value) ? parsed.value.messages : undefined;
  if (!Array.isArray(asked)) return { status: 422, body: { errors: { messages: ["can't be blank"] } } };
  const read = asked.map(item => readMessage(context, item));
  if (read.some(({ faults }) => Object.keys(faults).length > 0)) {
    return { status: 422, body: { errors: { messages: read.map(({ faults }) => faults) } } };
  }
  if (rates.events.average > limits.maxEventsPerSecond) return refuse(429, "You have exceeded your rate limit");
  if (read.length + rates.events.average > limits.maxEventsPerSecond) {
    return refuse(429, "Too many messages to broadcast, please reduce the batch size");
  }
  const messages = read.map(({ message }) => message).filter(message => message.isPrivate);
  const topics = [...new Set(messages.map(message => message.topic))];
  const allowed = await Promise.all(topics.map(topic => authorization.findWritable(claims, topic)));
  for (const { topic, event, payload } of messages) {
    if (allowed[topics.indexOf(topic)]?.broadcast) send(context, topic, { event, payload });
  }
  return { status: 202 };
}

function readMessage({ limits }: RealtimeContext, item: unknown): { message: Message; faults: Faults } {
  const { topic, event, payload, private: isPrivate } = isRecord(item) ? item : {};
  const faults: Faults = {};
  const readText = (name: string, value: unknown) => {
    if (typeof value === "string" && value.trim() !== "") return value;
    faults[name] = [value == null || typeof value === "string" ? "can't be blank" : "is invalid"];
    return "";
  };
  const message = { topic: readText("topic", topic), event: readText("event", event), isPrivate: isPrivate === true };
  const text = JSON.stringify(payload ?? null);
  if (payload == null) faults.payload = ["can't be blank"];
  else if (!isRecord(payload)) faults.payload = ["is invalid"];
  else if (!isPayloadWithin(limits, Buffer.byteLength(text))) faults.payload = ["Payload size exceeds tenant limit"];
  return { message: { ...message, payload: text }, faults };
}
