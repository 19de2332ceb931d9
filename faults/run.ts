/** `npm run faults [-- name…] [--cycles N] [--seed N] [--json]`: brings faults about on a product of its own and counts what did not hold. */
import { parseArgs } from "node:util";
import { faults } from "./list.ts";
import { killNow, listDescendants } from "./processes.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cycles: { type: "string" }, seed: { type: "string" }, json: { type: "boolean", default: false } },
});

function readCount(name: "cycles" | "seed", fallback?: number): number | undefined {
  const text = values[name];
  if (text === undefined) return fallback;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new Error(`--${name} takes a whole number, not "${text}"`);
}

const cycles = readCount("cycles");
const seed = readCount("seed", Math.floor(Math.random() * 2 ** 31)) as number;
const unknown = positionals.filter(name => !faults.some(fault => fault.name === name));
if (unknown.length > 0) {
  throw new Error(
    `there is no fault "${unknown.join(", ")}": choose from ${faults.map(({ name }) => name).join(", ")}`,
  );
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    // Whatever it was in the middle of: the product that it started must not outlive it.
    for (const pid of listDescendants(process.pid)) killNow(pid);
    process.exit(130);
  });
}

const say = (line: string) => process.stderr.write(`  ${line}\n`);
for (const fault of faults.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  say(`${fault.name} (--seed ${seed}): ${fault.promise}`);
  const startedAt = performance.now();
  const outcome = await fault.run({ cycles, seed, say }).catch((error: unknown) => ({
    counts: {},
    violations: [`it could not be carried out: ${error instanceof Error ? (error.stack ?? error.message) : error}`],
    skipped: undefined,
  }));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  if (outcome.violations.length > 0) process.exitCode = 1;
  if (values.json) process.stdout.write(`${JSON.stringify({ name: fault.name, seed, seconds, ...outcome })}\n`);
  else {
    const counts = Object.entries(outcome.counts).map(([name, value]) => `${name} ${value}`);
    const verdict = outcome.skipped ?? (outcome.violations.length === 0 ? "kept" : "BROKEN");
    process.stdout.write(`${fault.name}: ${verdict} in ${seconds} s. ${counts.join(", ")}\n`);
    for (const violation of outcome.violations) process.stdout.write(`  ${violation}\n`);
  }
}
