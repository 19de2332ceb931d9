import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { computeFingerprint } from "./build.ts";

let project: string;
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
  writeFileSync(path.join(project, file), text);
};
const compute = (environment: Record<string, string> = {}) =>
  computeFingerprint(project, path.join(project, ".next"), environment as unknown as NodeJS.ProcessEnv);

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

test("a value that is written into the pages asks for a new build, a secret of the server does not", () => {
  const before = compute({ NEXT_PUBLIC_SUPABASE_URL: "http://a", SUPABASE_SECRET_KEY: "a" });
  expect(compute({ NEXT_PUBLIC_SUPABASE_URL: "http://b", SUPABASE_SECRET_KEY: "a" })).not.toBe(before);
  expect(compute({ NEXT_PUBLIC_SUPABASE_URL: "http://a", SUPABASE_SECRET_KEY: "b" })).toBe(before);
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
