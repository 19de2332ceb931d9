import { chromium } from "@playwright/test";
import { describe, expect, test } from "vitest";
import { type ChromiumLaunch, findChromium } from "./chromium.ts";

async function takeScreenshot(launch: ChromiumLaunch): Promise<{ image: Buffer; width: number }> {
  const browser = await chromium.launch(launch);
  const context = await browser.newContext({ viewport: { width: 320, height: 200 } });
  const page = await context.newPage();
  await page.setContent("<h1 style='font: 40px sans-serif; display: inline-block'>Ship ahoy</h1>");
  const width = await page.locator("h1").evaluate(element => element.getBoundingClientRect().width);
  const image = await page.screenshot();
  await context.close();
  await browser.close();
  return { image, width };
}

test("a Chromium is found on this machine and takes a screenshot with text", async () => {
  const { image, width } = await takeScreenshot(await findChromium());
  expect(image.subarray(1, 4).toString()).toBe("PNG");
  expect(width).toBeGreaterThan(100);
});

describe.runIf(process.platform === "linux" && process.arch === "x64")("the Chromium from npm", () => {
  test("is unpacked once and takes a screenshot with text", async () => {
    const { image, width } = await takeScreenshot(await findChromium("packaged"));
    expect(image.subarray(1, 4).toString()).toBe("PNG");
    expect(width).toBeGreaterThan(100);
  }, 60_000);
});

test("a CHROMIUM_PATH that is no program is refused by name", async () => {
  const before = process.env.CHROMIUM_PATH;
  process.env.CHROMIUM_PATH = "/nowhere/chromium";
  try {
    await expect(findChromium()).rejects.toThrow("CHROMIUM_PATH is /nowhere/chromium");
  } finally {
    if (before === undefined) delete process.env.CHROMIUM_PATH;
    else process.env.CHROMIUM_PATH = before;
  }
});
