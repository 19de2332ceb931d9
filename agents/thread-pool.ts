/** Owns the threads for arithmetic that would hold up an event loop; refuses work that is not plain data in and out. */
import { existsSync } from "node:fs";
import path from "node:path";
import { Piscina } from "piscina";

let pool: Piscina | undefined;

/**
 * Runs a module's default function on a thread and resolves with its answer. The module is named by its path below agents/,
 * and is looked for in the checkout that the process was started in. Input and answer are copied, so long texts
 * are cheap and large object trees are not. Where the module is not on disk, as in a bundle, `inline` computes the same
 * here. Aborting rejects and ends the thread.
 */
export async function runOnThread<I, O>(
  module: string,
  input: I,
  { signal, inline }: { signal: AbortSignal; inline: (input: I) => O },
): Promise<O> {
  const filename = path.join(process.cwd(), "agents", module);
  if (!existsSync(filename)) return inline(input);
  pool ??= new Piscina({ minThreads: 0, maxThreads: 2, idleTimeout: 10_000 });
  return (await pool.run(input, { filename, signal })) as O;
}

/** Ends the threads; the next run starts new ones. */
export async function closeThreadPool(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.destroy();
}
