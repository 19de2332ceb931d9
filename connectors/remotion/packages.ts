/** Owns the way to Remotion's packages, which are not part of this product: found at run time, or not there. */
import { createRequire } from "node:module";
import path from "node:path";
import { AppError } from "#lib/core/errors.ts";

type Common = {
  serveUrl: string;
  inputProps: Record<string, unknown>;
  browserExecutable: string;
  chromeMode: "chrome-for-testing";
  logLevel: "error";
};

/** What is used of Remotion 4. */
export type Remotion = {
  bundle(options: { entryPoint: string; outDir: string; rootDir: string }): Promise<string>;
  selectComposition(options: Common & { id: string }): Promise<{ durationInFrames: number }>;
  renderMedia(
    options: Common & {
      composition: { durationInFrames: number };
      codec: "h264";
      outputLocation: null;
      muted: true;
      licenseKey?: string;
      cancelSignal: unknown;
      onProgress(told: { progress: number }): void;
    },
  ): Promise<{ buffer: Uint8Array | null }>;
  makeCancelSignal(): { cancelSignal: unknown; cancel(): void };
};

const NAMES = ["remotion", "@remotion/renderer", "@remotion/bundler"] as const;
const findPackages = () => createRequire(path.join(process.cwd(), "package.json"));

export function isRemotionInstalled(): boolean {
  const require = findPackages();
  return NAMES.every(name => {
    try {
      require.resolve(name);
      return true;
    } catch {
      return false;
    }
  });
}

/** Remotion's functions. Throws `unavailable` with what to install when its packages are not there. */
export function loadRemotion(): Remotion {
  if (!isRemotionInstalled()) {
    throw new AppError("unavailable", `Remotion is not installed: npm i ${NAMES.join(" ")}, all of one version`);
  }
  const require = findPackages();
  return { ...require("@remotion/bundler"), ...require("@remotion/renderer") } as Remotion;
}
