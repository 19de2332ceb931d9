import { Webhook } from "standardwebhooks";
import { startTelegram, type Update } from "#testing/telegram-server.ts";
import { callApi, expect, openEmpty, test, visit } from "./desk.ts";

const product = process.env.QUARTERDECK_URL ?? "";

/** Sends what a program outside would send. */
async function send(path: string, secret: string, payload: object, id: string): Promise<number> {
  const body = JSON.stringify(payload);
  const now = new Date();
  const response = await fetch(`${product}${path}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": new Webhook(secret).sign(id, now, body),
    },
  });
  return response.status;
}

test("a new lead from a form becomes a scored contact by a rule that a person made", async ({ page }) => {
  await openEmpty(page);
  await visit(page, "/settings/webhooks");
  await expect(page.getByText("Nobody outside may call in yet")).toBeVisible();
  await page.getByRole("button", { name: "New source" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Who calls").fill("Sign-up form");
  await dialog.getByRole("button", { name: "Open the address" }).click();
  const secret = (await dialog.getByLabel("Secret", { exact: true }).innerText()).trim();
  const address = (await dialog.getByLabel("Address", { exact: true }).innerText()).trim();
  expect(secret).toMatch(/^whsec_/);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  const { pathname } = new URL(address);

  const lead = { type: "lead.created", data: { email: "ada@example.com", name: "Ada Harbour", plan: "pro" } };
  expect(await send(pathname, secret, lead, "msg_1")).toBe(200);
  const stranger = `whsec_${Buffer.from("x".repeat(32)).toString("base64")}`;
  expect(await send(pathname, stranger, lead, "msg_2")).toBe(401);
  await page.getByText("Log", { exact: true }).first().click();
  await expect(page.getByRole("region", { name: "Events" })).toContainText("No rule");

  await page.getByText("Sources and rules").click();
  await expect(page.getByText("1 refused")).toBeVisible();
  await page.getByRole("button", { name: "Add a rule" }).click();
  await dialog.getByLabel("Name", { exact: true }).fill("A new lead");
  await dialog.getByLabel("Type of event").fill("lead.*");
  await dialog.getByRole("button", { name: "Add a condition" }).click();
  await dialog.getByLabel("Condition 1: where in the event").fill("data.plan");
  await dialog.getByLabel("Condition 1: value").fill("pro");
  await dialog.getByLabel("Note the person as a contact").check();
  await dialog.getByLabel("Run a task of").click();
  await page.getByRole("option", { name: "Prospect" }).click();
  await dialog.getByLabel("Task", { exact: true }).click();
  await page.getByRole("option", { name: "Score one contact" }).click();
  await dialog.getByLabel("Where contact_id comes from").click();
  await page.getByRole("option", { name: "The noted contact" }).click();
  await dialog.getByRole("button", { name: "Save the rule" }).click();
  await expect(page.getByText("note the contact, then run prospect.score")).toBeVisible();

  await page.getByRole("button", { name: "Try the rules" }).click();
  await dialog.getByRole("button", { name: "Try it" }).click();
  await expect(dialog.getByText("Would be carried out")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByText("Log", { exact: true }).first().click();
  await page.getByRole("button", { name: /lead\.created/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
  await expect(page.getByRole("dialog")).toContainText("Rule carried out");
  await page.getByRole("dialog").getByRole("link", { name: "A new contact" }).click();
  await expect(page.getByRole("heading", { name: "Ada Harbour" })).toBeVisible();
  await expect
    .poll(async () => {
      const { body } = await callApi<{ data: { score: number | null }[] }>(page, "GET", "/contacts?search=ada@");
      return body.data[0]?.score ?? null;
    })
    .not.toBeNull();
});

test("an approval is read and decided on the phone, and leaves once", async ({ page }) => {
  const telegram = await startTelegram();
  try {
    await openEmpty(page);
    await callApi(page, "POST", "/connectors/telegram/connect", {
      values: { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.origin },
    });
    await callApi(page, "POST", "/webhooks", { name: "Telegram", kind: "telegram", public_url: product });
    const deliver = async (update: Update) => {
      const { url, secret_token } = telegram.webhook ?? { url: "", secret_token: "" };
      const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret_token };
      const response = await fetch(url, { method: "POST", body: JSON.stringify(update), headers });
      expect(response.status).toBe(200);
    };
    await visit(page, "/settings/webhooks");
    await page.getByRole("button", { name: "Link my Telegram" }).click();
    const code = (await page.getByLabel("Code", { exact: true }).innerText()).trim();
    const ada = { id: 4_711, username: "ada" };
    await deliver(telegram.say(ada, code));
    await expect(page.getByText("@ada, linked")).toBeVisible();

    const added = await callApi<{ id: string }>(page, "POST", "/contacts", {
      name: "Grace",
      email: "grace@example.com",
      email_consent: "granted",
    });
    await callApi(page, "POST", "/tasks", { task: "outreach.draft", params: { contact_id: added.body.id } });
    const findQuestion = () =>
      telegram.messages.find(message => message.buttons.some(({ text }) => text === "Approve"));
    await expect.poll(findQuestion, { timeout: 30_000 }).toBeTruthy();
    const message = findQuestion();
    if (message === undefined) throw new Error("nobody was asked");
    expect(message.text).toContain("To: grace@example.com");
    await deliver(telegram.press({ id: 666 }, message, "Approve"));
    await deliver(telegram.press(ada, message, "Approve"));
    await expect.poll(() => message.text, { timeout: 30_000 }).toContain("Approved by you.");
    const read = async () => {
      const { body } = await callApi<{ data: { status: string }[] }>(page, "GET", "/deliveries");
      return body.data.map(delivery => delivery.status);
    };
    await expect.poll(read, { timeout: 40_000 }).toEqual(["confirmed"]);
  } finally {
    await telegram.close();
  }
});
