import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Connector } from "#lib/kernel/connector.ts";
import { openHouse } from "../testing/houses.ts";
import { type HttpVendor, startHttpVendor } from "../testing/http-vendor.ts";
import { telegramFactory } from "./connector.ts";
import { createBotApi, telegramEnvironment } from "./contract-rig.ts";

let vendor: HttpVendor;
let signal: AbortSignal;
beforeAll(async () => {
  const nothing = { status: 500 };
  vendor = await startHttpVendor({
    healthy: createBotApi(),
    unauthorized: nothing,
    limited: nothing,
    broken: { status: 502, body: "<html>Bad Gateway</html>" },
    malformed: { status: 200, body: "<html>Welcome</html>" },
  });
});
afterAll(() => vendor.close());
beforeEach(() => {
  signal = AbortSignal.timeout(10_000);
});

function connect(more: Record<string, string> = {}, origin = vendor.origins.healthy): Connector {
  const connector = telegramFactory.create({ ...telegramEnvironment(origin), ...more }, openHouse);
  if (connector === null) throw new Error("it is not configured");
  return connector;
}

function send(connector: Connector, payload: object, recipient = "default") {
  return connector.execute({ kind: "chat-alert.send", recipient, payload }, { idempotencyKey: "key", signal });
}

test("A message leaves as plain text, exactly as approved, without a preview of its links.", async () => {
  const text = "5 < 6 & <b>not bold</b> https://example.com";
  const outcome = await send(connect(), { text });
  const request = vendor.received.at(-1);
  expect(request?.path).toMatch(/^\/bot123456789:[^/]+\/sendMessage$/);
  expect(JSON.parse(request?.text ?? "")).toEqual({
    chat_id: "-1001234567890",
    text,
    link_preview_options: { is_disabled: true },
  });
  expect(outcome).toMatchObject({ outcome: "accepted", vendorId: expect.stringMatching(/^-1001234567890\/\d+$/) });
});

test("A message goes to the chat it was approved for, not to the default one.", async () => {
  await send(connect(), { text: "Hello" }, "77");
  expect(JSON.parse(vendor.received.at(-1)?.text ?? "")).toMatchObject({ chat_id: "77" });
});

test("Where the product's address is known, a message ends with the page to look at.", async () => {
  await send(connect({ TELEGRAM_LINK_ORIGIN: "https://deck.example.com/" }), { text: "Sweep done", path: "/tasks" });
  expect(JSON.parse(vendor.received.at(-1)?.text ?? "").text).toBe("Sweep done\n\nhttps://deck.example.com/tasks");
});

test("A message is shown before exactly as it is sent, with the page that is added to it.", async () => {
  const connector = connect({ TELEGRAM_LINK_ORIGIN: "https://desk.example.com/" });
  const effect = {
    kind: "chat-alert.send",
    recipient: "default",
    payload: { text: "Look", path: "/approvals" },
  } as const;
  expect(connector.compose?.(effect)).toMatchObject({
    format: "chat",
    text: "Look\n\nhttps://desk.example.com/approvals",
  });
});

test("Without a default chat a message to it is refused before Telegram is asked.", async () => {
  const before = vendor.received.length;
  const outcome = await send(connect({ TELEGRAM_CHAT_ID: "" }), { text: "Hello" });
  expect(outcome).toMatchObject({ outcome: "refused", fix: expect.stringContaining("TELEGRAM_CHAT_ID") });
  expect(vendor.received).toHaveLength(before);
});

test("A refusal repeats Telegram's own words, and tells a blocked bot how to be let in.", async () => {
  expect(await send(connect(), { text: "Hello" }, "404")).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("chat not found"),
  });
  expect(await send(connect(), { text: "Hello" }, "403")).toMatchObject({
    outcome: "refused",
    fix: expect.stringContaining("press Start"),
  });
});

test("An answer that is a web page is ambiguous, whatever its status.", async () => {
  expect((await send(connect({}, vendor.origins.broken), { text: "Hello" })).outcome).toBe("ambiguous");
  expect((await send(connect({}, vendor.origins.malformed), { text: "Hello" })).outcome).toBe("ambiguous");
});

test("A check names the bot and its chat.", async () => {
  expect(await connect().check({ signal })).toEqual({
    isHealthy: true,
    message: "The bot @deck_bot is ready. Its default chat is the group Desk.",
    label: "@deck_bot to the group Desk",
  });
});

test("A token or an address that cannot work is refused by name, without repeating the token.", () => {
  const create = (more: Record<string, string>) => () => connect(more);
  expect(create({ TELEGRAM_BOT_TOKEN: "secret-without-digits" })).toThrow(/^TELEGRAM_BOT_TOKEN: copy the whole token/);
  expect(create({ TELEGRAM_BOT_TOKEN: "secret-without-digits" })).not.toThrow(/secret-without/);
  expect(create({ TELEGRAM_API_ROOT: "telegram" })).toThrow("TELEGRAM_API_ROOT");
});
