/** Owns `login`, `logout` and `whoami`. The key comes from stdin, a hidden prompt or the environment, never from an argument. */
import type { Command } from "commander";
import { openApi } from "../api.ts";
import { readSecret } from "../ask.ts";
import { defaultUrl, forget, isExposed, keep, normaliseUrl } from "../credentials.ts";
import { exitCodes, Failure } from "../failure.ts";
import type { Workspace } from "../rows.ts";
import { openCommandOutput, openSession, type SharedOptions } from "../session.ts";

export function addLoginCommands(program: Command): void {
  program
    .command("login")
    .description("keep an API key for the commands that follow: quarterdeck login < key.txt")
    .action(async (_options, command: Command) => {
      const output = openCommandOutput(command);
      const { url: askedUrl, timeout } = command.optsWithGlobals<SharedOptions>();
      const url = normaliseUrl(askedUrl ?? process.env.QUARTERDECK_URL ?? defaultUrl);
      if (isExposed(url))
        output.say(`Warning: ${url} is not encrypted, so others on the way can read the key. Use https.`);
      const key = process.env.QUARTERDECK_API_KEY || (await readSecret("API key (from the page API keys, /keys): "));
      if (!/^qd_\S{10,}$/.test(key))
        throw new Failure(
          exitCodes.signIn,
          "that is no API key: it begins with qd_. Make one on the page API keys (/keys).",
        );
      const api = openApi({ url, key, timeoutMs: timeout * 1_000, say: output.say });
      const workspace = await readWorkspace(() => api.call<Workspace>("workspace.get"));
      const file = await keep({ url, key });
      const name = workspace === null ? "a workspace this key may not read" : `"${workspace.name}"`;
      output.item({ url, workspace, kept_in: file }, () => url);
      output.say(`Signed in to ${name}. The key is kept in ${file}.`);
    });
  program
    .command("logout")
    .description("forget the kept key")
    .action(async (_options, command: Command) => {
      const output = openCommandOutput(command);
      output.say(
        (await forget())
          ? "The key is forgotten. It stays valid until it is revoked on the page API keys (/keys)."
          : "No key was kept.",
      );
    });
  program
    .command("whoami")
    .description("which workspace and which key the commands use")
    .action(async (_options, command: Command) => {
      const { api, output, url, key } = await openSession(command);
      const workspace = await api.call<Workspace>("workspace.get");
      const who = {
        url,
        key: `${key.slice(0, 8)}…`,
        workspace_id: workspace.id,
        workspace: workspace.name,
        role: workspace.role,
      };
      output.item(who, () => `${who.workspace} at ${url}, as ${who.role}, with the key ${who.key}`);
    });
}

/** Null when the key is valid and merely lacks the scope to read its workspace. */
async function readWorkspace(read: () => Promise<Workspace>): Promise<Workspace | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure && error.problem?.status === 403) return null;
    throw error;
  }
}
