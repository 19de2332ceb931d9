/** Owns the threads for arithmetic that would hold up an event loop; refuses work that is not plain data in and out. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Piscina } from "piscina";

let pool: Piscina | undefined;
const loadable = new Map<string, boolean>();

/**
 * Runs a module's default function on a thread and resolves with its answer. The module is named by its path below agents/,
 * and is looked for in the checkout that the process was started in. Input and answer are copied, so long texts
 * are cheap and large object trees are not. Where a thread could not load the module, as on a host that copies only
 * bundles, `inline` computes the same here. Aborting rejects and ends the thread.
 */
export async function runOnThread<I, O>(
  module: string,
  input: I,
  { signal, inline }: { signal: AbortSignal; inline: (input: I) => O },
): Promise<O> {
  const root = process.cwd();
  if (!mayLoad(root, module)) return inline(input);
  const filename = path.join(root, "agents", module);
  pool ??= new Piscina({ minThreads: 0, maxThreads: 2, idleTimeout: 10_000 });
  return (await pool.run(input, { filename, signal })) as O;
}

/** Whether a thread could import the module: it is on disk, its `#` imports lead somewhere, and Node reads TypeScript. */
export function mayLoad(root: string, module: string): boolean {
  const known = loadable.get(`${root}:${module}`);
  if (known !== undefined) return known;
  const answer =
    Boolean(process.features.typescript) &&
    existsSync(path.join(root, "agents", module)) &&
    existsSync(path.join(root, "lib", "stats")) &&
    hasImports(path.join(root, "package.json"));
  loadable.set(`${root}:${module}`, answer);
  return answer;
}

function hasImports(packageFile: string): boolean {
  return existsSync(packageFile) && "imports" in JSON.parse(readFileSync(packageFile, "utf8"));
}

/** Ends the threads; the next run starts new ones. */
export async function closeThreadPool(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.destroy();
}
