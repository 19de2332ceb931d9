import { callApi, openSample, runTask } from "./desk.ts";
import { test } from "@playwright/test";
test("probe", async ({ page }) => {
  test.setTimeout(200_000);
  let at = "";
  page.on("pageerror", e => console.log("ERR", at, e.message.slice(0, 60)));
  await openSample(page);
  at = "runTask";
  await runTask(page, "outreach.build-queue", /awaiting approval/i);
  const { body: t } = await callApi<{ data: { id: string }[] }>(page, "GET", "/tasks?limit=1");
  const { body: c } = await callApi<{ data: { id: string }[] }>(page, "GET", "/contacts?limit=1");
  for (const path of ["/", "/agents", "/agents/outreach", "/timeline", "/approvals", "/contacts", `/tasks/${t.data[0]?.id}`, `/contacts/${c.data[0]?.id}`]) {
    at = path;
    for (let i = 0; i < 3; i++) { await page.goto(path); await page.getByRole("heading", { level: 1 }).waitFor(); await page.waitForTimeout(800); }
    console.log("ok", path);
  }
});
