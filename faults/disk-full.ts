/** The fault `disk`: the disk under the data folder is full for a while, under load; a small one of its own, in mounts nobody else sees. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { auditDeliveries, auditTasks, awaitQuiet } from "./audit.ts";
import { openDesk } from "./desk.ts";
import { startLoad, trivial } from "./load.ts";
import { type Fault, type FaultOptions, Findings, type Outcome } from "./outcome.ts";
import { startSteps } from "./steps.ts";
import { pause, waitUntil } from "./wait.ts";

const defaultCycles = 2;
/** A start refuses less than 1 GB of free space. */
const roomMb = 1_500;
const fullForMs = 15_000;
const insideVariable = "FAULTS_OWN_MOUNTS";

export const diskFull: Fault = {
  name: "disk",
  promise:
    "on a full disk callers are told so, nothing acknowledged is lost, and all goes on by itself once there is space",
  run: options => (process.env[insideVariable] === undefined ? runInOwnMounts(options) : fillDisk(options)),
};

/** The same fault in a process with mounts of its own, which are gone with it. Root may have them, others where the system allows it. */
async function runInOwnMounts({ cycles = defaultCycles, seed, say }: FaultOptions): Promise<Outcome> {
  const rights = process.getuid?.() === 0 ? [] : ["--user", "--map-current-user", "--keep-caps"];
  const probe = spawnSync("unshare", [...rights, "--mount", "true"], { encoding: "utf8" });
  if (probe.status !== 0) {
    const reason = probe.error?.message ?? probe.stderr.trim();
    return {
      counts: {},
      violations: [],
      skipped: `skipped: no small disk can be had without rights to mount (${reason})`,
    };
  }
  const own = [
    path.join(import.meta.dirname, "run.ts"),
    "disk",
    "--json",
    "--seed",
    `${seed}`,
    "--cycles",
    `${cycles}`,
  ];
  const child = spawn("unshare", [...rights, "--mount", process.execPath, ...own], {
    env: { ...process.env, [insideVariable]: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", chunk => (output += String(chunk)));
  child.stderr.on("data", chunk => say(String(chunk).trim()));
  await new Promise(resolve => child.once("close", resolve));
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Outcome;
}

function mount(...args: string[]): void {
  const { status, stderr, error } = spawnSync("mount", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`mount ${args.join(" ")}: ${error?.message ?? stderr}`);
}

/** Makes the disk as small as what is on it; what is written between looking and shrinking is why it takes several tries. */
async function shrink(disk: string, resize: (size: string) => void): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { blocks, bfree, bsize } = statfsSync(disk);
    try {
      return resize(`${(blocks - bfree) * bsize + tries * 65_536}`);
    } catch (error) {
      if (tries === 100) throw error;
      await pause(20);
    }
  }
}

async function fillDisk({ cycles = defaultCycles, say }: FaultOptions): Promise<Outcome> {
  const findings = new Findings();
  const disk = mkdtempSync(path.join(tmpdir(), "quarterdeck-disk-"));
  mount("-t", "tmpfs", "-o", `size=${roomMb}m,mode=0755`, "tmpfs", disk);
  const resize = (size: string) => mount("-o", `remount,size=${size}`, disk);
  const desk = await openDesk({ dataDir: path.join(disk, "data") });
  try {
    const load = startLoad(desk, { lanes: 3, everyMs: 20, mails: 3 });
    const steps = await startSteps(desk, 100);
    const before = desk.parts();
    const backMs: number[] = [];
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      await pause(3_000);
      await shrink(disk, resize);
      await pause(fullForMs);
      const { bavail, bsize } = statfsSync(disk);
      findings.require(bavail * bsize < 8 * 1024 ** 2, `${bavail * bsize} bytes were free when none should have been`);
      say(
        `full for ${fullForMs / 1000} s; answers so far: ${[...load.answers].map(entry => entry.join(" × ")).join(", ")}`,
      );
      resize(`${roomMb}m`);
      const freedAt = performance.now();
      const isBack = await waitUntil(async () => (await desk.call("POST", "/tasks", trivial)).status === 202, 60_000);
      findings.require(isBack, "no task was accepted within a minute after there was space again");
      backMs.push(performance.now() - freedAt);
    }
    await Promise.all([load.stop(), steps.stopSending()]);
    await awaitQuiet(desk, 180_000);
    await steps.awaitEnd(30_000);
    findings.count("times_full", cycles);
    findings.count("accepted_again_max_ms", Math.max(...backMs));
    const acknowledged = load.readAcknowledged();
    await auditTasks(desk, acknowledged, findings);
    await auditDeliveries(desk, acknowledged, findings);
    steps.audit(findings);
    for (const [status, times] of load.answers) findings.count(`answers_${status}`, times);
    for (const [status, text] of load.refusals) say(`an answer of ${status}: ${text}`);
    findings.require(load.answers.has("503"), "nobody was told that there is no space: was the disk full at all?");
    findings.require(!load.answers.has("500"), `callers were told of a bug: ${load.refusals.get("500")}`);
    const after = desk.parts();
    findings.count("parts_started_again", Object.keys(before).filter(name => before[name] !== after[name]).length);
    findings.require(findings.counts.failed_tasks === 0, "tasks failed for want of space instead of waiting for it");
    findings.require(before.supervisor === after.supervisor, "the supervisor itself ended");
    return findings.end();
  } finally {
    resize(`${roomMb}m`);
    await desk.stop();
    spawnSync("umount", ["--lazy", disk]);
    rmSync(disk, { recursive: true, force: true });
  }
}
