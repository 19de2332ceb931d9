/**
 * Loaded into the worker of the fault `poison` before anything else, by Node's own `--import`: some inputs then make the task
 * "Ask for research" end its process, be ended by the system, or never return, as a bug in a task could. Does nothing elsewhere.
 */
import { isMainThread } from "node:worker_threads";

/** The number of contacts asked for that means each kind of poison. */
export const poisons = { exit: 41, killed: 42, loop: 43 } as const;

if (isMainThread && process.argv[1]?.endsWith("inngest/worker.ts")) {
  const { research } = await import("#agents/prospect/research.ts");
  const healthy = research.run;
  research.run = (context, params) => {
    if (params.limit === poisons.exit) process.exit(1);
    if (params.limit === poisons.killed) process.kill(process.pid, "SIGKILL");
    if (params.limit === poisons.loop) for (;;);
    return healthy(context, params);
  };
}
