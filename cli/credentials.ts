/** Owns where the key is kept between commands: one file only its owner may read, or the environment. Never an argument. */
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { exitCodes, Failure, refuseUsage } from "./failure.ts";

export type Credentials = { url: string; key: string };

export const defaultUrl = "http://localhost:3000";

function locate(): string {
  const home = process.platform === "win32" ? process.env.APPDATA : process.env.XDG_CONFIG_HOME;
  return path.join(home || path.join(os.homedir(), ".config"), "quarterdeck", "credentials.json");
}

/** What is kept, or null. Throws when the file cannot be understood. */
export async function readKept(): Promise<Credentials | null> {
  const text = await readFile(locate(), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new Failure(exitCodes.signIn, `${locate()} cannot be read: ${error.message}`);
  });
  if (text === null) return null;
  try {
    const { url, key } = JSON.parse(text) as Partial<Credentials>;
    if (typeof url === "string" && typeof key === "string") return { url, key };
  } catch {
    // Said below, like any other content that is not ours.
  }
  throw new Failure(exitCodes.signIn, `${locate()} is damaged: run \`quarterdeck login\` again`);
}

/** Keeps a key for the owner of this account alone, and says where. */
export async function keep(credentials: Credentials): Promise<string> {
  const file = locate();
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
  return file;
}

/** Forgets the kept key; true when there was one. */
export async function forget(): Promise<boolean> {
  const had = await readFile(locate()).then(
    () => true,
    () => false,
  );
  await rm(locate(), { force: true });
  return had;
}

/** Address and key for a command: the environment first, then what is kept. A kept key is never sent to another address. */
export async function findCredentials(askedUrl: string | undefined): Promise<Credentials> {
  const url = askedUrl ?? process.env.QUARTERDECK_URL;
  const key = process.env.QUARTERDECK_API_KEY;
  if (key) return { url: normaliseUrl(url ?? (await readKept())?.url ?? defaultUrl), key };
  const kept = await readKept();
  if (kept === null)
    throw new Failure(exitCodes.signIn, "you are not signed in: run `quarterdeck login`, or set QUARTERDECK_API_KEY");
  if (url !== undefined && normaliseUrl(url) !== kept.url) {
    throw new Failure(
      exitCodes.signIn,
      `the kept key belongs to ${kept.url}: run \`quarterdeck login --url ${url}\` for the other one`,
    );
  }
  return kept;
}

/** An address without its trailing slash. Throws a usage failure for what is no http address. */
export function normaliseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw refuseUsage(`--url must be an http or https address, not "${text}"`);
  return text.replace(/\/+$/, "");
}

/** True when a key would travel unencrypted to another machine. */
export function isExposed(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
