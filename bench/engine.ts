/** Owns the figures of the engine alone: runs a second, the cost of a step, take-over of a dead worker, fairness under a long queue. */

import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createEngineClient, type EngineAlone, withEngine } from "#testing/engine.ts";
import { percentile } from "#testing/percentile.ts";
import { findFreePort } from "#testing/postgres.ts";
import { measureInserts } from "./database.ts";
import { repeat, report } from "./measure.ts";
import { readTreeCpuSeconds } from "./processes.ts";

const functionCount = 5;
const callers = 10;
/** As long as the supervisor waits before it starts a dead worker again. */
const restartAfterMs = 200;

type Told = { what: "started" | "done"; id: string };

/** The app's process, which can be killed and started again on the same port. */
class App {
  readonly #enginePort: number;
  readonly #port: number;
  #process: ChildProcess | undefined;
  #listeners = new Map<string, (told: Told) => void>();

  constructor(enginePort: number, port: number) {
    this.#enginePort = enginePort;
    this.#port = port;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  start(): void {
    const script = path.join(import.meta.dirname, "engine-app.ts");
    this.#process = spawn(process.execPath, [script, String(this.#enginePort), String(this.#port)], {
      env: { PATH: process.env.PATH, NODE_ENV: "production" },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#process.on("message", (told: Told) => this.#listeners.get(`${told.what} ${told.id}`)?.(told));
  }

  /** Resolves with the moment at which the app says this of an event. */
  hear(what: Told["what"], id: string): Promise<number> {
    const key = `${what} ${id}`;
    return new Promise(resolve => {
      this.#listeners.set(key, () => {
        this.#listeners.delete(key);
        resolve(performance.now());
      });
    });
  }

  /** Lets a held call go on. */
  release(id: string): void {
    this.#process?.send(id);
  }

  async kill(): Promise<void> {
    const ended = new Promise(resolve => this.#process?.once("exit", resolve));
    this.#process?.kill("SIGKILL");
    await ended;
  }
}

/** Measures and reports everything about the engine alone; needs some two minutes. */
export async function measureEngine(): Promise<void> {
  const port = await findFreePort();
  await withEngine([port], async engine => {
    const app = new App(engine.port, port);
    app.start();
    try {
      await engine.waitForApp(functionCount);
      const ins10 = await measureRates(engine, app);
      report("engine_ins10", ins10, "inserts/s");
      await measureTakeover(engine, app);
      await measureLongQueue(engine, app);
    } finally {
      await app.kill();
    }
  });
}

function createRunner(engine: EngineAlone, app: App): (name: string) => Promise<void> {
  const client = createEngineClient(engine.port);
  let count = 0;
  return async name => {
    count += 1;
    const id = `run-${count}`;
    const done = app.hear("done", id);
    await client.send({ id, name, data: { number: count } });
    await done;
  };
}

/** Rates with ten callers and latencies with one, and which process the time of a run went to. Returns the reference. */
async function measureRates(engine: EngineAlone, app: App): Promise<number> {
  const run = createRunner(engine, app);
  for (const steps of [1, 3, 10]) await repeat(500, callers, () => run(`bench/steps-${steps}`));
  const inserts = [await measureInserts(engine.databaseUrl)];
  const rates: Record<number, number> = {};
  for (const [steps, total] of [
    [1, 5_000],
    [3, 5_000],
  ] as const) {
    const before = readCpu(engine, app);
    const { totalMs } = await repeat(total, callers, () => run(`bench/steps-${steps}`));
    const after = readCpu(engine, app);
    rates[steps] = (total / totalMs) * 1000;
    const used = Object.entries(after).map(([name, seconds]) => ({ name, ms: (seconds - (before[name] ?? 0)) * 1000 }));
    const sum = used.reduce((all, { ms }) => all + ms, 0);
    for (const { name, ms } of used) report(`fn${steps}_cpu_${name}_ms`, ms / total, "ms/run", sum / total);
  }
  inserts.push(await measureInserts(engine.databaseUrl));
  const ins10 = inserts.reduce((sum, value) => sum + value, 0) / inserts.length;
  report("fn1_per_s", rates[1] ?? 0, "runs/s", ins10);
  report("fn3_per_s", rates[3] ?? 0, "runs/s", ins10);
  report("fn3_over_ins10", (rates[3] ?? 0) / ins10, "×");

  const one = await repeat(1_000, 1, () => run("bench/steps-1"));
  const three = await repeat(1_000, 1, () => run("bench/steps-3"));
  const ten = await repeat(500, 1, () => run("bench/steps-10"));
  report("fn1_p50_ms", percentile(one.eachMs, 0.5), "ms");
  report("fn3_p50_ms", percentile(three.eachMs, 0.5), "ms");
  report("fn3_p99_ms", percentile(three.eachMs, 0.99), "ms");
  report("step_ms", (percentile(ten.eachMs, 0.5) - percentile(three.eachMs, 0.5)) / 7, "ms");
  return ins10;
}

function readCpu(engine: EngineAlone, app: App): Record<string, number> {
  const { user, system } = process.cpuUsage();
  return {
    app: readTreeCpuSeconds(app.pid),
    engine: readTreeCpuSeconds(engine.pid),
    database: readTreeCpuSeconds(engine.databasePid),
    caller: (user + system) / 1e6,
  };
}

/** From the kill of the one worker in the middle of a call to the call's start on the worker that replaces it. */
async function measureTakeover(engine: EngineAlone, app: App): Promise<void> {
  const client = createEngineClient(engine.port);
  const takenMs: number[] = [];
  for (let index = 0; index < 50; index += 1) {
    const id = `slow-${index}`;
    const started = app.hear("started", id);
    await client.send({ id, name: "bench/slow", data: {} });
    await started;
    const again = app.hear("started", id);
    const killedAt = performance.now();
    await app.kill();
    await new Promise(resolve => setTimeout(resolve, restartAfterMs));
    app.start();
    takenMs.push((await again) - killedAt);
    const done = app.hear("done", id);
    app.release(id);
    await done;
  }
  report("takeover_p50_ms", percentile(takenMs, 0.5), "ms");
  report("takeover_p99_ms", percentile(takenMs, 0.99), "ms");
}

/** From the sending of one workspace's single event to its run, while another's 100,000 wait. The slowest of twenty. */
async function measureLongQueue(engine: EngineAlone, app: App): Promise<void> {
  const client = createEngineClient(engine.port);
  const name = "bench/shared";
  for (let batch = 0; batch < 100; batch += 1) {
    await client.send(
      Array.from({ length: 1_000 }, (_, index) => ({
        id: `long-${batch}-${index}`,
        name,
        data: { workspace: "long" },
      })),
    );
  }
  const waitedMs: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    const id = `other-${index}`;
    const done = app.hear("done", id);
    const sentAt = performance.now();
    await client.send({ id, name, data: { workspace: `other-${index}` } });
    waitedMs.push((await done) - sentAt);
  }
  report("queued_100k_other_start_ms", Math.max(...waitedMs), "ms");
}

if (import.meta.main) await measureEngine().then(() => process.exit(0));
