/** Owns what a command works with: the API and the output, opened from the options that every command shares. */
import type { Command } from "commander";
import { type Api, openApi } from "./api.ts";
import { findCredentials } from "./credentials.ts";
import { type Output, openOutput } from "./output.ts";

export type SharedOptions = { json?: boolean; quiet?: boolean; url?: string; timeout: number };

export type Session = { api: Api; output: Output; url: string; key: string };

/** The output that a command's options ask for. */
export function openCommandOutput(command: Command): Output {
  const options = command.optsWithGlobals<SharedOptions>();
  return openOutput({ isJson: options.json === true, isQuiet: options.quiet === true });
}

/** API and output for a command. Throws a sign-in failure when there is no key. */
export async function openSession(command: Command): Promise<Session> {
  const options = command.optsWithGlobals<SharedOptions>();
  const output = openCommandOutput(command);
  const { url, key } = await findCredentials(options.url);
  return { api: openApi({ url, key, timeoutMs: options.timeout * 1_000, say: output.say }), output, url, key };
}
