import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { extendTailwindMerge } from "tailwind-merge";
import { expect, test } from "vitest";
import { badgeStyles } from "./badge.tsx";
import { buttonStyles } from "./button-styles.ts";
import { joinClasses } from "./join-classes.ts";

const variants = ["primary", "secondary", "ghost", "danger", "link"] as const;
const root = path.join(import.meta.dirname, "..", "..");

/** The full merger, told of the theme's own shadows. */
const mergeFully = extendTailwindMerge({ extend: { theme: { shadow: ["card", "float"] } } });

function readSources(folder: string): string[] {
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" });
  return names.filter(name => name.endsWith(".tsx")).map(name => readFileSync(path.join(root, folder, name), "utf8"));
}

function collect(sources: readonly string[], pattern: RegExp): string[] {
  return [...new Set(sources.flatMap(source => [...source.matchAll(pattern)].map(found => found[1] ?? "")))];
}

test("a caller's class wins over the component's own, under the same condition only", () => {
  expect(joinClasses("h-8 px-3 text-sm text-muted", "h-10 text-accent")).toBe("px-3 text-sm h-10 text-accent");
  expect(joinClasses("max-md:h-11 h-8", "h-10")).toBe("max-md:h-11 h-10");
  expect(joinClasses("px-2 pt-1", "p-4")).toBe("p-4");
  expect(joinClasses("[&_svg]:size-4", "size-6", false, null)).toBe("[&_svg]:size-4 size-6");
});

test("every list of classes that a page hands to a component comes out as the full merger would have it", () => {
  const own = collect([...readSources("app"), ...readSources("components")], /joinClasses\(\s*"([^"]+)"/g);
  const given = collect(
    [...readSources("app"), ...readSources("components")],
    /<[A-Z]\w*(?=\s)[^<>]*?className="([^"]+)"/g,
  );
  expect(own.length).toBeGreaterThan(30);
  expect(given.length).toBeGreaterThan(60);
  const differences: string[] = [];
  for (const base of [...variants.map(variant => buttonStyles({ variant })), badgeStyles(), ...own]) {
    for (const classes of given) {
      const [ours, theirs] = [joinClasses(base, classes), mergeFully(base, classes)];
      if (ours !== theirs) differences.push(`${base} + ${classes}\n  ${ours}\n  ${theirs}`);
    }
  }
  expect(differences.slice(0, 5)).toEqual([]);
});
