/** The live connection is lost in every way it can be, and comes back: nothing is missing then, nothing is there twice, and the page says how it stands. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { callApi, expect, openEmpty, openSample, signUp, test, visit } from "./desk.ts";

const indicator = (page: Page, word: string) =>
  page.locator(`button[aria-label^="${word}. "]`).filter({ visible: true });

/** Starts tasks with a key, so that it needs neither this page nor the auth service. Returns how many there are in all. */
async function startTasks(baseURL: string | undefined, key: string, count: number): Promise<void> {
  const started = await Promise.all(
    Array.from({ length: count }, () =>
      fetch(`${baseURL}/api/v1/tasks`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ task: "prospect.research", params: {} }),
      }),
    ),
  );
  expect(started.map(({ status }) => status)).toEqual(started.map(() => 202));
}

async function createKey(page: Page): Promise<string> {
  const scopes = ["tasks:read", "tasks:write", "agents:read", "workspaces:read"];
  const { body } = await callApi<{ secret: string }>(page, "POST", "/keys", { name: "journey", scopes });
  return body.secret;
}

/** The timeline announces exactly so many new tasks, and shows each of them once. */
async function expectNew(page: Page, shown: number, fresh: number): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${fresh} new`) }).click();
  await expect(page.locator("[data-row]")).toHaveCount(shown + fresh);
  const ids = await page.locator("[data-row]").evaluateAll(rows => rows.map(row => row.getAttribute("data-row")));
  expect(new Set(ids).size).toBe(shown + fresh);
}

/** An empty workspace with two tasks on its timeline. */
async function openTimeline(page: Page, baseURL: string | undefined): Promise<string> {
  await openEmpty(page);
  const key = await createKey(page);
  await startTasks(baseURL, key, 2);
  await visit(page, "/timeline");
  await expect(page.locator("[data-row]")).toHaveCount(2);
  return key;
}

test.describe("while the device is offline", () => {
  test.use({ expectedErrors: [/ERR_INTERNET_DISCONNECTED/] });

  test("what happens is there when it is back, and only once", async ({ page, baseURL }) => {
    const key = await openTimeline(page, baseURL);
    await page.context().setOffline(true);
    await expect(indicator(page, "Offline")).toBeVisible();
    await startTasks(baseURL, key, 3);
    await page.context().setOffline(false);
    await expect(indicator(page, "Live")).toBeVisible({ timeout: 20_000 });
    await expectNew(page, 2, 3);
  });
});

test.describe("while the live server is away", () => {
  test.use({ expectedErrors: [/WebSocket connection|Failed to load resource/] });

  test("the page says that it reconnects, and misses nothing of what happened meanwhile", async ({ page, baseURL }) => {
    const key = await openTimeline(page, baseURL);
    const { pids } = JSON.parse(readFileSync(path.join(process.env.QUARTERDECK_DATA ?? "", "stack.json"), "utf8"));
    // The journey begins once the page has been told that the server went; it is started again by itself.
    const isLost = expect(indicator(page, "Reconnecting")).toBeVisible({ timeout: 20_000 });
    process.kill(pids.gateway, "SIGKILL");
    await isLost;
    await startTasks(baseURL, key, 3);
    await expect(indicator(page, "Live")).toBeVisible({ timeout: 60_000 });
    await expectNew(page, 2, 3);
  });
});

test("a line that goes dead without a word is noticed within seconds, and nothing is missing afterwards", async ({
  page,
  baseURL,
}) => {
  let isSilent = false;
  await page.routeWebSocket(/\/realtime\/v1\/websocket/, socket => {
    const server = socket.connectToServer();
    // One that was cut off stays dead, as it would behind a router that forgot it.
    let isDead = false;
    const isPassed = () => {
      isDead ||= isSilent;
      return !isDead;
    };
    socket.onMessage(message => {
      if (isPassed()) server.send(message);
    });
    server.onMessage(message => {
      if (isPassed()) socket.send(message);
    });
  });
  const key = await openTimeline(page, baseURL);
  isSilent = true;
  await expect(indicator(page, "Reconnecting")).toBeVisible({ timeout: 15_000 });
  await startTasks(baseURL, key, 3);
  isSilent = false;
  await expect(indicator(page, "Live")).toBeVisible({ timeout: 30_000 });
  await expectNew(page, 2, 3);
});

test("a pause is kept until it is ended, and then nothing is missing", async ({ page, baseURL }) => {
  const key = await openTimeline(page, baseURL);
  await indicator(page, "Live").click();
  await expect(indicator(page, "Paused")).toBeVisible();
  await startTasks(baseURL, key, 3);
  await indicator(page, "Paused").click();
  await expect(indicator(page, "Live")).toBeVisible({ timeout: 20_000 });
  await expectNew(page, 2, 3);
});

test.describe("whoever is no longer a member", () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test("is told within seconds that the page is not live any more", async ({ page, browser, baseURL }) => {
    await openEmpty(page);
    const other = await (await browser.newContext({ baseURL })).newPage();
    const { email } = await signUp(other);
    const { body: invited } = await callApi<{ token: string }>(page, "POST", "/members/invitations", {
      email,
      role: "member",
    });
    expect((await callApi(other, "POST", "/members/join", { token: invited.token })).status).toBeLessThan(300);
    await visit(other, "/");
    const { body: members } = await callApi<{ data: { user_id: string; email: string }[] }>(page, "GET", "/members");
    const left = members.data.find(member => member.email === email);
    expect((await callApi(page, "DELETE", `/members/${left?.user_id}`)).status).toBeLessThan(300);
    await expect(indicator(other, "Not live")).toBeVisible({ timeout: 20_000 });
    await other.context().close();
  });
});

test("a sweep is watched live in two windows: both follow it to its end and say the same", async ({ page }) => {
  await openSample(page);
  const second = await page.context().newPage();
  await visit(page, "/");
  await visit(second, "/");
  await page.getByRole("button", { name: "Run sweep" }).first().click();
  const cards = [page, second].map(window => window.getByLabel("Sweep", { exact: true }));
  const seen: string[][] = [[], []];
  await expect(async () => {
    for (const [at, card] of cards.entries()) {
      const now = await card.getByRole("progressbar").getAttribute("aria-valuetext", { timeout: 1_000 });
      if (now !== null && seen[at]?.at(-1) !== now) seen[at]?.push(now);
    }
    // The first thing each window showed is the sample's last sweep.
    for (const steps of seen) expect(steps.length).toBeGreaterThan(1);
    for (const card of cards) await expect(card).toContainText(/All agents done|Done, with failures/, { timeout: 50 });
  }).toPass({ timeout: 60_000, intervals: [50] });
  // Progress, and not only the end: what each window showed only ever grew.
  for (const steps of seen) {
    const counts = steps.slice(1).map(words => Number.parseInt(words, 10));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.length).toBeGreaterThan(1);
  }
  const [first, other] = await Promise.all(
    cards.map(card => card.getByRole("progressbar").getAttribute("aria-valuetext")),
  );
  expect(other).toBe(first);
});
