import { afterEach, expect, test } from "vitest";
import { expectConsole } from "#testing/console.ts";
import type { AddressGuard } from "../public-address.ts";
import { findClosedPort } from "../testing/closed-port.ts";
import { converse, type SmtpEnd } from "./conversation.ts";
import { readSmtpSettings } from "./settings.ts";
import { type MailServer, startMailServer, startScriptedServer } from "./testing/mail-server.ts";

const timeouts = { connectMs: 5_000, greetingMs: 5_000, socketMs: 5_000 };
const mail = { recipient: "bob@example.org", bytes: Buffer.from("Subject: Hello\r\n\r\nGood morning\r\n") };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(options?: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  const server = await startMailServer(options);
  closing.push(server.close);
  return server;
}

/** A guard for which every name stands for this machine; it counts how often it is asked. */
function createGuard(code?: string): AddressGuard & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    mayConnectTo: () => true,
    lookup(host, options, done) {
      asked.push(host);
      if (code !== undefined) return done(Object.assign(new Error(`no ${host}`), { code }), "");
      if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
      else done(null, "127.0.0.1", 4);
    },
  };
}

function talk(url: string, guard: AddressGuard, signal = new AbortController().signal): Promise<SmtpEnd> {
  return converse(readSmtpSettings({ url, from: "ada@example.com" }), { mail, guard, timeouts, signal });
}

test("A guarded mail goes to the address that was checked, which is asked for once.", async () => {
  const server = await start({ disabledCommands: ["STARTTLS"] });
  const guard = createGuard();
  expect(await talk(`smtp://mail.example.com:${server.port}`, guard)).toMatchObject({ end: "done" });
  expect(server.received).toHaveLength(1);
  expect(guard.asked).toEqual(["mail.example.com"]);
});

test.each(["smtp", "smtps"])(
  "A certificate that nobody vouches for is refused over %s, and nothing is sent.",
  async scheme => {
    expectConsole("error", /built-in default TLS certificate/);
    const server = await start({ disabledCommands: [], secure: scheme === "smtps" });
    const end = await talk(`${scheme}://mail.example.com:${server.port}`, createGuard());
    expect(end).toMatchObject({
      end: "failed",
      failure: { code: expect.stringMatching(/ETLS|ESOCKET/), hasBegunData: false },
    });
    expect(server.received).toHaveLength(0);
  },
);

test.each([
  ["a name that nobody knows", "ENOTFOUND", { code: "EDNS" }],
  ["a name that leads inside", "PRIVATE_ADDRESS", { systemCode: "PRIVATE_ADDRESS" }],
])("For %s nothing was sent.", async (_what, code, failure) => {
  const end = await talk("smtp://mail.example.com", createGuard(code));
  expect(end).toMatchObject({ end: "failed", failure: { ...failure, hasBegunData: false } });
});

test("A server that is stopped is told from one that does not exist.", async () => {
  const end = await talk(`smtp://mail.example.com:${await findClosedPort()}`, createGuard());
  expect(end).toMatchObject({ end: "failed", failure: { systemCode: "ECONNREFUSED", hasBegunData: false } });
});

test("A lookup that never ends is given up when the call is stopped.", async () => {
  const guard: AddressGuard = { mayConnectTo: () => true, lookup: () => undefined };
  const end = await talk("smtp://mail.example.com", guard, AbortSignal.timeout(50));
  expect(end).toMatchObject({ end: "failed", failure: { code: "ABORTED", hasBegunData: false } });
});

test("A connection cut after the final dot stays unknown through a guard too.", async () => {
  const server = await startScriptedServer({ DOT: "cut" });
  closing.push(server.close);
  const end = await talk(`smtp://mail.example.com:${server.port}`, createGuard());
  expect(end).toMatchObject({ end: "failed", failure: { hasBegunData: true } });
});
