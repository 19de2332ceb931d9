import { callApi, expect, openEmpty, runTask, test, visit } from "./desk.ts";

/** A file with everything that real ones have: quotes, commas, an address twice, a broken one, people without any. */
const people = [
  "Full name,E-mail,Company,Won,Visits",
  '"Lovelace, Ada",ada@analytical.example.com,Analytical Engines,yes,12',
  "Grace Hopper,grace@navy.example.com,Navy,no,3",
  "Grace B. Hopper,GRACE@navy.example.com,Navy,no,4",
  "Nobody Special,not-an-address,Nowhere,maybe,x",
  "Kay Without,,Quiet Ltd,no,1",
].join("\r\n");

test("contacts are imported with mapped columns, and what was refused says why", async ({ page }) => {
  await openEmpty(page);
  await visit(page, "/contacts/import");
  await page
    .getByLabel("CSV file")
    .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(people) });
  const mapping = page.getByLabel("What each column becomes").first();
  await expect(mapping).toContainText("Full name");
  await page
    .getByRole("button", { name: /^Import/ })
    .last()
    .click();
  const report = page.getByLabel("What became of the file");
  await expect(report).toBeVisible();
  await expect(page.getByLabel("Refused rows").first()).toContainText(/5|email/i);
  const { body } = await callApi<{ data: { name: string; email: string | null }[] }>(page, "GET", "/contacts");
  expect(body.data.map(contact => contact.email).sort()).toEqual([
    "ada@analytical.example.com",
    "grace@navy.example.com",
    null,
  ]);
  await visit(page, "/contacts");
  await expect(page.getByText("Kay Without")).toBeVisible();
  await expect(page.getByText(/no address/i).first()).toBeVisible();
});

test("videos from a file in an old encoding are imported, with what was read as what and which rows came again", async ({
  page,
}) => {
  await openEmpty(page);
  await visit(page, "/contacts/import?kind=videos");
  const videos = [
    "video_id,title,channel_title,views,date",
    "v1,Caf\xe9 noir,Ol\xe9,10,2026-11-01",
    "v1,Caf\xe9 noir,Ol\xe9,25,2026-11-02",
    "v1,Caf\xe9 noir,Ol\xe9,26,2026-11-02",
    "v2,too,many,fields,2026-11-02,here",
  ].join("\n");
  await page
    .getByLabel("CSV file")
    .setInputFiles({ name: "videos.csv", mimeType: "text/csv", buffer: Buffer.from(videos, "latin1") });
  await expect(page.getByText(/read as windows-1252/)).toBeVisible();
  await expect(page.getByLabel("What each column becomes").first()).toContainText("When the numbers were read");
  await page
    .getByRole("button", { name: /^Import 4 rows/ })
    .last()
    .click();
  await expect(page.getByLabel("What became of the file")).toContainText("videos, in windows-1252");
  await expect(page.getByLabel("Refused rows").first()).toContainText("6 fields where the header has 5");
  await expect(page.getByLabel("Rows that came again").first()).toContainText("as line 3");
});

test("contacts without an address are scored and, since nobody can write to them, nothing is proposed", async ({
  page,
}) => {
  await openEmpty(page);
  await callApi(page, "POST", "/imports", {
    kind: "contacts",
    file_name: "quiet.csv",
    csv: "who,visits\nKay,3\nLee,9\n",
    mapping: { who: "name", visits: "attribute" },
  });
  await runTask(page, "prospect.score-all", /completed/i);
  await runTask(page, "outreach.build-queue", /completed/i);
  const { body } = await callApi<{ data: unknown[] }>(page, "GET", "/approvals");
  expect(body.data).toEqual([]);
});

test("a file above the limit is refused before it is sent, with the limit", async ({ page }) => {
  await openEmpty(page);
  await visit(page, "/contacts/import");
  await page.getByLabel("CSV file").evaluate((input: HTMLInputElement) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(Array(257).fill(new Uint8Array(1024 * 1024)), "huge.csv", { type: "text/csv" }));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await expect(page.getByRole("alert").filter({ hasText: /256 MB/ })).toBeVisible();
});
