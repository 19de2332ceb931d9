/** Owns the proof that tickets are good once, for a minute, for this process and this key, and that only our forms act. */
import type http from "node:http";
import { expect, test } from "vitest";
import { isLoopbackHost, isOwnForm, Sessions } from "./sessions.ts";
import { createTicket, readTicket, ticketLifeMs } from "./ticket.ts";

const key = "signkey-test-0123456789abcdef0123456789abcdef";
const startedMs = 1_795_000_000_000;
const nowMs = startedMs + 10_000;

const request = (headers: http.IncomingHttpHeaders) => ({ headers }) as http.IncomingMessage;
const cookieOf = (given: string | undefined) => (given ?? "").split(";")[0] ?? "";

test("a ticket opens one session, and a second look at the same address none", () => {
  const sessions = new Sessions(key, startedMs);
  const ticket = createTicket(key, nowMs);
  const cookie = sessions.enter(ticket, nowMs + 1);
  expect(cookie).toMatch(/; Path=\/runs; HttpOnly; SameSite=Strict/);
  expect(sessions.find(request({ cookie: `other=1; ${cookieOf(cookie)}` }), nowMs + 2)).toBeDefined();
  expect(sessions.enter(ticket, nowMs + 2)).toBeUndefined();
});

test.each<[string, string]>([
  ["of another key", createTicket(`${key}00`, nowMs)],
  ["past its time", createTicket(key, nowMs - ticketLifeMs)],
  ["made before the engine began, which may have been used then", createTicket(key, startedMs - 1)],
  ["with a later time written into it", createTicket(key, nowMs).replace(/^\d/, "2")],
  ["without a signature", createTicket(key, nowMs).split(".").slice(0, 2).join(".")],
  ["with more behind it", `${createTicket(key, nowMs)}.x`],
  ["that is empty", ""],
])("a ticket %s opens nothing", (_what, ticket) => {
  expect(new Sessions(key, startedMs).enter(ticket, nowMs)).toBeUndefined();
});

test("a ticket says nothing of the signing key and differs each time", () => {
  const [first, second] = [createTicket(key, nowMs), createTicket(key, nowMs)];
  expect(first).not.toBe(second);
  expect(first).not.toContain("0123456789abcdef");
  expect(readTicket(first, key, nowMs)?.createdMs).toBe(nowMs);
});

test("a session ends after twelve hours, by leaving, and with a made-up cookie there is none", () => {
  const sessions = new Sessions(key, startedMs);
  const cookie = cookieOf(sessions.enter(createTicket(key, nowMs), nowMs));
  expect(sessions.find(request({ cookie }), nowMs + 12 * 3_600_000 + 1)).toBeUndefined();
  const other = cookieOf(sessions.enter(createTicket(key, nowMs), nowMs));
  expect(sessions.leave(request({ cookie: other }))).toContain("Max-Age=0");
  expect(sessions.find(request({ cookie: other }), nowMs)).toBeUndefined();
  expect(sessions.find(request({ cookie: "quarterdeck_runs=made-up" }), nowMs)).toBeUndefined();
  expect(sessions.find(request({}), nowMs)).toBeUndefined();
});

test.each<[string, boolean]>([
  ["127.0.0.1:8288", true],
  ["localhost:8288", true],
  ["[::1]:8288", true],
  ["localhost", true],
  ["evil.example:8288", false],
  ["127.0.0.1.evil.example", false],
  ["localhost.evil.example:8288", false],
  ["127.0.0.1:8288@evil.example", false],
  ["", false],
])("the host %s is this machine: %s", (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});

test("only a form of our own page, with the session's token, acts", () => {
  const session = { formToken: "the-token", expiresMs: 0 };
  const own = { host: "127.0.0.1:8288", origin: "http://127.0.0.1:8288", "sec-fetch-site": "same-origin" };
  const form = new URLSearchParams({ token: "the-token" });
  expect(isOwnForm(request(own), form, session)).toBe(true);
  expect(isOwnForm(request({ ...own, origin: "http://127.0.0.1:3000" }), form, session)).toBe(false);
  expect(isOwnForm(request({ ...own, origin: "null" }), form, session)).toBe(false);
  expect(isOwnForm(request({ ...own, "sec-fetch-site": "same-site" }), form, session)).toBe(false);
  expect(isOwnForm(request({ host: own.host }), form, session)).toBe(false);
  expect(isOwnForm(request(own), new URLSearchParams({ token: "another" }), session)).toBe(false);
  expect(isOwnForm(request(own), new URLSearchParams(), session)).toBe(false);
});
