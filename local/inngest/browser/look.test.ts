/** Owns the look at the run browser in a real one: nothing that axe or the console finds, no sideways scrolling, forms by keyboard. */
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { InngestFunction } from "inngest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium } from "../../../testing/chromium.ts";
import {
  type App,
  awaitEnd,
  awaitRegistration,
  createClient,
  type EngineProcess,
  type Postgres,
  serveApp,
  signingKey,
  startEngine,
  startPostgres,
  takePort,
} from "../testing/harness.ts";
import { createTicket } from "./ticket.ts";

const timeoutMs = 120_000;
const hostile = `<img src=x onerror="console.error('ran')">`;
const enginePort = await takePort();
const client = createClient(enginePort, "desk");
const functions: InngestFunction.Any[] = [
  client.createFunction({ id: "failing", retries: 1, triggers: [{ event: "desk/failing" }] }, async ({ step }) => {
    await step.run(hostile, () => ({ text: "a long word ".repeat(500) + "x".repeat(300) }));
    await step.run("fail", () => {
      throw new Error(hostile);
    });
  }),
  client.createFunction({ id: "patient", triggers: [{ event: "desk/patient" }] }, async ({ step }) => {
    await step.waitForEvent("their answer", { event: "desk/answer", timeout: "3d" });
  }),
];

let postgres: Postgres;
let engine: EngineProcess;
let app: App;
let browser: Browser;

beforeAll(async () => {
  postgres = await startPostgres();
  app = await serveApp(client, functions);
  engine = await startEngine(postgres.url, [app.url], { port: enginePort });
  await awaitRegistration(engine, functions.length);
  const { ids } = await client.send([{ name: "desk/failing", data: { text: hostile } }, { name: "desk/patient" }]);
  await awaitEnd(engine.url, ids[0] ?? "", 1, 60_000);
  browser = await chromium.launch(await findChromium());
}, timeoutMs);

afterAll(async () => {
  await browser.close();
  await engine.kill("SIGTERM");
  await app.stop();
  await postgres.stop();
});

async function open(colorScheme: "light" | "dark", width: number): Promise<{ page: Page; troubles: string[] }> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", message => troubles.push(message.text()));
  page.on("pageerror", error => troubles.push(error.message));
  await page.goto(`${engine.url}/runs/enter?ticket=${createTicket(signingKey)}`);
  return { page, troubles };
}

async function examine(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, html: nodes[0]?.html }))).toEqual([]);
  const width = await page.locator("html").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(width).toBe(0);
}

test.each([
  ["light", 1440],
  ["dark", 390],
] as const)(
  "every page is clean in %s at %i pixels, with everything opened",
  async (theme, width) => {
    const { page, troubles } = await open(theme, width);
    await examine(page);
    for (const name of ["failing", "patient"]) {
      await page.goto(`${engine.url}/runs?function=desk-${name}`);
      await page.locator("td a.id").first().click();
      for (const details of await page.locator("details").all())
        await details.evaluate(element => element.setAttribute("open", ""));
      await examine(page);
    }
    for (const path of ["/runs/functions", "/runs?q=nothing"]) {
      await page.goto(engine.url + path);
      await examine(page);
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  },
  timeoutMs,
);

test(
  "a run is cancelled and run again with the keyboard alone, and its page follows what happens",
  async () => {
    const { page, troubles } = await open("light", 1440);
    await page.goto(`${engine.url}/runs?function=desk-patient&status=running`);
    await page.locator("td a.id").first().focus();
    await page.keyboard.press("Enter");
    const openForm = async (name: string) => {
      await page.locator("summary", { hasText: name }).focus();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
    };
    await openForm("Cancel");
    await page.locator(".state.cancelled").waitFor();
    const cancelled = page.url();
    await openForm("Run again");
    await page.waitForURL(url => url.href !== cancelled);
    await page.locator(".state.waiting").waitFor({ timeout: 30_000 });
    await client.send({ name: "desk/answer" });
    await page.locator(".state.completed").waitFor({ timeout: 30_000 });
    expect(troubles).toEqual([]);
    await page.context().close();
  },
  timeoutMs,
);
