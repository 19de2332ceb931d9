/** The fault `backup`: a backup is taken under load, more is sent after it, the machine dies, and the backup is restored in its place. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { awaitQuiet } from "./audit.ts";
import { type Desk, openDesk } from "./desk.ts";
import { startLoad, trivial } from "./load.ts";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { pause } from "./wait.ts";

type Made = { rows: number; tables: number; bytes: number };
type Restored = Made & { held: { agents: number; deliveries: number; unknown: number } };

export const backup: Fault = {
  name: "backup",
  promise: "a restore gives back everything that was acknowledged before the backup, and sends nothing a second time",
  run: restoreAfterDeath,
};

async function restoreAfterDeath({ say }: FaultOptions): Promise<Outcome> {
  const findings = new Findings();
  const folder = mkdtempSync(path.join(tmpdir(), "quarterdeck-backup-"));
  const file = path.join(folder, "desk.tar.gz");
  const desk = await openDesk();
  try {
    const load = startLoad(desk, { lanes: 2, everyMs: 50, mails: 3 });
    await pause(5_000);
    const before = load.readAcknowledged();
    const startedAt = performance.now();
    const made = await runCommand<Made>(desk, ["backup", file]);
    findings.count("backup_ms", performance.now() - startedAt);
    findings.count("backup_mb", made.bytes / 1e6);
    findings.count("rows", made.rows);
    say(`${made.rows} rows of ${made.tables} tables are in the backup`);
    const answered = new Map(load.answers);
    await pause(3_000);
    await load.stop();
    await awaitQuiet(desk, 120_000);
    findings.require(!answered.has("none"), "calls went unanswered while the backup was taken");

    const sentBefore = countMessages(desk);
    await desk.cutPower(async () => {
      const { held } = await runCommand<Restored>(desk, ["restore", file, "--replace"]);
      findings.count("agents_paused", held.agents);
      findings.count("deliveries_held", held.deliveries);
      findings.count("deliveries_unknown", held.unknown);
    });
    await requireRows(desk, "tasks", before.tasks, findings);
    await requireRows(desk, "deliveries", before.deliveries, findings);
    const awake = await desk.query<{ domain: string }>("select domain from agents where paused_at is null");
    findings.require(awake.length === 0, `agents were not paused: ${awake.map(row => row.domain).join(", ")}`);

    // A person has looked and lets the agents go on: what is left of the old work ends, and nothing leaves by itself.
    await desk.query("update agents set paused_at = null");
    // A backup is seldom used within a quarter of an hour, after which the watchdog takes what ran in it for dead.
    await desk.query("update tasks set started_at = started_at - interval '1 hour' where status = 'running'");
    const isQuiet = await awaitQuiet(desk, 240_000);
    findings.require(isQuiet, "work of before the backup does not end after the restore");
    const { status } = await desk.call("POST", "/tasks", trivial);
    findings.require(status === 202, `a task was answered with ${status} after the restore`);
    findings.count("messages", sentBefore);
    findings.count("messages_after_restore", countMessages(desk) - sentBefore);
    const twice = [...desk.vendor.countArrivals()].filter(([, { times }]) => times > 1).map(([key]) => key);
    findings.refuse("double_deliveries", twice, "deliveries were made again after the restore");
    findings.require(countMessages(desk) === sentBefore, "messages left after the restore without a decision");
    return findings.end();
  } finally {
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const countMessages = (desk: Desk) =>
  [...desk.vendor.countArrivals().values()].reduce((sum, { times }) => sum + times, 0);

async function requireRows(desk: Desk, table: string, ids: ReadonlySet<string>, findings: Findings): Promise<void> {
  const found = await desk.query<{ id: string }>(`select id from ${table}`);
  const known = new Set(found.map(row => row.id));
  findings.count(`acknowledged_${table}`, ids.size);
  findings.refuse(
    `lost_${table}`,
    [...ids].filter(id => !known.has(id)),
    `${table} acknowledged before the backup are gone`,
  );
}

/** Runs the command line as a person does, on the desk's folder. */
async function runCommand<T>(desk: Desk, args: string[]): Promise<T> {
  const script = path.join(import.meta.dirname, "..", "cli", "main.ts");
  const child = spawn(process.execPath, [script, ...args, "--json"], {
    env: { PATH: process.env.PATH, QUARTERDECK_DATA: desk.dataDir } as unknown as NodeJS.ProcessEnv,
  });
  const [answer, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(resolve => child.once("close", resolve)),
  ]);
  if (code !== 0) throw new Error(`quarterdeck ${args[0]} ended with ${code}: ${errors}`);
  return JSON.parse(answer) as T;
}
