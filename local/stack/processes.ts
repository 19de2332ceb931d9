/** What our own two processes run: the worker and the pages, with whatever services their environment names. */
import path from "node:path";
import type { ChildCommand } from "./child.ts";

export type Mode = "start" | "dev";

export function workerCommand(projectDir: string, mode: Mode, environment: NodeJS.ProcessEnv): ChildCommand {
  const watch = mode === "dev" ? ["--watch", "--watch-preserve-output"] : [];
  return {
    command: process.execPath,
    args: [...watch, path.join(projectDir, "inngest", "worker.ts")],
    cwd: projectDir,
    env: { ...environment, NODE_ENV: mode === "dev" ? "development" : "production" },
  };
}

export function pagesCommand(
  projectDir: string,
  mode: Mode,
  host: string,
  environment: NodeJS.ProcessEnv,
): ChildCommand {
  const next = path.join(projectDir, "node_modules", "next", "dist", "bin", "next");
  return {
    command: process.execPath,
    args: [next, mode, "-H", host, "-p", environment.PORT ?? "3000"],
    cwd: projectDir,
    env: { ...environment, NODE_ENV: mode === "dev" ? "development" : "production" },
  };
}
