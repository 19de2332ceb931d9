/** Owns `first_js_kb`: the compressed scripts of the heaviest page of the build before anybody touches it, with every page's. */
import path from "node:path";
import { listFirstScripts } from "#testing/first-scripts.ts";
import { report } from "../measure.ts";

/** Reports every page's weight, then the heaviest. The build is the one that was just served. */
export function reportFirstScripts(): void {
  const pages = listFirstScripts(path.resolve(import.meta.dirname, "../..", process.env.NEXT_DIST_DIR || ".next"));
  for (const { route, kb } of pages) report(`first_js ${route}`, kb, "kB");
  report("first_js_kb", pages[0]?.kb ?? Number.NaN, "kB");
}
