/**
 * What `npm start` runs first, on whichever Node (20 or newer) is there: makes sure that the packages are installed
 * as the lockfile says, then hands over to the project's own Node. Uses no package itself.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 20;
const PROJECT_NODE = 24;

const projectDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modulesDir = path.join(projectDir, "node_modules");
const lockFile = path.join(projectDir, "package-lock.json");
const stampFile = path.join(modulesDir, ".quarterdeck-lockfile");

function fail(message) {
  process.stderr.write(`\nQuarterdeck did not start. ${message}\n`);
  process.exit(1);
}

/** A mark of exactly these packages on exactly this kind of machine. */
function computeStamp() {
  const hash = createHash("sha256").update(readFileSync(lockFile)).digest("hex");
  return `${hash} ${process.platform}-${process.arch}\n`;
}

/** Whether npm's own record of what it installed agrees with the lockfile, as after a plain `npm ci`. */
function isInstalledByHand() {
  const recordFile = path.join(modulesDir, ".package-lock.json");
  if (!existsSync(recordFile)) return false;
  const installed = JSON.parse(readFileSync(recordFile, "utf8")).packages ?? {};
  const wanted = JSON.parse(readFileSync(lockFile, "utf8")).packages ?? {};
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "" || entry.link) return true;
    const found = installed[name];
    if (!found) return entry.optional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** Says why packages must be installed, or nothing when they are as they should be. */
function findReasonToInstall() {
  if (!existsSync(lockFile)) fail(`${lockFile} is missing. Restore it; it says which packages belong to this version.`);
  if (!existsSync(modulesDir)) return "they are not installed yet";
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === computeStamp()) return undefined;
  if (isInstalledByHand()) {
    markInstalled();
    return undefined;
  }
  return existsSync(stampFile) ? "package-lock.json has changed" : "they do not match package-lock.json";
}

function markInstalled() {
  try {
    writeFileSync(stampFile, computeStamp());
  } catch {
    // A read-only checkout works as well; the comparison is then made again at every start.
  }
}

const CAUSES = [
  [/ENOSPC|no space left/i, "The disk is full. Free some space and start again."],
  [/EDQUOT|quota exceeded/i, "Your disk quota is used up. Free some space and start again."],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network request|ERR_SOCKET_TIMEOUT/i,
    "The npm registry cannot be reached. Check the network connection or proxy (npm config get registry) and start again.",
  ],
  [/EROFS/i, "This folder is read-only. Move the checkout to a folder that you may write to."],
  [/EACCES|EPERM/i, "npm may not write here. Give your user this folder (and ~/.npm), and start again."],
  [/EINTEGRITY/i, "A downloaded package is damaged. Run: npm cache clean --force, and start again."],
  [/E401|E403/i, "The npm registry refused access. Check your npm login or registry setting, and start again."],
  [
    /E404|ETARGET/i,
    "The npm registry does not have one of the packages. Check the registry setting (npm config get registry).",
  ],
  [
    /EUSAGE|can only install packages when|in sync/i,
    "package.json and package-lock.json disagree. Restore both from the repository.",
  ],
  [/EBADENGINE/i, "A package refuses this version of Node.js. Install Node.js 24."],
];

function install(reason) {
  const startedAt = Date.now();
  process.stdout.write(`Installing packages, since ${reason}. This takes a minute or two …\n`);
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const npmScript = process.env.npm_execpath;
  const isScript = npmScript !== undefined && /\.[cm]?js$/.test(npmScript) && existsSync(npmScript);
  const [command, ...rest] = isScript ? [process.execPath, npmScript, ...args] : ["npm", ...args];
  // Without these a caller's "omit" setting or NODE_ENV would leave out what building the pages needs.
  const { NODE_ENV: _environment, npm_config_omit: _omit, ...environment } = process.env;
  const result = spawnSync(command, rest, {
    cwd: projectDir,
    env: environment,
    stdio: ["inherit", "inherit", "pipe"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) {
    fail(
      result.error.code === "ENOENT"
        ? "npm was not found. Install Node.js with npm (https://nodejs.org)."
        : result.error.message,
    );
  }
  if (result.signal || result.status === 130 || result.status === 143) process.exit(130);
  if (result.status !== 0) {
    const said = result.stderr.trim().split("\n").slice(-15).join("\n");
    const cause = CAUSES.find(([pattern]) => pattern.test(result.stderr));
    fail(`The packages could not be installed. ${cause ? cause[1] : "npm gave this reason:"}\n\n${said}`);
  }
  markInstalled();
  process.stdout.write(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.\n`);
}

/** The project's Node, or this one when it is as new (npm may have been told to run no install scripts). */
function findNode() {
  const own = path.join(modulesDir, ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (existsSync(own)) {
    const probe = spawnSync(own, ["--version"], { encoding: "utf8" });
    if (probe.status === 0 && Number(probe.stdout.slice(1).split(".")[0]) >= PROJECT_NODE) return own;
  }
  if (Number(process.versions.node.split(".")[0]) >= PROJECT_NODE) return process.execPath;
  return fail(
    `Node.js ${PROJECT_NODE} could not be run from node_modules (npm may be set to ignore install scripts, or this system is not supported). Install Node.js ${PROJECT_NODE} and start again.`,
  );
}

if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
  fail(`Node.js ${process.versions.node} is too old. Install Node.js ${OLDEST_NODE} or newer (https://nodejs.org).`);
}
if (process.platform === "win32") {
  fail("The embedded stack needs Linux or macOS. On Windows, start it inside WSL 2.");
}

const reason = findReasonToInstall();
if (reason) install(reason);

// Keeps compiled and type-stripped code between starts: faster, and the stripper stays out of memory.
const environment = { NODE_COMPILE_CACHE: path.join(modulesDir, ".cache", "quarterdeck-code"), ...process.env };
const STEPS = {
  start: [["local/start.ts", "start"]],
  dev: [["local/start.ts", "dev"]],
  test: [["testing/run-all.ts"]],
  bench: [["bench/run.ts"]],
  "bench:quality": [["bench/quality/run.ts"]],
  faults: [["faults/run.ts"]],
  conformance: [["node_modules/vitest/vitest.mjs", "run", "local/inngest/conformance"]],
};
const [name = "start", ...rest] = process.argv.slice(2);
const steps = STEPS[name] ?? fail(`"${name}" is none of ${Object.keys(STEPS).join(", ")}.`);

let child;
const pass = signal => child?.kill(signal);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => pass(signal));
// npm passes a SIGTERM on to its shell, which dies of it and tells nobody: the loss of that parent is the signal then.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid !== parent && pass("SIGTERM"), 250).unref();
}

const node = findNode();
for (const [script, ...args] of steps) {
  // What a person adds (npm test -- lib/stats) narrows the one step of a command, or the first of several.
  const own = steps[0][0] === script ? [...args, ...rest] : args;
  child = spawn(node, [path.join(projectDir, script), ...own], { cwd: projectDir, env: environment, stdio: "inherit" });
  const code = await new Promise(resolve => {
    child.once("error", error => fail(`Node could not be run: ${error.message}`));
    child.once("exit", (exitCode, signal) => resolve(signal ? 1 : (exitCode ?? 1)));
  });
  if (code !== 0 || rest.length > 0) process.exit(code);
}
