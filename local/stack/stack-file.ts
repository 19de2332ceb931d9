/** Writes <data>/stack.json: where everything listens and which process it is, for tools and people. No secrets. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Ports } from "./ports.ts";

export type StackFile = {
  state: "starting" | "ready";
  mode: "start" | "dev";
  startedAt: string;
  urls: { app: string; supabase: string; inngest: string; worker: string; postgres: string };
  pids: Record<string, number>;
};

export function buildUrls(ports: Ports): StackFile["urls"] {
  return {
    app: `http://localhost:${ports.app}`,
    supabase: `http://127.0.0.1:${ports.supabase}`,
    inngest: `http://127.0.0.1:${ports.inngest}`,
    worker: `http://127.0.0.1:${ports.worker}`,
    postgres: `postgresql://127.0.0.1:${ports.postgres}/postgres`,
  };
}

export function writeStackFile(dataDir: string, content: StackFile): void {
  const file = path.join(dataDir, "stack.json");
  writeFileSync(`${file}.partial`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${file}.partial`, file);
}

export function removeStackFile(dataDir: string): void {
  rmSync(path.join(dataDir, "stack.json"), { force: true });
}
