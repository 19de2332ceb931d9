import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findFreePort } from "#testing/postgres.ts";
import { Child, type ChildOptions } from "./child.ts";
import { endLeftovers, recordChildren } from "./leftovers.ts";
import { LogFile } from "./log-file.ts";
import { identify, isRunning } from "./process-identity.ts";

let folder: string;
let children: Child[];
let notices: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "child-"));
  children = [];
  notices = [];
});

afterEach(async () => {
  await Promise.all(children.map(child => child.stop()));
  rmSync(folder, { recursive: true, force: true });
});

function makeChild(
  script: string,
  options: { stopTimeoutMs?: number; waitUntilReady?: () => Promise<void>; watch?: ChildOptions["watch"] } = {},
): Child {
  const child = new Child({
    name: "subject",
    command: { command: process.execPath, args: ["-e", script], cwd: folder, env: process.env },
    log: new LogFile(path.join(folder, "subject.log")),
    stopSignal: "SIGTERM",
    stopTimeoutMs: options.stopTimeoutMs ?? 2_000,
    waitUntilReady: options.waitUntilReady ?? (async () => undefined),
    watch: options.watch,
    onChange: () => undefined,
    onNotice: message => notices.push(message),
  });
  children.push(child);
  return child;
}

const STAY = "console.log('up'); setInterval(() => {}, 1000)";
const readLog = () => readFileSync(path.join(folder, "subject.log"), "utf8");

test("a killed process is started again and its output goes to its log", async () => {
  const child = makeChild(STAY);
  await child.start();
  await vi.waitFor(() => expect(readLog()).toBe("up\n"), 5_000);
  const first = child.pid ?? 0;
  process.kill(first, "SIGKILL");
  await vi.waitFor(() => expect(readLog()).toBe("up\nup\n"), 5_000);
  expect(child.pid).not.toBe(first);
  expect(notices).toEqual(["subject ended (SIGKILL); starting it again."]);
});

test("a process that runs but no longer answers is started again", async () => {
  const port = await findFreePort();
  const first = path.join(folder, "first");
  const script = `
    const isFirst = !require('fs').existsSync(${JSON.stringify(first)});
    if (isFirst) require('fs').writeFileSync(${JSON.stringify(first)}, '');
    require('http').createServer((_, response) => {
      if (isFirst) for (;;);
      response.end();
    }).listen(${port}, '127.0.0.1', () => console.log('up'))`;
  const url = `http://127.0.0.1:${port}/`;
  const child = makeChild(script, { watch: { url, settings: { everyMs: 50, answerWithinMs: 500, silences: 2 } } });
  await child.start();
  await vi.waitFor(() => expect(readLog()).toBe("up\nup\n"), 12_000);
  await vi.waitFor(async () => expect((await fetch(url)).ok).toBe(true), 5_000);
  expect(notices[0]).toBe("subject runs but does not answer; starting it again.");
});

test("a process that ignores its signal is ended by force, with what it started", async () => {
  const child = makeChild(
    `process.on('SIGTERM', () => {}); require('child_process').spawn(process.execPath, ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'], { stdio: 'inherit' })`,
    { stopTimeoutMs: 300 },
  );
  await child.start();
  await vi.waitFor(() => expect(readLog()).toMatch(/^\d+\n$/), 5_000);
  const own = identify(child.pid ?? 0);
  const grandchild = identify(Number(readLog()));
  await child.stop();
  expect(isRunning(own)).toBe(false);
  await vi.waitFor(() => expect(isRunning(grandchild)).toBe(false), 2_000);
});

test("a process that cannot start is given up with the end of its log", async () => {
  let endings = 0;
  const child = makeChild("console.error('no such table'); process.exit(3)", {
    waitUntilReady: async () => {
      await vi.waitFor(() => expect(readLog().split("no such table").length).toBeGreaterThan(2), 5_000);
      endings += 1;
      throw new Error("never ready");
    },
  });
  await expect(child.start()).rejects.toThrow(/subject does not start\.[\s\S]*no such table/);
  expect(endings).toBe(1);
});

test("what a killed supervisor left is ended, and a stranger with a recorded number is not", async () => {
  const left = makeChild(STAY);
  const stranger = makeChild(STAY);
  await left.start();
  await stranger.start();
  const [leftPid, strangerPid] = [left.pid ?? 0, stranger.pid ?? 0];
  recordChildren(folder, [{ name: "worker", pid: leftPid }]);
  const file = path.join(folder, "children.json");
  const recorded = JSON.parse(readFileSync(file, "utf8"));
  const { writeFileSync } = await import("node:fs");
  writeFileSync(file, JSON.stringify([...recorded, { name: "engine", pid: strangerPid, startedAt: "1" }]));
  const leftIdentity = identify(leftPid);
  expect(await endLeftovers(folder)).toEqual(["worker"]);
  expect(isRunning(leftIdentity)).toBe(false);
  expect(stranger.pid).toBe(strangerPid);
  expect(await endLeftovers(folder)).toEqual([]);
});
