/** Owns the figures of the pages: a production build on a product of its own, in a real Chromium, signed in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startProduct } from "#testing/product.ts";
import { keepCommitTimes, measureCommitToPixel } from "./commit-to-pixel.ts";
import { reportFirstScripts } from "./first-js.ts";
import { measureInteractions } from "./interactions.ts";
import { measureLighthouse } from "./lighthouse.ts";

const environment = { API_REQUESTS_PER_MINUTE: "10000000", LOG_LEVEL: "warn", SMTP_URL: "" };

/** Reports them all. */
export async function measurePages(): Promise<void> {
  const first = await startProduct({ environment, dataDir: mkdtempSync(path.join(tmpdir(), "quarterdeck-bench-")) });
  await keepCommitTimes(first.dataDir);
  await first.stop();
  const product = await startProduct({ environment, dataDir: first.dataDir, ports: first.ports });
  try {
    reportFirstScripts();
    await measureCommitToPixel(product);
    await measureLighthouse(product);
    await measureInteractions(product);
  } finally {
    await product.stop();
    rmSync(product.dataDir, { recursive: true, force: true });
  }
}
