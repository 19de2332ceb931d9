/** Builds the pages when their sources changed since the last build, and only then. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tryLock } from "./lock.ts";
import type { LogFile } from "./log-file.ts";
import { sayNotice } from "./progress.ts";
import { StartError } from "./start-error.ts";

/** Folders at the top of the project that no page is built from. */
const NOT_SOURCES = new Set([
  "node_modules",
  "local",
  "testing",
  "e2e",
  "bench",
  "faults",
  "docs",
  "supabase",
  "test-results",
  "playwright-report",
  "coverage",
]);
/** A build edits these itself, so they would look changed after every first one. */
const WRITTEN_BY_NEXT = new Set(["next-env.d.ts", "tsconfig.json"]);
const NOT_BUILT = /\.(test\.tsx?|tsbuildinfo|log)$/;

function* walkSources(projectDir: string, folder: string, distDir: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    const isTop = folder === projectDir;
    if (entry.isDirectory()) {
      if (isTop && (NOT_SOURCES.has(entry.name) || entry.name.startsWith("."))) continue;
      if (file !== distDir) yield* walkSources(projectDir, file, distDir);
    } else if (entry.isFile() && !NOT_BUILT.test(entry.name) && !(isTop && entry.name.endsWith(".md"))) {
      yield file;
    }
  }
}

/** A hash over every source file and the lockfile. Addresses and keys are read when pages are served, so all starts share a build. */
export function computeFingerprint(projectDir: string, distDir: string): string {
  const hash = createHash("sha256");
  for (const file of walkSources(projectDir, projectDir, distDir)) {
    if (WRITTEN_BY_NEXT.has(path.relative(projectDir, file))) continue;
    hash
      .update(`${path.relative(projectDir, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

function runBuild(
  projectDir: string,
  environment: NodeJS.ProcessEnv,
  log: LogFile,
  signal: AbortSignal,
): Promise<boolean> {
  const next = path.join(projectDir, "node_modules", "next", "dist", "bin", "next");
  const child = spawn(process.execPath, [next, "build"], {
    cwd: projectDir,
    env: { ...environment, NODE_ENV: "production", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    killSignal: "SIGTERM",
  });
  child.stdout.on("data", chunk => log.write(chunk));
  child.stderr.on("data", chunk => log.write(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", code => resolve(code === 0));
  });
}

/** Builds if needed. Returns whether it did. Throws StartError with what to do, or with the end of the build's log. */
export async function buildPages(
  projectDir: string,
  environment: NodeJS.ProcessEnv,
  log: LogFile,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await buildIfChanged(projectDir, environment, log, signal);
  } catch (cause) {
    const { code, path: file } = cause as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EROFS" && code !== "EPERM") throw cause;
    throw new StartError(
      `The pages could not be built, since ${file} may not be written. Give your user the checkout.`,
      {
        cause,
      },
    );
  }
}

async function buildIfChanged(
  projectDir: string,
  environment: NodeJS.ProcessEnv,
  log: LogFile,
  signal: AbortSignal,
): Promise<boolean> {
  const distDir = path.resolve(projectDir, environment.NEXT_DIST_DIR || ".next");
  const stamp = path.join(distDir, "quarterdeck-build");
  const fingerprint = computeFingerprint(projectDir, distDir);
  const isBuiltAlready = () =>
    existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint && existsSync(path.join(distDir, "BUILD_ID"));
  if (isBuiltAlready()) return false;
  const release = await holdBuild(`${distDir}-lock`, signal);
  try {
    if (isBuiltAlready()) return false;
    await build();
    return true;
  } finally {
    release();
  }

  async function build(): Promise<void> {
    // Without its mark the folder comes from a build that failed or was killed, whose cache can fail every later one.
    if (!existsSync(stamp)) rmSync(distDir, { recursive: true, force: true });
    rmSync(stamp, { force: true });
    const isBuilt = await runBuild(projectDir, environment, log, signal);
    if (!isBuilt) throw new StartError(`The pages could not be built. ${log.path} ends with:\n${log.tail()}`);
    writeFileSync(stamp, fingerprint);
  }
}

/** Two builds in one folder destroy one another: the second start waits, and then finds the work done. */
async function holdBuild(file: string, signal: AbortSignal): Promise<() => void> {
  for (let isFirst = true; ; isFirst = false) {
    const taken = tryLock(file, "the build of the pages");
    if ("release" in taken) return taken.release;
    if (isFirst) sayNotice(`Another start (process ${taken.holder.pid}) is building the pages. Waiting for it.`);
    await sleep(300, undefined, { signal });
  }
}
