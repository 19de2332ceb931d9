/** Runs the database's preparation in its own process and turns its failures into messages. */
import { spawn } from "node:child_process";
import path from "node:path";
import type { MigrationOutcome } from "../postgres/migrate.ts";
import type { PrepareRequest } from "../postgres/prepare.ts";
import { StartError } from "./start-error.ts";

/** Bootstraps and migrates. Throws StartError when a migration is refused or fails. */
export async function prepareDatabase(projectDir: string, request: PrepareRequest): Promise<MigrationOutcome> {
  const child = spawn(process.execPath, [path.join(projectDir, "local", "postgres", "prepare.ts")], {
    cwd: projectDir,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", chunk => {
    output += chunk;
  });
  child.stderr.on("data", chunk => {
    errors += chunk;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(request));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 2) throw new StartError(errors);
  if (code !== 0) throw new Error(`The database could not be prepared. ${errors.trim()}`);
  return JSON.parse(output);
}
