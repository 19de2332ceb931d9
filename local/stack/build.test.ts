import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { computeFingerprint } from "./build.ts";

let project: string;
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
  writeFileSync(path.join(project, file), text);
};
const compute = () => computeFingerprint(project, path.join(project, ".next"));

beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), "build-"));
  write("app/page.tsx", "one");
  write("package-lock.json", "{}");
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

test.each(["app/page.tsx", "lib/core/clock.ts", "package-lock.json", ".env", "agents/outreach/AGENT.md"])(
  "a change of %s asks for a new build",
  file => {
    const before = compute();
    write(file, "changed");
    expect(compute()).not.toBe(before);
  },
);

test("no page takes an address or a key from the moment of its build, so that all starts can share one", () => {
  const root = path.join(import.meta.dirname, "..", "..");
  const sources = ["app", "components", "lib"].flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(file =>
      path.join(root, folder, file),
    ),
  );
  const baked = sources.filter(
    file => /\.tsx?$/.test(file) && /process\.env(\.|\[["'`])NEXT_PUBLIC_/.test(readFileSync(file, "utf8")),
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(baked).toEqual([]);
});

test.each([
  "app/page.test.tsx",
  "docs/guide.md",
  "README.md",
  ".data/keys.json",
  ".next/BUILD_ID",
  "local/start.ts",
  "tsconfig.json",
])("a change of %s does not", file => {
  const before = compute();
  write(file, "changed");
  expect(compute()).toBe(before);
});
