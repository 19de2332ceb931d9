/** How the journeys run: a real Chromium against the running product, one at a time, with a trace of what failed. */
import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "#testing/chromium.ts";

const { executablePath, args, env } = await findChromium();

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  // As for the other tests: `npm test` names what needed it.
  retries: 1,
  workers: 1,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : "list",
  use: {
    baseURL: process.env.QUARTERDECK_URL,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args, env },
  },
  projects: [{ name: "desktop", use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } } }],
});
