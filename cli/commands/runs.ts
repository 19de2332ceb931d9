/** Owns `runs`: an address that opens the run browser once; a process of its own makes it, since the command line loads nothing of the embedded stack. */
import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { exitCodes, Failure } from "../failure.ts";
import { openCommandOutput } from "../session.ts";

export function addRunsCommand(program: Command): void {
  program
    .command("runs")
    .description("an address that shows every run of the embedded engine: steps, payloads, errors; cancel, run again")
    .action(async (_options, command: Command) => {
      const output = openCommandOutput(command);
      const address = await makeAddress();
      output.item({ address }, () => address);
      output.say("Open it on this machine within a minute; it is good once.");
    });
}

async function makeAddress(): Promise<string> {
  const script = path.join(import.meta.dirname, "..", "..", "local", "inngest", "browser", "main.ts");
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [answer, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }),
  ]);
  if (answer === "")
    throw new Error(`the process that makes the address ended with code ${code} and without an answer`);
  const read: { address?: string; failure?: string } = JSON.parse(answer);
  if (read.address !== undefined) return read.address;
  throw new Failure(exitCodes.failed, read.failure ?? "there is no address");
}
