import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, openEmpty, test, visit } from "./desk.ts";

const secret = `whsec_${Buffer.from("a journey's own secret, 32 bytes.").toString("base64")}`;

// An address that cannot work is refused with 422, which a browser notes by itself.
test.use({ expectedErrors: [/status of 422/] });

test("a person connects a vendor, tests it, and disconnects it; the secret is never shown again", async ({ page }) => {
  const received: string[] = [];
  let status = 204;
  const receiver = createServer((request, response) => {
    request.on("data", chunk => received.push(String(chunk)));
    request.on("end", () => response.writeHead(status).end());
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  receiver.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/desk`;

  await openEmpty(page);
  await visit(page, "/connections");
  await page.getByRole("button", { name: "Connect: Webhook" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("WEBHOOK_OUT_URL").fill(address);
  await dialog.getByLabel("WEBHOOK_OUT_SECRET").fill(secret);
  await dialog.getByRole("button", { name: "Connect and test" }).click();
  await expect(dialog).toBeHidden();

  const connected = page.getByRole("region", { name: "Connected", exact: true });
  await expect(connected.getByText("Works", { exact: true })).toBeVisible();
  await expect(connected).toContainText("Used for chat messages and posts.");
  expect(received.join("")).toContain('"type":"connection.test"');
  await page.reload();
  await expect(connected.getByText("Works", { exact: true })).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  status = 500;
  await page.getByRole("button", { name: "Test Webhook" }).click();
  await expect(connected.getByText("Does not work")).toBeVisible();
  await expect(connected).toContainText("answered 500");

  await page.getByRole("button", { name: "Change: Webhook" }).click();
  await expect(dialog.getByLabel("WEBHOOK_OUT_SECRET")).toHaveValue("");
  await expect(dialog.getByLabel("WEBHOOK_OUT_URL")).toHaveValue(address);
  await dialog.getByLabel("WEBHOOK_OUT_URL").fill("nowhere");
  await dialog.getByRole("button", { name: "Save and test" }).click();
  await expect(dialog).toContainText("Write it like https://");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Disconnect Webhook" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disconnect Webhook" }).click();
  await expect(page.getByRole("button", { name: "Connect: Webhook" })).toBeVisible();
  await expect(connected).not.toContainText("Webhook");
  await new Promise(done => receiver.close(done));
});
