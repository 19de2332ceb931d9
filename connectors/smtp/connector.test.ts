import { afterEach, describe, expect, test } from "vitest";
import type { Clock } from "#lib/core/clock.ts";
import type { Effect, EffectOutcome } from "#lib/kernel/connector.ts";
import { expectConsole } from "#testing/console.ts";
import { findClosedPort } from "../testing/closed-port.ts";
import { openHouse } from "../testing/houses.ts";
import { createSmtpConnector } from "./connector.ts";
import type { SmtpTimeouts } from "./conversation.ts";
import { type MailServer, type Script, startMailServer, startScriptedServer } from "./testing/mail-server.ts";

const now = new Date("2026-11-20T09:00:00Z");
const clock: Clock = { now: () => now, random: () => 0.5, reach: () => undefined };
const from = "Ada Lovelace <ada@example.com>";
const house = openHouse;
const patient = { connectMs: 5_000, greetingMs: 5_000, socketMs: 5_000 };
const impatient = { connectMs: 600, greetingMs: 600, socketMs: 600 };
const effect: Effect = {
  kind: "email.send",
  recipient: "bob@example.org",
  payload: { subject: "Hello", text: "Good morning,\n.\nbye", replyTo: "sales@example.com" },
};
const closing: (() => Promise<void>)[] = [];
const builtInCertificate = /built-in default TLS certificate/;

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function startServer(options?: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  const server = await startMailServer(options);
  closing.push(server.close);
  return server;
}

function connectTo(
  port: number,
  more: { credentials?: string; scheme?: string; host?: string; timeouts?: SmtpTimeouts } = {},
) {
  const { credentials = "", scheme = "smtp", host = "127.0.0.1", timeouts = patient } = more;
  return createSmtpConnector({ url: `${scheme}://${credentials}${host}:${port}`, from, house, timeouts, clock });
}

function send(port: number, more: Parameters<typeof connectTo>[1] & { effect?: Effect; signal?: AbortSignal } = {}) {
  const options = { idempotencyKey: "delivery-1", signal: more.signal ?? new AbortController().signal };
  return connectTo(port, more).execute(more.effect ?? effect, options);
}

async function sendByScript(script: Script): Promise<{ outcome: EffectOutcome; dots: number; tookMs: number }> {
  const server = await startScriptedServer(script);
  closing.push(server.close);
  const startedAt = performance.now();
  const timeouts = Object.values(script).includes("hang") ? impatient : patient;
  const outcome = await send(server.port, { timeouts });
  return { outcome, dots: server.dotsSeen(), tookMs: performance.now() - startedAt };
}

function refuseWith(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

describe("an accepted e-mail", () => {
  test("arrives once with its text, reply address and delivery reference", async () => {
    const server = await startServer();
    const outcome = await send(server.port);
    expect(outcome).toMatchObject({
      outcome: "accepted",
      vendorId: expect.stringMatching(/^<[0-9a-f-]{36}@example\.com>$/),
    });
    expect(server.received).toHaveLength(1);
    const mail = server.received[0];
    expect(mail?.recipients).toEqual(["bob@example.org"]);
    expect(mail?.raw).toContain("From: Ada Lovelace <ada@example.com>\r\n");
    expect(mail?.raw).toContain("Reply-To: sales@example.com\r\n");
    expect(mail?.raw).toContain("X-Quarterdeck-Delivery: delivery-1\r\n");
    expect(mail?.raw).toContain("Content-Type: text/plain; charset=utf-8\r\n");
    expect(mail?.raw).toContain("\r\n\r\nGood morning,\r\n.\r\nbye");
    if (outcome.outcome === "accepted") {
      expect(mail?.raw).toContain(`Message-ID: ${outcome.vendorId}\r\n`);
      expect(outcome.evidence).toMatchObject({ messageId: outcome.vendorId, response: expect.stringMatching(/^250 /) });
    }
  });

  test("is shown before as it arrives: sender, reader, reply address, subject and text", async () => {
    const server = await startServer();
    await send(server.port);
    const [mail] = server.received;
    const shown = connectTo(server.port).compose?.(effect);
    expect(shown).toMatchObject({ format: "email", additions: [] });
    for (const [header, value] of Object.entries({ from, to: "bob@example.org", subject: "Hello" }))
      expect(shown).toHaveProperty(header, value);
    expect(mail?.raw).toContain(`From: ${from}`);
    expect(mail?.raw).toContain("To: bob@example.org");
    expect(mail?.raw).toContain("Reply-To: sales@example.com");
    expect(shown).toMatchObject({ reply_to: "sales@example.com", text: "Good morning,\n.\nbye" });
  });

  test("carries the same Message-ID for the same key and another for another key", async () => {
    const server = await startServer();
    const connector = connectTo(server.port);
    const signal = new AbortController().signal;
    const outcomes = [
      await connector.execute(effect, { idempotencyKey: "a", signal }),
      await connector.execute(effect, { idempotencyKey: "a", signal }),
      await connector.execute(effect, { idempotencyKey: "b", signal }),
    ];
    const ids = outcomes.map(outcome => (outcome.outcome === "accepted" ? outcome.vendorId : outcome.outcome));
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test("is sent signed in when the address holds credentials", async () => {
    const server = await startServer();
    expect(await send(server.port, { credentials: "ada:pass%40word@" })).toMatchObject({ outcome: "accepted" });
    expect(server.received[0]?.user).toBe("ada");
  });

  test("may use a local server's own certificate", async () => {
    expectConsole("error", builtInCertificate);
    const server = await startServer({ disabledCommands: [] });
    expect(await send(server.port)).toMatchObject({ outcome: "accepted" });
  });
});

describe("a refused e-mail", () => {
  test("is refused in a moment when the mail server is stopped", async () => {
    const startedAt = performance.now();
    const outcome = await send(await findClosedPort());
    expect(outcome).toMatchObject({
      outcome: "refused",
      evidence: { systemCode: "ECONNREFUSED", hasBegunData: false },
    });
    if (outcome.outcome === "refused")
      expect(outcome.fix).toMatch(/^Nothing was sent\. Make sure the mail server runs/);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test("is refused when no server has that name", async () => {
    const outcome = await send(25, { host: "mail.invalid" });
    expect(outcome).toMatchObject({
      outcome: "refused",
      fix: expect.stringContaining("SMTP_URL"),
      evidence: { hasBegunData: false },
    });
  });

  test("is refused when the connection cannot be made secure", async () => {
    const server = await startServer();
    const outcome = await send(server.port, { scheme: "smtps" });
    expect(outcome).toMatchObject({
      outcome: "refused",
      fix: expect.stringContaining("port 465"),
      evidence: { hasBegunData: false },
    });
    expect(server.received).toHaveLength(0);
  });

  test("never trusts an unknown certificate of a server that is not on this machine", async () => {
    expectConsole("error", builtInCertificate);
    const server = await startServer({ disabledCommands: [] });
    const outcome = await send(server.port, { host: "0.0.0.0" });
    expect(outcome).toMatchObject({ outcome: "refused", fix: expect.stringContaining("valid certificate") });
    expect(server.received).toHaveLength(0);
  });

  test("never shows a password to a server elsewhere that offers no encryption", async () => {
    let hasSeenPassword = false;
    const server = await startServer({
      onAuth: (_auth, _session, done) => {
        hasSeenPassword = true;
        done(null, { user: "ada" });
      },
    });
    const outcome = await send(server.port, { host: "0.0.0.0", credentials: "ada:canary-password@" });
    expect(outcome).toMatchObject({ outcome: "refused" });
    expect(hasSeenPassword).toBe(false);
  });

  test("is refused on a wrong password, without repeating it even when the server does", async () => {
    const server = await startServer({
      onAuth: (auth, _session, done) => done(refuseWith(535, `wrong password ${auth.password}`)),
    });
    const outcome = await send(server.port, { credentials: "ada:canary-password@" });
    expect(outcome).toMatchObject({
      outcome: "refused",
      fix: expect.stringContaining("user name and password in SMTP_URL"),
    });
    expect(JSON.stringify(outcome)).not.toContain("canary-password");
    expect(JSON.stringify(outcome)).toContain("[hidden]");
  });

  test("is refused when the server offers no sign-in but credentials are set", async () => {
    const server = await startServer({ disabledCommands: ["AUTH", "STARTTLS"] });
    const outcome = await send(server.port, { credentials: "ada:secret@" });
    expect(outcome).toMatchObject({ outcome: "refused", fix: expect.stringContaining("remove the user name") });
  });

  test.each([
    [
      "the sender",
      { onMailFrom: (_a: unknown, _s: unknown, done: (e: Error) => void) => done(refuseWith(550, "not you")) },
      "SMTP_FROM",
    ],
    [
      "the recipient",
      { onRcptTo: (_a: unknown, _s: unknown, done: (e: Error) => void) => done(refuseWith(550, "no such user")) },
      "recipient's address",
    ],
  ])("is refused when the server turns down %s", async (_what, options, fix) => {
    const server = await startServer(options);
    expect(await send(server.port)).toMatchObject({
      outcome: "refused",
      fix: expect.stringContaining(fix),
      evidence: { hasBegunData: false },
    });
  });

  test("is refused when the server turns down the content after the final dot", async () => {
    const { outcome, dots } = await sendByScript({ DOT: "554 5.7.1 looks like spam" });
    expect(dots).toBe(1);
    expect(outcome).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("looks like spam"),
      fix: expect.stringContaining("change the message"),
    });
  });

  test("is refused as too long when it exceeds what the server accepts", async () => {
    const server = await startServer({ size: 200 });
    expect(await send(server.port)).toMatchObject({ outcome: "refused", fix: expect.stringContaining("Shorten") });
  });

  test.each(["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"] as const)(
    "is refused when the connection is cut at %s",
    async step => {
      const { outcome, dots } = await sendByScript({ [step]: "cut" });
      expect(dots).toBe(0);
      expect(outcome).toMatchObject({ outcome: "refused", evidence: { hasBegunData: false } });
    },
  );

  test.each(["CONNECT", "EHLO", "RCPT", "DATA"] as const)(
    "is refused within its timeout when the server falls silent at %s",
    async step => {
      const { outcome, tookMs } = await sendByScript({ [step]: "hang" });
      expect(outcome).toMatchObject({
        outcome: "refused",
        reason: expect.stringContaining("in time"),
        evidence: { hasBegunData: false },
      });
      expect(tookMs).toBeLessThan(2_000);
    },
  );
});

describe("a deferred e-mail", () => {
  test.each([
    ["CONNECT", "421 too busy", 5],
    ["RCPT", "450 4.2.1 mailbox busy", 5],
    ["RCPT", "451 4.7.1 Greylisted, try again in 300 seconds", 5],
    ["RCPT", "452 4.5.3 quota: come back in 2 hours", 120],
    ["DATA", "421 4.3.2 shutting down, retry after 10 min", 10],
    ["DOT", "451 4.3.0 try later", 5],
    ["DOT", "421 4.3.0 closing", 5],
  ] as const)("waits when %s is answered with %s", async (step, reply, minutes) => {
    const { outcome } = await sendByScript({ [step]: reply });
    expect(outcome).toMatchObject({ outcome: "rate-limited", until: new Date(now.getTime() + minutes * 60_000) });
  });
});

describe("an e-mail whose fate is unknown", () => {
  test("is ambiguous when the connection is cut right after the final dot", async () => {
    const { outcome, dots } = await sendByScript({ DOT: "cut" });
    expect(dots).toBe(1);
    expect(outcome).toMatchObject({ outcome: "ambiguous", evidence: { hasBegunData: true } });
  });

  test("is ambiguous when the server falls silent after the final dot", async () => {
    const { outcome, dots, tookMs } = await sendByScript({ DOT: "hang" });
    expect(dots).toBe(1);
    expect(tookMs).toBeLessThan(2_000);
    expect(outcome).toMatchObject({ outcome: "ambiguous", evidence: { code: "ETIMEDOUT", hasBegunData: true } });
  });

  test("is ambiguous when the answer to the final dot makes no sense", async () => {
    expect((await sendByScript({ DOT: "hello there" })).outcome).toMatchObject({ outcome: "ambiguous" });
  });

  test("is ambiguous when it is stopped while the server decides", async () => {
    const server = await startScriptedServer({ DOT: "hang" });
    closing.push(server.close);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const outcome = await send(server.port, { signal: controller.signal });
    expect(server.dotsSeen()).toBe(1);
    expect(outcome).toMatchObject({ outcome: "ambiguous", evidence: { code: "ABORTED", hasBegunData: true } });
  });
});

describe("stopping", () => {
  test("before anything was sent is refused at once and says so", async () => {
    const server = await startScriptedServer({ CONNECT: "hang" });
    closing.push(server.close);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const startedAt = performance.now();
    const outcome = await send(server.port, { signal: controller.signal });
    expect(outcome).toMatchObject({ outcome: "refused", reason: "It was stopped before anything was sent." });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe("header injection", () => {
  test.each([
    ["a line break in the subject", { payload: { subject: "Hi\r\nBcc: eve@example.net", text: "x" } }],
    ["a bare line feed in the subject", { payload: { subject: "Hi\nX-Evil: 1", text: "x" } }],
    ["a line break in the recipient", { recipient: "bob@example.org\r\nRCPT TO:<eve@example.net>" }],
    ["two recipients", { recipient: "bob@example.org, eve@example.net" }],
    ["an SMTP parameter in the recipient", { recipient: "bob@example.org> SIZE=1" }],
    [
      "a line break in the reply address",
      { payload: { subject: "Hi", text: "x", replyTo: "a@example.com\r\nBcc: eve@example.net" } },
    ],
  ])("by %s is refused before a connection is made", async (_how, change) => {
    const server = await startServer();
    const outcome = await send(server.port, { effect: { ...effect, ...change } });
    expect(outcome).toMatchObject({ outcome: "refused", fix: expect.stringMatching(/\w/) });
    expect(server.received).toHaveLength(0);
  });

  test("by a hostile delivery key cannot add a header or a recipient", async () => {
    const server = await startServer();
    await connectTo(server.port).execute(effect, {
      idempotencyKey: "k\r\nBcc: eve@example.net",
      signal: new AbortController().signal,
    });
    expect(server.received[0]?.recipients).toEqual(["bob@example.org"]);
    expect(server.received[0]?.raw).not.toMatch(/^Bcc:/m);
  });

  test("by the message text stays text", async () => {
    const server = await startServer();
    const text = "Bcc: eve@example.net\r\n.\r\nMAIL FROM:<eve@example.net>";
    await send(server.port, { effect: { ...effect, payload: { subject: "Zażółć ☂", text } } });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.raw.split("\r\n\r\n")[0]).not.toContain("Bcc");
    expect(server.received[0]?.raw).toContain("MAIL FROM:<eve@example.net>");
  });
});

describe("checking the connection", () => {
  test("signs in and sends nothing", async () => {
    const server = await startServer();
    const health = await connectTo(server.port, { credentials: "ada:secret@" }).check({
      signal: new AbortController().signal,
    });
    expect(health).toEqual({ isHealthy: true, message: `127.0.0.1:${server.port} is ready to send.` });
    expect(server.received).toHaveLength(0);
  });

  test("says what to correct when signing in fails", async () => {
    const server = await startServer({ onAuth: (_auth, _session, done) => done(refuseWith(535, "no")) });
    const health = await connectTo(server.port, { credentials: "ada:secret@" }).check({
      signal: new AbortController().signal,
    });
    expect(health).toMatchObject({ isHealthy: false, message: expect.stringContaining("SMTP_URL") });
  });
});

describe("the settings", () => {
  test("give an account without credentials", () => {
    const connector = createSmtpConnector({ url: "smtps://ada:canary@mail.example.com", from, house });
    expect(connector.account).toBe("smtp:ada@example.com via mail.example.com:465");
    expect(connector.timeoutMs).toBe(40_000);
  });

  test.each([
    ["http://mail.example.com", from, "SMTP_URL"],
    ["smtp://ada@mail.example.com", from, "SMTP_URL"],
    ["not an address:canary", from, "SMTP_URL"],
    ["smtp://mail.example.com", "Ada", "SMTP_FROM"],
    ["smtp://mail.example.com", "a@example.com, b@example.com", "SMTP_FROM"],
    ["smtp://mail.example.com", "Ada\r\nBcc: x <ada@example.com>", "SMTP_FROM"],
  ])("refuse %s with the sender %j by naming the variable", (url, sender, name) => {
    expect(() => createSmtpConnector({ url, from: sender, house })).toThrow(name);
    expect(() => createSmtpConnector({ url, from: sender, house })).not.toThrow("canary");
  });
});
