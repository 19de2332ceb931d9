/** Owns the proof of `quarterdeck runs`: its address opens the run browser once, and without a stack it says what to do. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EngineProcess, type Postgres, signingKey, startEngine, startPostgres } from "../testing/harness.ts";

/** Each command is a process that starts another. */
const timeoutMs = 60_000;

let postgres: Postgres;
let engine: EngineProcess;
let folder: string;

beforeAll(async () => {
  postgres = await startPostgres();
  engine = await startEngine(postgres.url, []);
  folder = await mkdtemp(path.join(tmpdir(), "quarterdeck-runs-"));
}, 60_000);

afterAll(async () => {
  await engine.kill("SIGTERM");
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

async function runCommand(env: Record<string, string>, ...flags: string[]) {
  const cli = path.join(import.meta.dirname, "..", "..", "..", "cli", "main.ts");
  const child = spawn(process.execPath, [cli, "runs", ...flags], {
    env: { PATH: process.env.PATH, NODE_ENV: "test", QUARTERDECK_DATA: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, talk, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(resolve => child.once("close", resolve)),
  ]);
  return { out, talk, code };
}

async function writeFolder(inngest: string): Promise<void> {
  await writeFile(path.join(folder, "stack.json"), JSON.stringify({ state: "ready", urls: { inngest } }));
  await writeFile(path.join(folder, "keys.json"), JSON.stringify({ inngestSigningKey: signingKey }), { mode: 0o600 });
}

test(
  "where nothing runs it says how to start, and that the data may be elsewhere",
  async () => {
    const { code, out, talk } = await runCommand({});
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(talk).toContain("npm start");
    expect(talk).toContain("QUARTERDECK_DATA");
  },
  timeoutMs,
);

test(
  "with services of one's own it says where their runs are shown",
  async () => {
    const names = ["NEXT_PUBLIC_SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY", "DATABASE_URL"];
    const hosted = [...names, "INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"].map(name => [name, "given"]);
    const { code, talk } = await runCommand(Object.fromEntries(hosted));
    expect(code).toBe(1);
    expect(talk).toContain("Inngest Cloud");
  },
  timeoutMs,
);

test(
  "the address that it prints opens the run browser, once",
  async () => {
    await writeFolder(engine.url);
    const { code, out, talk } = await runCommand({}, "--json");
    expect(code).toBe(0);
    expect(talk).toContain("good once");
    const { address } = JSON.parse(out) as { address: string };
    const entered = await fetch(address, { redirect: "manual" });
    expect(entered.status).toBe(303);
    const cookie = (entered.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const list = await fetch(`${engine.url}/runs`, { headers: { cookie } });
    expect(await list.text()).toContain("No runs yet");
    expect((await fetch(address, { redirect: "manual" })).status).toBe(401);
  },
  timeoutMs,
);

test(
  "an engine that does not answer, and keys that cannot be read, are named",
  async () => {
    await writeFolder("http://127.0.0.1:9");
    expect((await runCommand({})).talk).toContain("engine.log");
    await writeFile(path.join(folder, "keys.json"), "{");
    expect((await runCommand({})).talk).toContain("keys.json cannot be read");
  },
  timeoutMs,
);
