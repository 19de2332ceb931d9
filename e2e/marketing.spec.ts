/** What the agents make for the outside: a test of two ways to post, and a video, from the form on the agent's page to what leaves. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { writePosts } from "./campaign-files.ts";
import { callApi, expect, openEmpty, openForm, runTask, sendForm, test, visit } from "./desk.ts";

const secret = `whsec_${Buffer.from("a journey's own secret, 32 bytes.").toString("base64")}`;

/** A web address of the workspace's own: takes what is signed, and keeps it. */
async function startReceiver() {
  const taken: { type: string; data: { recipient: string; payload: Record<string, unknown> } }[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    taken.push(new Webhook(secret).verify(body, headers) as (typeof taken)[number]);
    response.writeHead(204).end();
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/posts`,
    /** What was handed over for publishing; tests of the connection are none of that. */
    readPosts: () => taken.filter(({ type }) => type === "post.publish"),
    close: () => new Promise(resolve => server.close(resolve)),
  };
}

test("an A/B test goes out in two ways: one edited and published once, one by hand, and the test says where it stands", async ({
  page,
}) => {
  const receiver = await startReceiver();
  try {
    await openEmpty(page);
    await callApi(page, "POST", "/connectors/webhook-out/connect", {
      values: { WEBHOOK_OUT_URL: receiver.url, WEBHOOK_OUT_SECRET: secret },
    });
    const card = await openForm(page, "ab-tester.start");
    await card.getByLabel(/^Post/).fill("We open at ten on Sundays.");
    await card.getByLabel("Hypothesis").fill("The browser reaches more");
    await card.getByLabel("Account").fill("@harbour");
    await card.getByLabel("Via a").fill("webhook-out");
    await expect(card.getByLabel("Via b")).toHaveValue("by-hand");
    const started = await sendForm(page, card, /awaiting approval/i);
    const task = await started.getByRole("link", { name: "Open the task" }).getAttribute("href");

    await started.getByRole("link", { name: "Decide on 2 proposals" }).click();
    await expect(page.getByRole("article", { name: "Proposal to @harbour" })).toBeVisible();
    const { body: inbox } = await callApi<{ data: { id: string; payload: { via?: string } }[] }>(
      page,
      "GET",
      "/approvals",
    );
    const sent = inbox.data.find(({ payload }) => payload.via === "webhook-out")?.id;
    const byHand = inbox.data.find(({ payload }) => payload.via === undefined)?.id;
    expect([inbox.data.length, typeof sent, typeof byHand]).toEqual([2, "string", "string"]);

    await visit(page, `/approvals/${sent}`);
    const proposal = page.getByRole("article", { name: "Proposal to @harbour" });
    await expect(proposal.getByLabel("What would leave")).toContainText("We open at ten on Sundays.");
    await proposal.getByRole("button", { name: /^Edit/ }).click();
    const form = page.getByRole("form", { name: "Edit what would leave" });
    await form.getByLabel(/^Post/).fill("We open at nine on Sundays.");
    const change = page.getByRole("region", { name: "What differs from what the agent wrote" }).last();
    await expect(change.locator("del")).toHaveText(["ten"]);
    await expect(change.locator("ins")).toHaveText(["nine"]);
    await page.getByRole("button", { name: "Save and approve" }).click();
    await expect.poll(() => receiver.readPosts().length, { timeout: 40_000 }).toBe(1);
    expect(receiver.readPosts()[0]?.data).toMatchObject({
      recipient: "@harbour",
      payload: { platform: "x", text: "We open at nine on Sundays.", via: "webhook-out" },
    });

    await visit(page, `/approvals/${byHand}`);
    await expect(proposal.getByText("Suggestion: you carry it out")).toBeVisible();
    await proposal.getByRole("button", { name: "Mark done" }).click();
    await expect(page.getByText("Marked as done", { exact: true })).toBeVisible();
    await visit(page, task ?? "");
    const proposals = page.getByLabel("Effects and deliveries", { exact: true });
    await expect(proposals.getByText("Marked done")).toBeVisible();
    await expect(proposals.getByText("Delivered")).toBeVisible();
    await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible();

    const check = await runTask(page, "ab-tester.checkback", /completed/i);
    await expect(check).toContainText("1 test still running, 0 compared");
    await visit(page, "/library/tests");
    await page.getByRole("link", { name: "The browser reaches more" }).click();
    const panel = page.getByRole("dialog");
    await expect(panel.getByText("Watching", { exact: true })).toBeVisible();
    await expect(panel.getByText("We open at nine on Sundays.")).toBeVisible();
    await expect(panel.getByText("We open at ten on Sundays.")).toBeVisible();
    await expect(panel.getByText(/published not yet/)).toHaveCount(0);
    expect(receiver.readPosts()).toHaveLength(1);
  } finally {
    await receiver.close();
  }
});

test("a brief becomes a film that plays in the page with its captions, and publishing it waits for a person", async ({
  page,
}) => {
  await openEmpty(page);
  const posts = writePosts(31, new Date());
  const columns = { "Posted at": "posted_at", Account: "account", Platform: "platform", Niche: "niche", Text: "body" };
  const { status } = await callApi(page, "POST", "/imports", {
    kind: "posts",
    file_name: posts.name,
    csv: posts.buffer.toString(),
    mapping: { ...columns, Likes: "likes" },
  });
  expect(status).toBe(201);
  const briefing = await openForm(page, "remotion.brief");
  await briefing.getByLabel("Topic").fill("knots");
  await sendForm(page, briefing, /completed/i);
  const rendered = await runTask(page, "remotion.render", /completed/i);
  await rendered.getByRole("link", { name: "Open the task" }).click();

  const video = page.getByLabel(/^Video: /);
  await expect(video).toBeVisible();
  await expect
    .poll(() => video.evaluate((film: HTMLVideoElement) => film.duration), { timeout: 20_000 })
    .toBeGreaterThan(2);
  await video.evaluate(async (film: HTMLVideoElement) => {
    film.muted = true;
    await film.play();
  });
  await expect.poll(() => video.evaluate((film: HTMLVideoElement) => film.currentTime)).toBeGreaterThan(0.2);
  expect(await video.evaluate((film: HTMLVideoElement) => [film.videoWidth, film.videoHeight])).toEqual([720, 1280]);
  const readCues = (film: HTMLVideoElement) => {
    const track = film.textTracks[0];
    if (track === undefined) return null;
    track.mode = "hidden";
    return { kind: track.kind, cues: track.cues?.length ?? 0 };
  };
  await expect.poll(async () => (await video.evaluate(readCues))?.cues ?? 0).toBeGreaterThan(1);
  expect((await video.evaluate(readCues))?.kind).toBe("captions");
  const seek = await video.evaluate(async (film: HTMLVideoElement) => {
    film.pause();
    const target = film.duration - 1;
    const done = new Promise(resolve => film.addEventListener("seeked", resolve, { once: true }));
    film.currentTime = target;
    await done;
    return { away: Math.abs(film.currentTime - target), end: film.seekable.end(0), duration: film.duration };
  });
  expect(seek.away).toBeLessThan(0.1);
  expect(seek.end).toBeCloseTo(seek.duration, 1);

  await visit(page, "/agents/remotion");
  const settings = page.getByLabel("Settings", { exact: true });
  await settings.getByRole("button", { name: "Change" }).click();
  await settings.getByRole("group", { name: "Accounts" }).getByRole("button", { name: "Add" }).click();
  await settings.getByLabel("Accounts 1", { exact: true }).fill("youtube:@harbour");
  await settings.getByLabel("Public media url").fill("https://media.example.com/films");
  await settings.getByRole("button", { name: "Save settings" }).click();
  await expect(settings.getByText("youtube:@harbour")).toBeVisible();
  const offered = await runTask(page, "remotion.distribute", /awaiting approval/i);
  await offered.getByRole("link", { name: "Decide on 1 proposal" }).click();
  const proposal = page.getByRole("article", { name: "Proposal to @harbour" });
  const post = proposal.getByLabel("What would leave");
  await expect(post).toContainText("on YouTube");
  await expect(post.getByLabel("Files").getByRole("link")).toHaveAttribute(
    "href",
    /^https:\/\/media\.example\.com\/films\/[^ ]+\.mp4$/,
  );
  await expect(proposal.getByRole("button", { name: /^Approve/ })).toBeVisible();
});
