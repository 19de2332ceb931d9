/** Measures the engine with the official SDK: runs per second and send-to-done latency, beside pgbench's single-row inserts. */
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awaitRegistration, createClient, serveApp, startEngine, startPostgres, takePort } from "./harness.ts";

interface Done {
  id: string;
}

/** The app, in a process of its own as in the product; it tells its parent which runs have reached their end. */
async function serveWorker(enginePort: number, port: number): Promise<void> {
  const client = createClient(enginePort, "bench");
  const tell = (id: string | undefined) => process.send?.({ id: id ?? "" } satisfies Done);
  const one = client.createFunction({ id: "one", triggers: [{ event: "bench/one" }] }, async ({ event, step }) => {
    await step.run("work", () => tell(event.id));
  });
  const three = client.createFunction(
    { id: "three", triggers: [{ event: "bench/three" }] },
    async ({ event, step }) => {
      await step.run("first", () => 1);
      await step.run("second", () => 2);
      await step.run("third", () => tell(event.id));
    },
  );
  await serveApp(client, [one, three], port);
}

function quantile(sorted: number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
}

async function runPgbench(url: string, seconds: number): Promise<number> {
  const folder = join(tmpdir(), `inngest-pgbench-${process.pid}.sql`);
  await writeFile(folder, "insert into public.bench_rows (text) values ('a row of an ordinary length');\n");
  const output = await new Promise<string>((resolve, reject) => {
    const child = spawn("pgbench", ["-n", "-c", "10", "-j", "2", "-T", String(seconds), "-f", folder, url]);
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once("error", reject);
    child.once("exit", () => resolve(text));
  });
  return Number(/tps = ([\d.]+)/.exec(output)?.[1] ?? Number.NaN);
}

async function measure(): Promise<void> {
  const postgres = await startPostgres();
  const admin = postgres.server.getPgClient();
  await admin.connect();
  await admin.query("create table public.bench_rows (id bigserial primary key, text text not null)");
  const enginePort = await takePort();
  const workerPort = await takePort();
  const worker = spawn(process.execPath, [process.argv[1] ?? "", "worker", String(enginePort), String(workerPort)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const engine = await startEngine(postgres.url, [`http://127.0.0.1:${workerPort}/api/inngest`], { port: enginePort });
  engine.process.stderr?.pipe(process.stderr);
  await awaitRegistration(engine, 2);
  const client = createClient(enginePort, "bench");
  const waiting = new Map<string, () => void>();
  worker.on("message", (message: Done) => waiting.get(message.id)?.());
  let count = 0;
  const runOnce = async (name: string): Promise<number> => {
    count += 1;
    const id = `bench-${count}`;
    const startedAt = performance.now();
    const done = new Promise<void>(resolve => waiting.set(id, resolve));
    await client.send({ id, name, data: { number: count } });
    await done;
    waiting.delete(id);
    return performance.now() - startedAt;
  };
  const measureAt = async (name: string, concurrency: number, seconds: number) => {
    const times: number[] = [];
    const untilMs = performance.now() + seconds * 1000;
    const startedAt = performance.now();
    const loop = async () => {
      while (performance.now() < untilMs) times.push(await runOnce(name));
    };
    await Promise.all(Array.from({ length: concurrency }, loop));
    const perSecond = times.length / ((performance.now() - startedAt) / 1000);
    times.sort((left, right) => left - right);
    return { perSecond, p50: quantile(times, 0.5), p95: quantile(times, 0.95), p99: quantile(times, 0.99) };
  };
  await measureAt("bench/one", 10, 3);
  const inserts = await runPgbench(postgres.url, 4);
  process.stdout.write(`pgbench -c 10 -j 2 single-row insert: ${inserts.toFixed(0)}/s\n`);
  for (const name of ["bench/one", "bench/three"]) {
    const idle = await measureAt(name, 1, 3);
    const busy = await measureAt(name, 10, 6);
    process.stdout.write(
      `${name} idle: p50 ${idle.p50} ms, p95 ${idle.p95} ms, p99 ${idle.p99} ms (${idle.perSecond.toFixed(0)}/s)\n`,
    );
    process.stdout.write(
      `${name} x10: ${busy.perSecond.toFixed(0)} runs/s = ${(busy.perSecond / inserts).toFixed(4)} x ins10, p50 ${busy.p50} ms, p95 ${busy.p95} ms\n`,
    );
  }
  const bulkAt = performance.now();
  const ids = Array.from({ length: 5000 }, (_, index) => `bulk-${index}`);
  const all = Promise.all(ids.map(id => new Promise<void>(resolve => waiting.set(id, resolve))));
  await client.send(ids.map(id => ({ id, name: "bench/one", data: {} })));
  const acceptedMs = performance.now() - bulkAt;
  await all;
  const drainedMs = performance.now() - bulkAt;
  process.stdout.write(
    `bulk of 5,000: accepted in ${acceptedMs.toFixed(0)} ms, drained at ${(5_000_000 / drainedMs).toFixed(0)} runs/s\n`,
  );
  const after = await runPgbench(postgres.url, 4);
  process.stdout.write(`pgbench again: ${after.toFixed(0)}/s\n`);
  await engine.kill("SIGTERM");
  worker.kill();
  await admin.end();
  await postgres.stop();
}

if (process.argv[2] === "worker") await serveWorker(Number(process.argv[3]), Number(process.argv[4]));
else await measure().then(() => process.exit(0));
