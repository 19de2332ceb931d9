/** The daily sweep as a new person meets it: their own files, a chat, nine agents and one summary whose numbers can be opened. */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Page } from "@playwright/test";
import { startTelegram } from "#testing/telegram-server.ts";
import { type CampaignFile, writeContacts, writePosts, writeVideos } from "./campaign-files.ts";
import { type Account, callApi, expect, openEmpty, signIn, test, visit } from "./desk.ts";

const domains = [
  "prospect",
  "ab-tester",
  "scheduler",
  "content-mix",
  "youtube",
  "trends",
  "creators",
  "outreach",
  "remotion",
];

/** Takes a file in through the page: the mapping and the first rows are seen, `change` mends the mapping, and the report is left open. */
async function importFile(
  page: Page,
  { kind, file, rows, change }: { kind: string; file: CampaignFile; rows: number; change?: () => Promise<void> },
): Promise<void> {
  await visit(page, `/contacts/import?kind=${kind}`);
  await page.getByLabel("CSV file").setInputFiles(file);
  await expect(page.getByLabel("What each column becomes").first()).toBeVisible();
  // The header, and as many rows as a preview shows.
  await expect(page.getByLabel("The first rows of the file").getByRole("row")).toHaveCount(9);
  await change?.();
  await page.getByRole("button", { name: `Import ${rows} rows` }).click();
  await expect(page).toHaveURL(/\/contacts\/import\/[0-9a-f-]{36}$/);
  await expect(page.getByLabel("What became of the file")).toContainText("Completed");
}

/** What a column of the file becomes, as the page shows it. */
const targetOf = (page: Page, column: string) => page.getByRole("combobox", { name: `What ${column} becomes` });

test.describe("a new person", () => {
  // One person, who comes back: without the files there is nothing to sweep.
  test.describe.configure({ mode: "serial" });
  let account: Account;

  test("brings contacts, posts and videos, mends the mapping, and is told which rows were refused", async ({
    page,
  }) => {
    const now = new Date();
    account = await openEmpty(page);
    await importFile(page, {
      kind: "contacts",
      file: writeContacts(11, now),
      rows: 300,
      change: async () => {
        await expect(targetOf(page, "Work email")).toContainText("E-mail address");
        await expect(targetOf(page, "Won")).toContainText("Past outcome");
        await expect(targetOf(page, "Newsletter")).toContainText("Consent to e-mail");
        await targetOf(page, "Rank").click();
        await page.getByRole("option", { name: "Job title" }).click();
        await expect(targetOf(page, "Rank")).toContainText("Job title");
      },
    });
    await expect(page.getByLabel("What became of the file")).toContainText("299");
    // The header is line 1, so that the 150th person stands in line 151.
    await expect(page.getByRole("row", { name: /^151 Work email .*no address at all/ })).toBeVisible();
    await importFile(page, { kind: "posts", file: writePosts(12, now), rows: 360 });
    await expect(page.getByRole("row", { name: /^202 Posted at .*the other day/ })).toBeVisible();
    await importFile(page, { kind: "videos", file: writeVideos(13, now), rows: 120 });
    await expect(page.getByLabel("Refused rows")).toHaveCount(0);
  });

  test("connects a chat, runs the sweep, and reads the same summary on the page and in the chat", async ({ page }) => {
    const telegram = await startTelegram();
    try {
      await signIn(page, account);
      await visit(page, "/connections");
      await page.getByRole("button", { name: "Connect: Telegram" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("TELEGRAM_BOT_TOKEN").fill(telegram.token);
      await dialog.getByText(/more, if you need them/).click();
      await dialog.getByLabel("TELEGRAM_CHAT_ID").fill("4711");
      await dialog.getByLabel("TELEGRAM_API_ROOT").fill(telegram.origin);
      await dialog.getByRole("button", { name: "Connect and test" }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole("region", { name: "Connected", exact: true })).toContainText(
        "The bot @deck_test_bot is ready. Its default chat is the group Desk.",
      );

      await visit(page, "/");
      await page.getByRole("button", { name: "Run sweep" }).first().click();
      await page.getByLabel("Sweep", { exact: true }).getByRole("link", { name: "Sweep", exact: true }).click();
      // Nothing is loaded again from here on: what follows comes by itself.
      const agents = page.getByLabel("Agents", { exact: true });
      await expect(agents.getByRole("listitem")).toHaveCount(9);
      await expect(agents.getByText("9 of 9")).toBeVisible({ timeout: 40_000 });
      for (const domain of domains) {
        const row = agents.getByRole("listitem").filter({ hasText: `${domain}.` });
        await expect(row).toContainText(/Completed|Awaiting approval/);
      }

      const summary = page.getByLabel("Summary", { exact: true });
      await expect(summary.getByText("Agent Sweep: 9/9 ✓")).toBeVisible({ timeout: 20_000 });
      await expect(summary.getByRole("listitem")).toHaveCount(9);
      await expect(summary.getByText("Delivered")).toBeVisible({ timeout: 40_000 });
      const shown = (await summary.getByRole("listitem").allTextContents()).map(line => `• ${line}`);
      expect(telegram.messages.map(({ chat, text: words }) => [chat, words])).toEqual([
        ["4711", ["Agent Sweep: 9/9 ✓", ...shown].join("\n")],
      ]);
      expect(shown[0]).toMatch(/^• \d+ research-ready prospects? \| Top: Person \d+ \(score \d+\) \| 299 scored$/);
      expect(shown[1]).toBe("• A/B tests: 0 running");
      expect(shown[4]).toMatch(/^• 120 videos tagged/);

      await summary.getByRole("button", { name: "299", exact: true }).click();
      await expect(dialog.getByRole("region", { name: "Answer", exact: true })).toContainText("299");
      await expect(dialog).toContainText("Holds: the same answer from the same rows");
      await dialog.getByText("The query itself").click();
      await expect(dialog.getByLabel("Query", { exact: true })).toContainText(/"contacts".*"scored_at"/);
      const first = dialog.getByRole("region", { name: "Rows (299)", exact: true }).getByRole("link").first();
      await expect(first).toHaveText(/^Person \d+$/);
      await first.click();
      await expect(page.getByRole("heading", { level: 1, name: /^Person \d+$/ })).toBeVisible();
      expect(telegram.messages).toHaveLength(1);
    } finally {
      await telegram.close();
    }
  });
});

type Ended = { code: number | null; out: string; talk: string };

/** The command as a process of its own, as a person types it. */
async function runCommand(url: string, key: string, args: string[]): Promise<Ended> {
  // Playwright asks its children for colours, which nobody asked for here.
  const { FORCE_COLOR: _, ...environment } = process.env;
  const child = spawn(process.execPath, ["cli/quarterdeck.mjs", ...args], {
    cwd: path.join(import.meta.dirname, ".."),
    env: { ...environment, QUARTERDECK_URL: url, QUARTERDECK_API_KEY: key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise<number | null>(resolve => child.on("close", resolve));
  return { out: await text(child.stdout), talk: await text(child.stderr), code: await code };
}

/** A market research service as the guide describes it, which can take the key back. */
async function startResearch(key: string) {
  let isRevoked = false;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://research.test");
    const isKnown = !isRevoked && request.headers.authorization === `Bearer ${key}`;
    const pages: Record<string, object> = {
      "/v1/account": { account: "Journey" },
      "/v1/creators": {
        data: [
          {
            id: "c_1",
            platform: searchParams.get("platform"),
            handle: "@ringside",
            niche: searchParams.get("niche"),
            followers: 120_000,
            engagement_rate: 0.03,
          },
        ],
        next_cursor: null,
      },
      "/v1/posts": { data: [], next_cursor: null },
    };
    response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(isKnown ? pages[pathname] : { detail: "this key was taken back" }));
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    revoke: () => {
      isRevoked = true;
    },
    close: () => new Promise(resolve => server.close(resolve)),
  };
}

test("the sweep from the command line ends 9/9 with 0; when a vendor takes its key back, 8/9 with 1, and the others are done", async ({
  page,
  baseURL,
}) => {
  const research = await startResearch("mr_journey");
  try {
    await openEmpty(page);
    const posts = writePosts(21, new Date());
    const { status } = await callApi(page, "POST", "/imports", {
      kind: "posts",
      file_name: posts.name,
      csv: posts.buffer.toString(),
      mapping: {
        "Posted at": "posted_at",
        Account: "account",
        Platform: "platform",
        Niche: "niche",
        Text: "body",
        Likes: "likes",
      },
    });
    expect(status).toBe(201);
    await callApi(page, "POST", "/connectors/market-research/connect", {
      values: { MARKET_RESEARCH_URL: research.url, MARKET_RESEARCH_KEY: "mr_journey" },
    });
    const scopes = ["workspaces:read", "agents:read", "tasks:read", "tasks:write"];
    const { body: key } = await callApi<{ secret: string }>(page, "POST", "/keys", { name: "journey", scopes });
    const sweep = () => runCommand(baseURL ?? "", key.secret, ["sweep", "--wait"]);

    const whole = await sweep();
    expect(whole.code, whole.talk).toBe(0);
    for (const domain of domains)
      expect(whole.talk).toMatch(new RegExp(`^${domain}\\.[a-z-]+: (completed|awaiting approval) in `, "m"));
    expect(whole.out).toMatch(/^Agent Sweep: 9\/9 ✓\n/);
    expect(whole.out.trim().split("\n")).toHaveLength(10);

    research.revoke();
    const broken = await sweep();
    expect(broken.code, broken.talk).toBe(1);
    for (const domain of domains.filter(domain => domain !== "creators"))
      expect(broken.talk).toMatch(new RegExp(`^${domain}\\.[a-z-]+: (completed|awaiting approval) in `, "m"));
    expect(broken.talk).toMatch(/^creators\.sync: failed.*MARKET_RESEARCH_KEY/m);
    expect(broken.talk).toContain("error: 1 of 9 tasks failed");
    expect(broken.out).toMatch(/^Agent Sweep: 8\/9\n/);
    expect(broken.out).toContain("• Creators failed; its task says why");

    await visit(page, "/");
    const card = page.getByLabel("Sweep", { exact: true });
    await expect(card).toContainText("Done, with failures");
    await expect(card.getByLabel("Summary of the sweep")).toContainText("Creators failed; its task says why");
  } finally {
    await research.close();
  }
});
