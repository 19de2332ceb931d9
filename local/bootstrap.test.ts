import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findFreePort } from "#testing/postgres.ts";

let project: string;

beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), "bootstrap-"));
  mkdirSync(path.join(project, "local"));
  copyFileSync(path.join(import.meta.dirname, "bootstrap.mjs"), path.join(project, "local", "bootstrap.mjs"));
  writeFileSync(
    path.join(project, "local", "start.ts"),
    "const mode: string = process.argv[2] ?? ''; console.log('started', mode);",
  );
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function writeLock(packages: Record<string, unknown>): void {
  writeFileSync(
    path.join(project, "package.json"),
    JSON.stringify({ name: "p", version: "1.0.0", dependencies: dependencies(packages) }),
  );
  const root = { name: "p", version: "1.0.0", dependencies: dependencies(packages) };
  const lock = { name: "p", version: "1.0.0", lockfileVersion: 3, packages: { "": root, ...packages } };
  writeFileSync(path.join(project, "package-lock.json"), JSON.stringify(lock));
}

const dependencies = (packages: Record<string, unknown>) =>
  Object.fromEntries(Object.keys(packages).map(name => [name.replace("node_modules/", ""), "1.0.0"]));

function installNode(): void {
  mkdirSync(path.join(project, "node_modules", ".bin"), { recursive: true });
  symlinkSync(process.execPath, path.join(project, "node_modules", ".bin", "node"));
}

async function boot(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["local/bootstrap.mjs", "dev"], {
    cwd: project,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", chunk => {
    output += chunk;
  });
  child.stderr.on("data", chunk => {
    errors += chunk;
  });
  const code = await new Promise<number | null>(resolve => child.once("close", resolve));
  return { code, output, errors };
}

test("packages that match the lockfile are left alone and the start script runs", async () => {
  writeLock({});
  installNode();
  writeFileSync(path.join(project, "node_modules", ".package-lock.json"), JSON.stringify({ packages: {} }));
  expect(await boot()).toMatchObject({ code: 0, output: "started dev\n" });
  expect(await boot()).toMatchObject({ code: 0, output: "started dev\n" });
});

test("a changed lockfile installs again before starting", async () => {
  writeLock({});
  installNode();
  writeFileSync(path.join(project, "node_modules", ".package-lock.json"), JSON.stringify({ packages: {} }));
  await boot();
  mkdirSync(path.join(project, "ship"));
  writeFileSync(path.join(project, "ship", "package.json"), JSON.stringify({ name: "ship", version: "1.0.0" }));
  const root = { name: "p", version: "1.0.0", dependencies: { ship: "file:ship" } };
  writeFileSync(path.join(project, "package.json"), JSON.stringify(root));
  const packages = { "": root, ship: { version: "1.0.0" }, "node_modules/ship": { resolved: "ship", link: true } };
  writeFileSync(path.join(project, "package-lock.json"), JSON.stringify({ ...root, lockfileVersion: 3, packages }));
  const { code, output } = await boot();
  expect(output).toContain("Installing packages, since package-lock.json has changed.");
  expect(output).toContain("started dev");
  expect(code).toBe(0);
}, 30_000);

test("an unreachable registry is named as the cause", async () => {
  const registry = `http://127.0.0.1:${await findFreePort()}/`;
  writeLock({
    "node_modules/ship": { version: "1.0.0", resolved: `${registry}ship/-/ship-1.0.0.tgz`, integrity: "sha512-AAAA" },
  });
  const { code, output, errors } = await boot({
    npm_config_registry: registry,
    npm_config_fetch_retries: "0",
    npm_config_cache: path.join(project, "cache"),
  });
  expect(code).toBe(1);
  expect(output).toContain("since they are not installed yet");
  expect(errors).toContain("The npm registry cannot be reached");
}, 30_000);

test("a missing lockfile is named", async () => {
  expect((await boot()).errors).toContain("package-lock.json is missing");
});
