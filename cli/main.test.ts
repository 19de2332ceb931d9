/** The command line as a process of its own, against the real API over HTTP, its kernel and its database. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCourier } from "#lib/kernel/testing/courier.ts";
import { createFixtureAgent } from "#lib/kernel/testing/fixture-agent.ts";
import { operations } from "#lib/operations/list.ts";
import { startTestServer, type TestServer } from "#lib/operations/surfaces/test-server.ts";
import { endpoints } from "./endpoints.ts";

let server: TestServer;
let home: string;

/** Two agents with daily work, and one that is only asked. */
const agents = [
  { ...createFixtureAgent(), sweep: { task: "echo", params: {} } },
  { ...createFixtureAgent("pilot", "autopilot"), sweep: { task: "remember", params: {} } },
  createFixtureAgent("adviser", "manual"),
];
const stumbler = { ...createFixtureAgent("stumbler"), sweep: { task: "fail", params: { how: "refused" } } };

beforeAll(async () => {
  server = await startTestServer(operations, { runsTasks: true, factories: [createCourier().factory], agents });
  home = await mkdtemp(path.join(tmpdir(), "quarterdeck-cli-"));
});
afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

type Ended = { code: number | null; out: string; talk: string };

async function run(
  args: string[],
  options: { key?: string | null; stdin?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const key = options.key === undefined ? server.key : options.key;
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts"), ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CONFIG_HOME: home,
      QUARTERDECK_URL: server.url,
      ...(key === null ? {} : { QUARTERDECK_API_KEY: key }),
      ...options.env,
    } as unknown as NodeJS.ProcessEnv,
  });
  child.stdin.end(options.stdin ?? "");
  const [out, talk, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(resolve => child.on("close", resolve)),
  ]);
  return { code, out, talk };
}

const lines = (ended: Ended) =>
  ended.out
    .split("\n")
    .filter(Boolean)
    .map(line => JSON.parse(line));

it("calls only operations that exist, where they are", () => {
  const known = Object.fromEntries(operations.map(operation => [operation.name, [operation.method, operation.path]]));
  for (const [name, place] of Object.entries(endpoints)) expect([name, known[name]]).toEqual([name, place]);
});

describe("tasks", () => {
  it("runs a task to its end and returns its outcome, with data on stdout and talk on stderr", async () => {
    const ended = await run(["run", "echoer.echo", "--param", "text=ahoy", "--priority", "high", "--wait", "--json"]);
    expect(ended.talk).toContain("echoer.echo is completed.");
    expect([ended.code, lines(ended)]).toMatchObject([
      0,
      [{ name: "echoer.echo", status: "completed", trigger: "cli", priority: 8, result: { text: "ahoy" } }],
    ]);
  });

  it("prints only the id without --wait, nothing else with --quiet, and dispatches once for one idempotency key", async () => {
    const args = ["run", "echoer.echo", "--params", '{"text":"once"}', "--idempotency-key", "cli-1", "--quiet"];
    const first = await run(args);
    const second = await run(args);
    expect(first).toMatchObject({ code: 0, talk: "", out: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
    expect(second.out).toBe(first.out);
  });

  it("exits 1 when the work fails, and 0 when it waits for a person", async () => {
    const failed = await run(["run", "echoer.fail", "--param", "how=refused", "--wait"]);
    expect([failed.code, failed.talk]).toEqual([1, expect.stringContaining("error: echoer.fail failed")]);
    const waiting = await run(["run", "echoer.write", "--wait"]);
    expect([waiting.code, waiting.talk]).toEqual([0, expect.stringContaining("waits for a person to approve")]);
  });

  it("only tells what a task would do with --dry-run, and proposes nothing", async () => {
    const count = async () => lines(await run(["approvals", "list", "--json"])).length;
    const before = await count();
    const tried = await run(["run", "echoer.write", "--dry-run", "--wait"]);
    expect([tried.code, tried.talk]).toEqual([0, expect.stringContaining("only tried: nothing was sent")]);
    expect(tried.out).toContain("email.send to ada@example.com: would wait for approval");
    expect(tried.out).toContain("text: Hello, ada@example.com");
    expect(await count()).toBe(before);
    expect((await run(["tasks", "list", "-n", "1"])).out).toContain("echoer.write (dry run)");
    const refused = await run(["run", "echoer.only-real", "--dry-run"]);
    expect([refused.code, refused.talk]).toEqual([2, expect.stringContaining("there is no dry run of it")]);
  });

  it("lists, shows and logs what was done", async () => {
    const listed = await run(["tasks", "list", "--status", "completed", "--json", "-n", "20"]);
    const task = lines(listed).find(({ name }) => name === "echoer.echo");
    expect(task).toMatchObject({ status: "completed" });
    expect((await run(["tasks", "show", task.id])).out).toContain("echoer.echo");
    expect((await run(["tasks", "logs", task.id])).out).toContain("Returned");
    expect((await run(["status"])).out).toContain("echoer.echo");
  });

  it("names the field of a refused parameter, the nearest task of an unknown one, and the state of one that has ended", async () => {
    const wrong = await run(["run", "echoer.echo", "--param", "text="]);
    expect([wrong.code, wrong.talk]).toEqual([2, expect.stringContaining("params.text")]);
    const unknown = await run(["run", "echoer.ecko"]);
    expect([unknown.code, unknown.talk]).toEqual([4, expect.stringContaining('Did you mean "echoer.echo"?')]);
    const [task] = lines(await run(["tasks", "list", "--status", "completed", "--json", "-n", "1"]));
    expect((await run(["tasks", "cancel", task.id])).code).toBe(5);
  });

  it("sweeps: every agent's progress and the end as lines of JSON, or in words", async () => {
    const ended = await run(["sweep", "--wait", "--json"]);
    const events = lines(ended);
    expect([ended.code, events[0]]).toMatchObject([0, { event: "started", total: 2, skipped: [] }]);
    expect(events.slice(-2)).toMatchObject([{ event: "summary" }, { event: "ended", total: 2, finished: 2 }]);
    const completed = events.filter(line => line.event === "agent" && line.status === "completed");
    expect(completed.map(line => line.domain).sort()).toEqual(["echoer", "pilot"]);
    const words = await run(["sweep", "--wait"]);
    for (const task of ["echoer.echo", "pilot.remember"]) expect(words.talk).toContain(`${task}: completed`);
    expect([words.code, words.out]).toEqual([0, "completed: 2\n"]);
  });

  it("sweeps to the end where one agent fails: the others complete, the reason is said, and it exits 1", async () => {
    const troubled = await startTestServer(operations, { runsTasks: true, agents: [...agents, stumbler] });
    try {
      const env = { QUARTERDECK_URL: troubled.url };
      const ended = await run(["sweep", "--wait"], { key: troubled.key, env });
      expect(ended.talk).toContain("stumbler.fail: failed");
      expect(ended.talk).toContain("the fixture refuses");
      expect(ended.talk).toContain("error: 1 of 3 tasks failed");
      expect([ended.code, ended.out.trim().split(", ").sort()]).toEqual([1, ["completed: 2", "failed: 1"]]);
      const told = await run(["sweep", "--wait", "--json"], { key: troubled.key, env });
      expect([told.code, lines(told).at(-1)]).toMatchObject([
        1,
        { event: "ended", total: 3, finished: 3, by_status: { completed: 2, failed: 1 } },
      ]);
      expect((await run(["sweep"], { key: troubled.key, env })).code).toBe(0);
    } finally {
      await troubled.close();
    }
  });
});

describe("approvals", () => {
  it("shows exactly what would leave, approves it by its digest, and tells the second that it was decided", async () => {
    await run(["run", "echoer.write", "--param", 'to=["grace@example.com"]', "--wait"]);
    const pending = lines(await run(["approvals", "list", "--json"]));
    const approval = pending.find(row => row.recipient === "grace@example.com");
    const unasked = await run(["approvals", "approve", approval.id]);
    expect([unasked.code, unasked.talk]).toEqual([2, expect.stringContaining("--yes")]);
    const stale = await run(["approvals", "approve", approval.id, "--digest", "0".repeat(64)]);
    expect(stale.code).toBe(5);
    const approved = await run(["approvals", "approve", approval.id, "--yes"]);
    expect(approved.talk).toContain("Hello, grace@example.com");
    expect(approved.talk).toContain(`digest:   ${approval.digest}`);
    expect(approved.code).toBe(0);
    expect((await run(["approvals", "approve", approval.id, "--yes"])).code).toBe(5);
  });

  it("edits one field and rejects with a reason", async () => {
    await run(["run", "echoer.write", "--param", 'to=["linus@example.com"]', "--wait"]);
    const approval = lines(await run(["approvals", "list", "--json"])).find(
      row => row.recipient === "linus@example.com",
    );
    const edited = await run(["approvals", "edit", approval.id, "--set", "subject=Good morning", "--json"]);
    expect(lines(edited)[0]).toMatchObject({ status: "pending", revision: 2, payload: { subject: "Good morning" } });
    expect((await run(["approvals", "reject", approval.id])).code).toBe(2);
    expect((await run(["approvals", "reject", approval.id, "-r", "too early"])).out).toBe("rejected\n");
  });
});

describe("the workspace", () => {
  it("is set by name: when its sweep runs, and by which clock", async () => {
    const set = await run(["workspaces", "set", "--sweep-at", "06:30", "--time-zone", "Europe/Berlin", "--json"]);
    expect(lines(set)[0]).toMatchObject({ sweep_at: "06:30", time_zone: "Europe/Berlin", sweep_enabled: true });
    expect((await run(["workspaces", "set", "--sweep", "off"])).out).toMatch(/off/);
    expect((await run(["workspaces", "set"])).code).toBe(2);
    const refused = await run(["workspaces", "set", "--time-zone", "Mars/Olympus"]);
    expect([refused.code, refused.talk]).toEqual([2, expect.stringContaining("time_zone")]);
  });
});

describe("connections", () => {
  it("connect with plain values as arguments and secrets from stdin or the environment, and never show a secret", async () => {
    const connect = (args: string[], options = {}) => run(["connections", "connect", "courier", ...args], options);
    const refused = await connect(["--set", "COURIER_KEY=canary"]);
    expect([refused.code, refused.talk]).toEqual([2, expect.stringContaining("COURIER_KEY is a secret")]);
    expect((await connect(["--set", "COURIER_DESK=north"])).code).toBe(2);
    const connected = await connect(["--set", "COURIER_DESK=north", "--json"], { stdin: "COURIER_KEY=canary\n" });
    expect([connected.code, lines(connected)[0].account]).toEqual([0, "courier:north"]);
    const again = await connect(["--json"], { env: { COURIER_KEY: "canary-2" } });
    expect(lines(again)[0].account).toBe("courier:north");
    const listed = await run(["connections", "list", "--json"]);
    expect(lines(listed)[0]).toMatchObject({ name: "courier", is_connected: true, serves: ["email"] });
    for (const { out, talk } of [connected, again, listed]) expect(out + talk).not.toContain("canary");
    expect((await run(["connections", "test", "courier"])).out).toBe("recording\n");
    expect((await run(["connections", "disconnect", "courier"])).code).toBe(0);
    expect((await run(["connections", "test", "courier"])).code).toBe(4);
    expect((await connect([], { stdin: "" })).code).toBe(2);
  });
});

describe("agents and files", () => {
  it("lists agents with their tasks, and sets, pauses and resumes one", async () => {
    expect((await run(["list"])).out).toContain("echoer.echo");
    expect(lines(await run(["agents", "set", "echoer", "--setting", "greeting=Ahoy", "--json"]))[0].settings).toEqual({
      greeting: "Ahoy",
    });
    expect((await run(["agents", "pause", "echoer"])).out).toBe("paused\n");
    expect((await run(["agents", "resume", "echoer"])).out).not.toBe("paused\n");
    expect((await run(["agents", "set", "echoer", "--autonomy", "wild"])).code).toBe(2);
  });

  it("shows a file's mapping first, imports it, and tells each refused row", async () => {
    const file = path.join(home, "people.csv");
    await writeFile(file, "name,email,town\nAda,ada@example.org,London\nBen,ben@nowhere,Bath\n");
    const dry = await run(["import", "contacts", file, "--dry-run", "--json"]);
    expect(lines(dry).map(column => [column.name, column.target])).toEqual([
      ["name", "name"],
      ["email", "email"],
      ["town", "attribute"],
    ]);
    const imported = await run(["import", "contacts", file, "--map", "town=ignore"]);
    expect([imported.code, imported.out]).toEqual([0, "1 new, 0 updated, 1 refused\n"]);
    expect(imported.talk).toContain("line 3, email");
    expect((await run(["import", "contacts", file, "--map", "city=ignore"])).talk).toContain('no column "city"');
    expect((await run(["import", "contacts", path.join(home, "none.csv")])).code).toBe(4);
  });

  it("refuses a file that is too large before reading it", async () => {
    const file = path.join(home, "large.csv");
    await writeFile(file, "");
    await truncate(file, 300 * 1024 * 1024);
    const refused = await run(["import", "contacts", file]);
    expect([refused.code, refused.talk]).toEqual([
      2,
      expect.stringContaining("300 MB; an import takes at most 256 MB"),
    ]);
  });
});

describe("signing in", () => {
  it("takes the key from stdin, verifies it, keeps it for its owner alone, and forgets it", async () => {
    expect((await run(["status"], { key: null })).code).toBe(3);
    expect((await run(["login"], { key: null, stdin: "qd_this-is-no-known-key\n" })).code).toBe(3);
    const signedIn = await run(["login", "--json"], { key: null, stdin: `${server.key}\n` });
    const [{ kept_in: file }] = lines(signedIn);
    expect([signedIn.code, (await stat(file)).mode & 0o777]).toEqual([0, 0o600]);
    expect(await readFile(file, "utf8")).toContain(server.key);
    const who = await run(["whoami", "--json"], { key: null });
    expect(lines(who)[0]).toMatchObject({ url: server.url, workspace: "Test", role: "owner" });
    expect(who.out + who.talk + signedIn.out + signedIn.talk).not.toContain(server.key);
    expect((await run(["status", "--url", "http://127.0.0.1:9"], { key: null })).code).toBe(3);
    expect((await run(["workspaces"], { key: null })).out).toContain("Test");
    expect((await run(["logout"], { key: null })).code).toBe(0);
    expect((await run(["status"], { key: null })).code).toBe(3);
  });

  it("exits 3 when the key may not do it", async () => {
    const refused = await run(["run", "echoer.echo"], { key: server.readerKey });
    expect([refused.code, refused.talk]).toEqual([3, expect.stringContaining("lacks the scope tasks:write")]);
  });
});

describe("members", () => {
  it("are listed, invited with a link that is told once, and removed only when somebody says so", async () => {
    expect((await run(["members", "list"])).out).toContain("owner");
    const invited = await run(["members", "invite", "guest@example.com", "--role", "viewer"]);
    expect([invited.code, invited.out]).toEqual([0, expect.stringMatching(/\/join\?token=[\w-]{40,}\n$/)]);
    expect(lines(await run(["members", "invitations", "--json"]))).toMatchObject([
      { email: "guest@example.com", role: "viewer", is_expired: false },
    ]);
    expect((await run(["members", "role", "nobody@example.com", "admin"])).code).toBe(4);
    const [owner] = lines(await run(["members", "list", "--json"]));
    expect((await run(["members", "remove", owner.email])).code).toBe(2);
    // The key's own maker, who is also the last owner.
    expect((await run(["members", "remove", owner.email, "--yes"])).code).toBe(5);
  }, 60_000);
});

describe("the surface", () => {
  it("suggests the command that was meant, and exits 2 for what is written wrongly", async () => {
    const mistyped = await run(["taks"]);
    expect([mistyped.code, mistyped.talk]).toEqual([2, expect.stringContaining("Did you mean tasks?")]);
    expect((await run(["tasks", "list", "--limit", "many"])).code).toBe(2);
    expect((await run(["run", "echoer.echo", "--params", "{"])).code).toBe(2);
    expect((await run(["--help"])).code).toBe(0);
  });

  it("tries again what may pass, gives up, and says that nobody is there", async () => {
    const away = await run(["status"], { env: { QUARTERDECK_URL: "http://127.0.0.1:9" } });
    expect([away.code, away.out, away.talk]).toEqual([1, "", expect.stringContaining("cannot be reached")]);
  });

  it("writes an error as JSON when asked for JSON, and never a colour into a pipe", async () => {
    const missing = await run(["tasks", "show", "0199c0de-0000-7000-8000-000000000000", "--json"]);
    expect([missing.code, JSON.parse(missing.talk)]).toMatchObject([4, { code: "not-found", status: 404 }]);
    const table = await run(["agents", "list"]);
    expect(table.out).not.toContain("\u001b");
  });

  it.each(["bash", "zsh", "fish"])("offers completions for %s that name the commands", async shell => {
    const { code, out } = await run(["completion", shell]);
    expect([code, out]).toEqual([0, expect.stringContaining("approvals")]);
  });
});

describe("analytics", () => {
  it("tells what the agents achieved as a table, as JSON and as CSV, all with the same numbers", async () => {
    expect((await run(["run", "echoer.echo", "--wait"])).code).toBe(0);
    const json = await run(["analytics", "--days", "7", "--json"]);
    const analytics = JSON.parse(json.out);
    const echoer = analytics.agents.find((agent: { domain: string }) => agent.domain === "echoer");
    expect(echoer.success.part).toBeGreaterThan(0);
    expect(analytics.days).toHaveLength(7);
    const csv = await run(["analytics", "--days", "7", "--csv", "agent"]);
    const [head = "", ...rows] = csv.out.trim().split("\r\n");
    expect(csv.code).toBe(0);
    const row = rows.map(line => line.split(",")).find(([agent]) => agent === "echoer");
    expect(row?.[head.split(",").indexOf("tasks_succeeded")]).toBe(String(echoer.counts.tasks_succeeded));
    const table = await run(["analytics", "--days", "7"]);
    expect(table.out).toContain("echoer");
    expect(table.talk).toContain("(UTC)");
    const days = await run(["analytics", "--csv"]);
    expect(days.out.trim().split("\r\n")).toHaveLength(31);
  });

  it("refuses days that cannot be", async () => {
    expect(await run(["analytics", "--days", "0"])).toMatchObject({ code: 2 });
    expect(await run(["analytics", "--days", "soon"])).toMatchObject({ code: 2 });
  });
});
