/** Finds a Chromium: the one that is named, one that is installed, or the one from npm, unpacked once. Downloads nothing. */
import { spawn } from "node:child_process";
import {
  accessSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { AppError } from "#lib/core/errors.ts";

export type ChromiumLaunch = { executablePath: string; env: Record<string, string>; args: string[] };

const INSTALLED_NAMES = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser"];
const INSTALLED_PATHS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const REMEDY = "install Chrome or Chromium, or set CHROMIUM_PATH to its program";

/**
 * What Playwright's `chromium.launch` needs. Throws `unavailable` with what to do when there is none.
 * @param source "any" prefers CHROMIUM_PATH, then an installed browser; "packaged" takes the one from npm
 */
export async function findChromium(source: "any" | "packaged" = "any"): Promise<ChromiumLaunch> {
  if (source === "packaged") return openPackaged();
  // Which program runs is the operator's to say, never a workspace's: read from the process, not from a connection.
  const named = process.env.CHROMIUM_PATH;
  if (named && !isExecutable(named)) {
    throw new AppError("unavailable", `CHROMIUM_PATH is ${named}, which is no program that can be run: ${REMEDY}`);
  }
  const executablePath = named || findInstalled();
  if (!executablePath) return openPackaged();
  return { executablePath, env: inheritEnvironment(), args: ["--no-sandbox"] };
}

async function openPackaged(): Promise<ChromiumLaunch> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new AppError("unavailable", `there is no Chromium on this machine: ${REMEDY}`);
  }
  const packageDir = findPackage();
  const { version }: { version: string } = JSON.parse(await readFile(path.join(packageDir, "package.json"), "utf8"));
  const folder = path.join(openCacheFolder(), `quarterdeck-chromium-${version}`);
  if (!existsSync(path.join(folder, "chromium"))) await unpackChromium(path.join(packageDir, "bin"), folder);
  const inherited = inheritEnvironment();
  return {
    executablePath: path.join(folder, "chromium"),
    env: {
      ...inherited,
      LD_LIBRARY_PATH: [path.join(folder, "lib"), inherited.LD_LIBRARY_PATH].filter(Boolean).join(":"),
      FONTCONFIG_FILE: path.join(folder, "fonts.conf"),
    },
    args: ["--no-sandbox", "--headless=shell"],
  };
}

function findPackage(): string {
  try {
    const require = createRequire(path.join(process.cwd(), "package.json"));
    return path.dirname(path.dirname(require.resolve("@sparticuz/chromium")));
  } catch (cause) {
    throw new AppError("unavailable", `there is no Chromium on this machine: ${REMEDY}`, { cause });
  }
}

/** Beside the packages, or in the person's own cache where those are read-only. */
function openCacheFolder(): string {
  const folders = [path.join(process.cwd(), "node_modules", ".cache"), path.join(homedir(), ".cache", "quarterdeck")];
  const causes: unknown[] = [];
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new AppError("unavailable", `Chromium cannot be unpacked, because no folder may be written: ${REMEDY}`, {
    cause: new AggregateError(causes),
  });
}

async function unpackChromium(source: string, folder: string): Promise<void> {
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(partial, { recursive: true });
  const program = createWriteStream(path.join(partial, "chromium"), { mode: 0o755 });
  await Promise.all([
    pipeline(createReadStream(path.join(source, "chromium.br")), createBrotliDecompress(), program),
    unpackTar(path.join(source, "swiftshader.tar.br"), partial),
    unpackTar(path.join(source, "al2023.tar.br"), partial),
    unpackTar(path.join(source, "fonts.tar.br"), partial),
  ]);
  const fontConfig = (await readFile(path.join(partial, "fonts.conf"), "utf8"))
    .replace(/<dir>[^<]*<\/dir>\s*/g, "")
    .replace(
      /<cachedir>[^<]*<\/cachedir>/,
      `<dir>${path.join(folder, "fonts")}</dir>\n  <dir>/usr/share/fonts</dir>\n  <cachedir>${path.join(folder, "fonts-cache")}</cachedir>`,
    );
  await writeFile(path.join(partial, "fonts.conf"), fontConfig);
  try {
    renameSync(partial, folder);
  } catch (cause) {
    rmSync(partial, { recursive: true, force: true });
    // Another process may have been faster; its copy is as good.
    if (!existsSync(path.join(folder, "chromium"))) throw cause;
  }
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const tar = spawn("tar", ["-x", "--no-same-owner", "-C", folder], { stdio: ["pipe", "ignore", "pipe"] });
  let errors = "";
  tar.stderr.on("data", chunk => {
    errors += chunk;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    tar.once("error", reject);
    tar.once("close", resolve);
  });
  await pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin);
  if ((await ended) !== 0) throw new Error(`${archive} could not be unpacked: ${errors}`);
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const candidates = INSTALLED_NAMES.flatMap(name => folders.map(folder => path.join(folder, name)));
  return [...candidates, ...INSTALLED_PATHS].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function inheritEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] != null));
}
