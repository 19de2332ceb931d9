/**
 * The process behind `quarterdeck runs`, apart from the command line so that nothing of local/ is loaded for hosted
 * services. Answers with one line of JSON on stdout: the address with a fresh ticket, or why there is none.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { resolveDataDir } from "../../stack/data-folder.ts";
import { isHosted } from "../../stack/hosted.ts";
import type { StackFile } from "../../stack/stack-file.ts";
import { StartError } from "../../stack/start-error.ts";
import { createTicket } from "./ticket.ts";

const projectDir = path.resolve(import.meta.dirname, "..", "..", "..");

/** Throws a StartError that says what to do when there is nothing to open, or it is not this person's to open. */
async function findAddress(): Promise<string> {
  for (const name of [".env.local", ".env"]) {
    const file = path.join(projectDir, name);
    if (existsSync(file)) process.loadEnvFile(file);
  }
  if (isHosted(process.env)) {
    throw new StartError(
      "This Quarterdeck uses an Inngest of its own (INNGEST_EVENT_KEY is set): its runs are shown there, in Inngest Cloud or on your own Inngest server.",
    );
  }
  const dataDir = resolveDataDir(projectDir, process.env);
  const url = readStack(dataDir).urls.inngest;
  const signingKey = readSigningKey(dataDir);
  try {
    await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) });
  } catch (cause) {
    throw new StartError(`The engine at ${url} does not answer: look at ${path.join(dataDir, "logs", "engine.log")}.`, {
      cause,
    });
  }
  return `${url}/runs/enter?ticket=${createTicket(signingKey)}`;
}

function readStack(dataDir: string): StackFile {
  const file = path.join(dataDir, "stack.json");
  if (!existsSync(file)) {
    throw new StartError(
      `Quarterdeck does not run on ${dataDir}: start it with \`npm start\`, then repeat this. If its data is in another folder, name that in QUARTERDECK_DATA.`,
    );
  }
  return readJson<StackFile>(file);
}

function readSigningKey(dataDir: string): string {
  return readJson<{ inngestSigningKey: string }>(path.join(dataDir, "keys.json")).inngestSigningKey;
}

function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch (cause) {
    throw new StartError(
      `${file} cannot be read (${cause instanceof Error ? cause.message : String(cause)}). Run this as the user who runs Quarterdeck.`,
      { cause },
    );
  }
}

try {
  process.stdout.write(`${JSON.stringify({ address: await findAddress() })}\n`);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stdout.write(`${JSON.stringify({ failure: error.message })}\n`);
  process.exitCode = 1;
}
