/** Owns Lighthouse's figures of the main pages, signed in, on a full sample workspace: the worst page counts, the median of its runs. */
import lighthouse, { desktopConfig } from "lighthouse";
import { percentile } from "#testing/percentile.ts";
import { findFreePort } from "#testing/postgres.ts";
import type { Product } from "#testing/product.ts";
import { report } from "../measure.ts";
import { fillDesk, openDesk } from "./desk.ts";

const pages = { overview: "/", timeline: "/timeline", approvals: "/approvals" };
const presets = { desktop: desktopConfig, mobile: undefined };
type Preset = keyof typeof presets;

type LighthouseScores = { performance: number; accessibility: number; cls: number; facts: string };

/** Reports `lighthouse_desktop`, `lighthouse_mobile`, `lighthouse_accessibility` and `cls`, and each page's own figures. */
export async function measureLighthouse(product: Pick<Product, "url">, runs = 3): Promise<void> {
  const debuggingPort = await findFreePort();
  const desk = await openDesk(product, "sample", { debuggingPort });
  const worst: Record<Preset, number> = { desktop: 100, mobile: 100 };
  let accessibility = 100;
  let cls = 0;
  try {
    await fillDesk(desk);
    // What is compiled or read for the first time is read before anything is measured.
    for (const path of Object.values(pages)) await desk.visit(path);
    await desk.page.goto("about:blank");
    for (const preset of Object.keys(presets) as Preset[]) {
      for (const [name, path] of Object.entries(pages)) {
        const scores: LighthouseScores[] = [];
        for (let run = 0; run < runs; run += 1)
          scores.push(await runLighthouse(product.url + path, preset, debuggingPort));
        const performance = percentile(
          scores.map(score => score.performance),
          0.5,
        );
        report(`lighthouse_${preset}_${name}`, performance, scores.map(({ facts }) => facts).join("; "));
        worst[preset] = Math.min(worst[preset], performance);
        accessibility = Math.min(accessibility, ...scores.map(score => score.accessibility));
        cls = Math.max(cls, ...scores.map(score => score.cls));
      }
    }
  } finally {
    await desk.close();
  }
  report("lighthouse_desktop", worst.desktop, "of 100");
  report("lighthouse_mobile", worst.mobile, "of 100");
  report("lighthouse_accessibility", accessibility, "of 100");
  report("cls", cls, "");
}

/** One run on one page. Throws with what accessibility found wanting, since that has no noise. */
async function runLighthouse(url: string, preset: Preset, port: number): Promise<LighthouseScores> {
  const flags = { port, onlyCategories: ["performance", "accessibility"], disableStorageReset: true };
  const result = await lighthouse(url, flags, presets[preset]);
  if (result === undefined) throw new Error(`Lighthouse said nothing about ${url}`);
  const { categories, audits, runtimeError } = result.lhr;
  if (runtimeError !== undefined) throw new Error(`Lighthouse on ${url}: ${runtimeError.message}`);
  for (const { id, weight } of categories.accessibility?.auditRefs ?? []) {
    if (weight > 0 && audits[id]?.score === 0) process.stderr.write(`${url}: ${audits[id].title}\n`);
  }
  const read = (id: string) => Math.round(audits[id]?.numericValue ?? 0);
  return {
    performance: Math.round((categories.performance?.score ?? 0) * 100),
    accessibility: Math.round((categories.accessibility?.score ?? 0) * 100),
    cls: audits["cumulative-layout-shift"]?.numericValue ?? 0,
    facts: `FCP ${read("first-contentful-paint")} LCP ${read("largest-contentful-paint")} TBT ${read("total-blocking-time")} SI ${read("speed-index")}`,
  };
}
