/**
 * `npm run bench [-- part…] [--json] [--cycles N]`: the promises of speed, measured from outside. The parts are the engine
 * alone, the whole product, a timeline of a million tasks, Realtime, the pages in a browser, kills under load (N cycles, 20
 * unless given), and what starting and idling cost.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { runKillCycles } from "#faults/kill.ts";
import { signUpPerson } from "#testing/person.ts";
import { type Product, startProduct } from "#testing/product.ts";
import { readAdminUrl } from "./database.ts";
import { measureEngine } from "./engine.ts";
import { report } from "./measure.ts";
import { measurePages } from "./pages/pages.ts";
import { measureIdleCpu, readMemoryMb } from "./processes.ts";
import { measureProduct } from "./product.ts";
import { measureRealtime, openRealtimeTarget } from "./realtime.ts";
import { measureTimeline } from "./timeline.ts";

const parts = ["engine", "product", "timeline", "realtime", "pages", "start", "kill"] as const;
type Part = (typeof parts)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, cycles: { type: "string", default: "20" } },
});
const unknown = positionals.filter(name => !parts.includes(name as Part));
if (unknown.length > 0) throw new Error(`there is no part "${unknown.join(", ")}": choose from ${parts.join(", ")}`);
const isWanted = (part: Part) => positionals.length === 0 || positionals.includes(part);

if (isWanted("engine")) await measureEngine();
if (isWanted("product") || isWanted("timeline") || isWanted("realtime") || isWanted("start"))
  await measureRunningProduct();
if (isWanted("pages")) await measurePages();
if (isWanted("kill")) await measureKills(Number(values.cycles));

async function measureRunningProduct(): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "quarterdeck-bench-"));
  const environment = { API_REQUESTS_PER_MINUTE: "10000000", LOG_LEVEL: "warn" };
  let product = await startProduct({ dataDir, environment });
  try {
    const person = await signUpPerson(product);
    // First, because a database that was just filled has its own housekeeping to do.
    if (isWanted("start")) await measureIdle(product);
    if (isWanted("product")) await measureProduct(product, person, readAdminUrl(dataDir));
    if (isWanted("timeline")) await measureTimeline(product, readAdminUrl(dataDir));
    if (isWanted("realtime")) await measureRealtime(await openRealtimeTarget(product, person));
    if (isWanted("start")) {
      await product.stop();
      product = await startProduct({ dataDir, environment, ports: product.ports });
      report("warm_start_ms", product.startedInMs, "ms");
    }
  } finally {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measureIdle(product: Product): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 15_000));
  report("idle_rss_mb", readMemoryMb(product.pid), "MB");
  report("idle_cpu_percent", await measureIdleCpu(product.dataDir), "% of a core");
}

async function measureKills(cycles: number): Promise<void> {
  const { counts, violations } = await runKillCycles({ cycles, seed: Date.now() % 2 ** 31, say: () => undefined });
  for (const [name, count] of Object.entries(counts)) report(name, count, "");
  for (const violation of violations) process.stderr.write(`${violation}\n`);
  if (violations.length > 0) process.exitCode = 1;
}
