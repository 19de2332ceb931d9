/** Holds the house to its floors: each folder imports only from below, and the browser never receives the engine room. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = import.meta.dirname;
const folders = [
  "agents",
  "app",
  "bench",
  "cli",
  "components",
  "connectors",
  "e2e",
  "faults",
  "inngest",
  "lib",
  "local",
  "supabase",
  "testing",
];

/** What each part of the house may import besides itself and packages; the most specific name wins. */
const allowed: Record<string, readonly string[]> = {
  "lib/core": [],
  "lib/stats": ["lib/core"],
  "lib/db": ["lib/core"],
  "lib/model": ["lib/core"],
  "lib/kernel": ["lib/core", "lib/db", "lib/model"],
  agents: ["lib/core", "lib/stats", "lib/db", "lib/kernel"],
  connectors: ["lib/core", "lib/kernel"],
  "lib/operations": ["lib/core", "lib/stats", "lib/db", "lib/kernel"],
  "centre.ts": ["lib/core", "lib/db", "lib/model", "lib/kernel", "lib/operations", "agents", "connectors"],
  inngest: ["centre.ts", "lib/core", "lib/kernel", "lib/operations"],
  cli: ["lib/core", "lib/operations"],
  app: ["centre.ts", "inngest", "components", "lib/core", "lib/kernel", "lib/operations"],
  components: ["lib/operations"],
  local: ["supabase"],
  e2e: ["testing"],
  faults: ["testing", "agents", "inngest"],
  bench: ["testing", "faults", "agents", "lib/stats"],
  testing: ["local", "connectors"],
};
/** The only places in the kernel that an agent or a connector may see: declarations, never decisions. */
const declarations = ["define", "effects", "connector", "readings", "chat"].map(name => `lib/kernel/${name}.ts`);
/** What starts the stand-ins, what tests on their database, and the tests of the migrations that they apply. */
const mayImportLocal = ["local", "testing", "supabase"];

type Import = { file: string; target: string; isTypeOnly: boolean };

const files = [...folders.flatMap(folder => listFiles(folder)), "centre.ts", "proxy.ts"];
const imports = files.flatMap(readImports);
const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.includes("/testing/");
const shipped = imports.filter(({ file }) => !isTest(file));

describe("The floors", () => {
  it("are kept: every import goes down", () => {
    const breaches = shipped.filter(({ file, target }) => {
      const from = partOf(file);
      const to = partOf(target);
      return from !== undefined && to !== undefined && from !== to && !allowed[from]?.includes(to);
    });
    expect(breaches.map(describeImport)).toEqual([]);
  });

  it("let agents and connectors see the kernel's declarations only", () => {
    const breaches = shipped.filter(
      ({ file, target }) =>
        /^(agents|connectors)\//.test(file) && target.startsWith("lib/kernel/") && !declarations.includes(target),
    );
    expect(breaches.map(describeImport)).toEqual([]);
  });

  it("keep agents apart from one another", () => {
    const breaches = shipped.filter(({ file, target }) => {
      const [folder, from, rest] = file.split("/");
      const [targetFolder, to, targetRest] = target.split("/");
      const isInsideAgent =
        folder === "agents" && rest !== undefined && targetFolder === "agents" && targetRest !== undefined;
      return isInsideAgent && from !== to;
    });
    expect(breaches.map(describeImport)).toEqual([]);
  });

  it("give components the types of operations and nothing else of them", () => {
    const breaches = shipped.filter(
      ({ file, target, isTypeOnly }) => file.startsWith("components/") && target.startsWith("lib/") && !isTypeOnly,
    );
    expect(breaches.map(describeImport)).toEqual([]);
  });

  it("keep floors 2 to 5 out of everything that runs in the browser", () => {
    const engineRoom = /^(lib\/(db|model|kernel|operations)\/|agents\/|connectors\/|centre\.ts)/;
    const inBrowser = new Set(files.filter(file => /^\s*["']use client["']/m.test(read(file).slice(0, 400))));
    const breaches = imports.filter(
      ({ file, target, isTypeOnly }) => inBrowser.has(file) && engineRoom.test(target) && !isTypeOnly,
    );
    expect(breaches.map(describeImport)).toEqual([]);
  });

  it("leave the stand-ins to the start script: on hosted services nothing of local/ is loaded", () => {
    const breaches = imports.filter(
      ({ file, target }) => target.startsWith("local/") && !mayImportLocal.includes(file.split("/")[0] ?? ""),
    );
    expect(breaches.map(describeImport)).toEqual([]);
  });
});

describe("The sizes", () => {
  it("stay such that one person holds a file in the head", () => {
    const tooLong = files.filter(file => !file.endsWith(".gen.ts") && read(file).split("\n").length > 401);
    expect(tooLong).toEqual([]);
  });

  it("and names say what a thing is", () => {
    const vague = files.filter(file => /(^|[/-])(utils?|helpers?|common|misc|managers?|services?)([/.-]|$)/.test(file));
    expect(vague).toEqual([]);
  });
});

function listFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"));
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

function readImports(file: string): Import[] {
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s+)?([^;'"]*?from\s*)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;
  return [...read(file).matchAll(pattern)].flatMap(match => {
    const specifier = match[4] ?? match[5] ?? "";
    const target = resolveTarget(file, specifier);
    return target === undefined ? [] : [{ file, target, isTypeOnly: match[2] !== undefined }];
  });
}

function resolveTarget(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (specifier.startsWith(".")) return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  return undefined;
}

function partOf(file: string): string | undefined {
  return Object.keys(allowed)
    .filter(part => file === part || file.startsWith(`${part}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function describeImport({ file, target }: Import): string {
  return `${file} imports ${target}`;
}
