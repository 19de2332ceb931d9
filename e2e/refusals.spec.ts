import { callApi, expect, openSample, runTask, signUp, test, visit } from "./desk.ts";

test.use({ expectedErrors: [/status of (403|404|405|409|413|422)/] });

test("a viewer sees everything and is told why a click needs another role", async ({ page, browser }) => {
  await openSample(page);
  const guestContext = await browser.newContext({ baseURL: test.info().project.use.baseURL });
  const guest = await guestContext.newPage();
  const { email } = await signUp(guest);
  const { body: invitation } = await callApi<{ token: string }>(page, "POST", "/members/invitations", {
    email,
    role: "viewer",
  });
  await guest.goto(`/join?token=${invitation.token}`);
  await guest.getByRole("button", { name: /join|accept/i }).click();
  await expect(guest.getByRole("heading", { name: "Overview" })).toBeVisible();

  // The sample's own past has tasks already.
  const readNewest = async () => (await callApi<{ data: { id: string }[] }>(page, "GET", "/tasks?limit=1")).body.data;
  const before = await readNewest();
  await visit(guest, "/agents/prospect?task=prospect.score-all");
  await guest.getByLabel("Run a task").getByRole("button", { name: "Run task" }).click();
  await expect(guest.getByText(/needs the role member; yours is viewer/).first()).toBeVisible();
  expect(await readNewest()).toEqual(before);
  await guestContext.close();
});

test("unknown tasks, wrong parameters and stale digests name the field and the fix", async ({ page }) => {
  await openSample(page);
  const unknown = await callApi<{ detail: string }>(page, "POST", "/tasks", { task: "prospect.score-al" });
  expect(unknown).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining('Did you mean "prospect.score-all"') },
  });
  const wrong = await callApi(page, "POST", "/tasks", { task: "prospect.score-all", params: { limit: 0 } });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: "params.limit" }] } });

  await runTask(page, "outreach.build-queue", /awaiting approval/i);
  const { body: inbox } = await callApi<{ data: { id: string }[] }>(page, "GET", "/approvals?status=pending&limit=1");
  const stale = await callApi(page, "POST", `/approvals/${inbox.data[0]?.id}/approve`, { digest: "0".repeat(64) });
  expect(stale).toMatchObject({ status: 409, body: { facts: { status: "pending" } } });
});

test("a GET decides nothing, wherever a link scanner goes", async ({ page }) => {
  await openSample(page);
  await runTask(page, "outreach.build-queue", /awaiting approval/i);
  const { body: inbox } = await callApi<{ data: { id: string; digest: string }[] }>(
    page,
    "GET",
    "/approvals?status=pending&limit=5",
  );
  for (const { id, digest } of inbox.data) {
    for (const verb of ["approve", "reject", "edit", "snooze", "complete"]) {
      const answer = await callApi(page, "GET", `/approvals/${id}/${verb}?digest=${digest}`);
      expect(answer.status).toBe(405);
    }
  }
  const { body: after } = await callApi<{ data: { id: string }[] }>(page, "GET", "/approvals?status=pending&limit=5");
  expect(after.data.map(row => row.id)).toEqual(inbox.data.map(row => row.id));
});

test("another site cannot act with a person's session", async ({ page }) => {
  await openSample(page);
  const cookies = await page.context().cookies();
  expect(
    cookies
      .filter(cookie => cookie.name.startsWith("quarterdeck-session"))
      .every(cookie => cookie.httpOnly && cookie.sameSite === "Lax"),
  ).toBe(true);
  const response = await page.request.post("/api/v1/tasks", {
    headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
    data: { task: "prospect.score-all", params: {} },
  });
  expect(response.status()).toBe(403);
});

test("a page says who may run scripts: no inline script without its nonce", async ({ page }) => {
  const response = await page.goto("/sign-in");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src [^;]*'nonce-/);
  expect(policy).not.toMatch(/script-src [^;]*'unsafe-inline'/);
});
