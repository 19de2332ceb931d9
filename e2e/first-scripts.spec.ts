/** What a page loads before anybody touches it, read from the build under test: nobody exceeds it unnoticed. */
import path from "node:path";
import { expect, test } from "@playwright/test";
import { listFirstScripts } from "#testing/first-scripts.ts";

const allowedKb = 200;

test("no page loads more than 200 kB of compressed script before it can be used", () => {
  const pages = listFirstScripts(path.resolve(import.meta.dirname, "..", process.env.NEXT_DIST_DIR || ".next"));
  expect(pages.map(page => page.route)).toEqual(expect.arrayContaining(["/", "/timeline", "/approvals"]));
  const tooHeavy = pages.filter(({ kb }) => kb > allowedKb).map(({ route, kb }) => `${route}: ${kb.toFixed(1)} kB`);
  expect(tooHeavy, "load what is not needed for the first picture by dynamic()").toEqual([]);
});
