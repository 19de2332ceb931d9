/** Owns what a built page loads before anybody touches it, read from the build's own manifests: the frame's scripts and the page's. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";

/** `kb` is thousands of bytes, compressed as the server sends them. */
type FirstScripts = { route: string; kb: number; files: string[] };

/** Loaded when something goes wrong, and not before. */
const isForFailure = (entry: string) => /\/(error|not-found|global-error)$/.test(entry);

/** Every page of a build, the heaviest first. Throws when the folder holds no build. */
export function listFirstScripts(distDir: string): FirstScripts[] {
  const { rootMainFiles } = JSON.parse(readFileSync(path.join(distDir, "build-manifest.json"), "utf8"));
  const sizes = new Map<string, number>();
  const measure = (file: string) => {
    const bytes = sizes.get(file) ?? gzipSync(readFileSync(path.join(distDir, file))).length;
    sizes.set(file, bytes);
    return bytes;
  };
  return listManifests(path.join(distDir, "server", "app"))
    .flatMap(manifest => {
      const scope: { __RSC_MANIFEST?: Record<string, { entryJSFiles: Record<string, string[]> }> } = {};
      runInNewContext(readFileSync(manifest, "utf8"), { globalThis: scope });
      return Object.entries(scope.__RSC_MANIFEST ?? {}).map(([route, { entryJSFiles }]) => {
        const entries = Object.entries(entryJSFiles).filter(([entry]) => !isForFailure(entry));
        const files = [...new Set<string>([...rootMainFiles, ...entries.flatMap(([, own]) => own)])];
        return { route: nameRoute(route), kb: files.reduce((sum, file) => sum + measure(file), 0) / 1_000, files };
      });
    })
    .toSorted((a, b) => b.kb - a.kb);
}

function listManifests(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(file => file.endsWith("page_client-reference-manifest.js"))
    .map(file => path.join(folder, file));
}

/** "/(centre)/timeline/page" as people write it: "/timeline". */
function nameRoute(entry: string): string {
  return entry.replace(/\/page$/, "").replaceAll(/\/\([^)]+\)/g, "") || "/";
}
