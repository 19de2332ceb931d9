import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
beforeAll(async () => {
  rig = await openOperationsRig();
});
afterAll(() => rig.close());

const importContacts = (csv: string, mapping: Record<string, string>, options = {}) =>
  rig.call("import.create", { kind: "contacts", file_name: "people.csv", csv, mapping, options });
const findByEmail = (email: string) =>
  rig.asPerson(session => session.selectFrom("contacts").selectAll().where("email", "=", email).executeTakeFirst());

describe("Previewing an import", () => {
  it.each([
    ["commas", ","],
    ["semicolons", ";"],
    ["tabs", "\t"],
  ])("reads a file separated by %s and guesses its columns", async (_name, d) => {
    const csv = `\ufeffFirst Name${d}Last name${d}E-mail${d}Company${d}Duration${d}Age\nAda${d}Vance${d}ada@example.com${d}"Vance ${d} Sons"${d}12${d}41\n`;
    const preview = await rig.call("import.preview", { kind: "contacts", csv });
    expect(preview.delimiter).toBe(d);
    expect(preview.mapping).toEqual({
      "First Name": "name",
      "Last name": "name",
      "E-mail": "email",
      Company: "company",
      Duration: "ignore",
      Age: "attribute",
    });
    expect(preview.rows[0].Company).toBe(`Vance ${d} Sons`);
  });

  it("takes a file that was cut in the middle of a quoted field", async () => {
    const preview = await rig.call("import.preview", {
      kind: "posts",
      csv: 'date,text\n2026-11-01,"one"\n2026-11-02,"cut of',
    });
    expect(preview.rows).toHaveLength(1);
    expect(preview.mapping).toEqual({ date: "posted_at", text: "body" });
  });

  it("guesses an outcome only from a column that says yes or no", async () => {
    const guess = async (value: string) =>
      (await rig.call("import.preview", { kind: "contacts", csv: `name,response\nAda,${value}\n` })).mapping.response;
    expect(await guess("yes")).toBe("outcome");
    expect(await guess("maybe later")).toBe("attribute");
  });

  it("refuses a file without a header and more than it needs to see", async () => {
    await expect(rig.call("import.preview", { kind: "contacts", csv: "\n\n" })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(rig.call("import.preview", { kind: "contacts", csv: "a".repeat(300_000) })).rejects.toMatchObject({
      code: "too-large",
    });
  });
});

describe("Importing contacts", () => {
  it("takes every good row and tells of each bad one its line, field and reason", async () => {
    const csv = [
      "name,mail,won,seen,zone,zip",
      "Ada,ADA@Example.com,yes,2026-10-01 09:30,Europe/Berlin,00123",
      "Bo,not an address,no,,,",
      '"Cy\nof two lines",cy@example.com,maybe,,,',
      "Di,di@example.com,1,2026-02-31,,",
      "Ed,ed@example.com,,,Mars/Base,",
      "Flo,flo@example.com",
      "Gus,gus@example.com,0,2026-10-02T10:00:00+02:00,,12.5",
    ].join("\r\n");
    const mapping = {
      name: "name",
      mail: "email",
      won: "outcome",
      seen: "last_interaction_at",
      zone: "time_zone",
      zip: "attribute",
    };
    const report = await importContacts(csv, mapping);
    expect(report).toMatchObject({ status: "completed", accepted: 2, updated: 0, rejected: 5 });
    expect(report.rejections).toMatchObject([
      { line: 3, field: "mail" },
      { line: 4, field: "won" },
      { line: 6, field: "seen" },
      { line: 7, field: "zone" },
      { line: 8, field: "row" },
    ]);
    for (const { reason } of report.rejections) expect(reason.length).toBeGreaterThan(10);
    expect(await findByEmail("ada@example.com")).toMatchObject({
      name: "Ada",
      outcome: true,
      time_zone: "Europe/Berlin",
      attributes: { zip: "00123" },
      last_interaction_at: new Date("2026-10-01T09:30:00Z"),
      source: "import",
      is_sample: false,
    });
    expect(await findByEmail("gus@example.com")).toMatchObject({
      outcome: false,
      attributes: { zip: 12.5 },
      last_interaction_at: new Date("2026-10-02T08:00:00Z"),
    });
    expect(await rig.call("import.get", { id: report.id })).toEqual(report);
  });

  it("updates who is already known by address or foreign id, also within one file", async () => {
    const mapping = { id: "external_id", name: "name", email: "email", town: "attribute" };
    await importContacts("id,name,email,town\n7,Hal,hal@example.com,Oslo\n8,Ivy,ivy@example.com,Rome\n", mapping);
    const again =
      "id,name,email,town\n7,Hal Two,,\n,Ivy Two,IVY@example.com,Bern\n9,New,new@example.com,\n9,Newer,new@example.com,Bonn\n";
    const report = await importContacts(again, mapping);
    expect(report).toMatchObject({ accepted: 1, updated: 3, rejected: 0 });
    expect(await findByEmail("hal@example.com")).toMatchObject({ name: "Hal Two", attributes: { town: "Oslo" } });
    expect(await findByEmail("ivy@example.com")).toMatchObject({
      name: "Ivy Two",
      external_id: "8",
      attributes: { town: "Bern" },
    });
    expect(await findByEmail("new@example.com")).toMatchObject({ name: "Newer", attributes: { town: "Bonn" } });
  });

  it("refuses a row whose address and id belong to two people, and leaves both as they were", async () => {
    const mapping = { id: "external_id", name: "name", email: "email" };
    await importContacts("id,name,email\nx1,Jo,jo@example.com\nx2,Kim,kim@example.com\n", mapping);
    const report = await importContacts("id,name,email\nx1,Mixed,kim@example.com\n", mapping);
    expect(report).toMatchObject({ status: "failed", rejected: 1, rejections: [{ line: 2, field: "email" }] });
    expect(await findByEmail("kim@example.com")).toMatchObject({ name: "Kim" });
  });

  it("names people without a name by a template, so that they can be scored", async () => {
    const report = await importContacts(
      "age,y\n31,no\n52,yes\n",
      { age: "attribute", y: "outcome" },
      { name_template: "Person {n}" },
    );
    const rows = await rig.asPerson(session =>
      session
        .selectFrom("contacts")
        .select(["name", "outcome", "email"])
        .where("import_id", "=", report.id)
        .orderBy("id")
        .execute(),
    );
    expect(rows).toEqual([
      { name: "Person 1", outcome: false, email: null },
      { name: "Person 2", outcome: true, email: null },
    ]);
  });

  it("names what is wrong with a mapping and writes nothing", async () => {
    const count = async () => (await rig.call("import.list")).data.length;
    const before = await count();
    await expect(importContacts("a,b\n1,2\n", { a: "email", b: "email", c: "name" })).rejects.toMatchObject({
      code: "invalid",
      details: {
        errors: [expect.objectContaining({ path: "mapping.b" }), expect.objectContaining({ path: "mapping.c" })],
      },
    });
    await expect(importContacts("a\n", { a: "name" })).rejects.toMatchObject({
      message: expect.stringContaining("no rows"),
    });
    expect(await count()).toBe(before);
  });

  it("refuses a text over 32 MB by naming the limit and the way out", async () => {
    const csv = `name\n${"x".repeat(33 * 1024 * 1024)}`;
    await expect(importContacts(csv, { name: "name" })).rejects.toMatchObject({
      code: "too-large",
      message: expect.stringMatching(/32 MB.*text\/csv/),
    });
  });

  it("is not a viewer's to do", async () => {
    const viewer = await rig.addPerson("viewer");
    const input = { kind: "contacts", file_name: "a.csv", csv: "name\nA\n", mapping: { name: "name" } };
    await expect(rig.call("import.create", input, viewer)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("Importing consent", () => {
  it.each([
    ["opt_out", "no"],
    ["Unsubscribed", ""],
    ["Do not contact", "maybe"],
    ["unsubscribed_at", "2026-01-05"],
    ["Email consent", "granted"],
    ["newsletter", "1"],
  ])("takes a column called %s for consent", async (header, value) => {
    const preview = await rig.call("import.preview", { kind: "contacts", csv: `name,"${header}"\nAda,${value}\n` });
    expect(preview.mapping[header]).toBe("email_consent");
    expect(preview.columns[1].reason).toMatch(/do not write to them/);
  });

  it("leaves a column about something else alone", async () => {
    const csv = "name,newsletter,contact no\nAda,weekly digest,0123\n";
    const preview = await rig.call("import.preview", { kind: "contacts", csv });
    expect(preview.mapping).toMatchObject({ newsletter: "attribute", "contact no": "attribute" });
  });

  it("reads yes as a refusal under an opt-out and as agreement elsewhere, and refuses what says neither", async () => {
    const mapping = { email: "email", "Opt out": "email_consent", consent: "email_consent" };
    const rows = [
      "a1@c.example,yes,yes",
      "a2@c.example,0,",
      "a3@c.example,,TRUE",
      "a4@c.example,,no",
      "a5@c.example,,perhaps",
    ];
    const report = await importContacts(`email,Opt out,consent\n${rows.join("\n")}\n`, mapping);
    expect(report).toMatchObject({ accepted: 4, rejections: [{ line: 6, field: "consent" }] });
    const consents = await Promise.all(["a1", "a2", "a3", "a4"].map(name => findByEmail(`${name}@c.example`)));
    expect(consents.map(row => row?.email_consent)).toEqual(["denied", "unknown", "granted", "denied"]);
  });

  it("never makes a denial weaker, and treats a new one as an opt-out", async () => {
    const mapping = { email: "email", consent: "email_consent" };
    await importContacts("email,consent\nb1@c.example,denied\nb2@c.example,yes\n", mapping);
    await importContacts("email,consent\nb1@c.example,granted\nb2@c.example,no\nb2@c.example,yes\n", mapping);
    for (const email of ["b1@c.example", "b2@c.example"]) {
      expect(await findByEmail(email)).toMatchObject({ email_consent: "denied" });
    }
    const second = await findByEmail("b2@c.example");
    const { ledger } = await rig.call("contact.get", { id: second?.id });
    expect(ledger).toMatchObject([{ kind: "opt-out", channel: "email" }]);
  });

  it("takes back what waits for somebody who opted out in the file", async () => {
    await rig.call("contact.create", { name: "Wil", email: "wil@c.example" });
    const task = await rig.call("task.dispatch", { task: "echoer.write", params: { to: ["wil@c.example"] } });
    await rig.run(task.id);
    const [approval] = (await rig.call("task.get", { id: task.id })).approvals;
    await importContacts("email,unsubscribed\nwil@c.example,yes\n", { email: "email", unsubscribed: "email_consent" });
    expect((await rig.call("approval.get", { id: approval.id })).status).toBe("superseded");
  });
});

describe("Importing posts", () => {
  const mapping = { id: "external_id", at: "posted_at", text: "body", likes: "likes", site: "platform" };
  const importPosts = (csv: string, columns: Record<string, string>, options = {}) =>
    rig.call("import.create", { kind: "posts", file_name: "posts.csv", csv, mapping: columns, options });

  it("keeps text with line breaks and quotes, and brings the figures of a known post up to date", async () => {
    const first = await importPosts(
      'id,at,text,likes,site\n1,2026-11-01T10:00,"two\nlines, ""quoted""",5,X\n2,2026-11-01,late,1,X\n',
      mapping,
    );
    expect(first).toMatchObject({ accepted: 2, updated: 0, rejected: 0 });
    const second = await importPosts("id,at,text,likes,site\n1,2026-11-01T10:00,new,9,X\n", mapping);
    expect(second).toMatchObject({ accepted: 0, updated: 1 });
    const rows = await rig.asPerson(session =>
      session.selectFrom("posts").select(["platform", "body", "likes"]).orderBy("id").execute(),
    );
    expect(rows).toEqual([
      { platform: "x", body: "new", likes: 9 },
      { platform: "x", body: "late", likes: 1 },
    ]);
  });

  it("asks for the platform where no column says it, and refuses what is no count", async () => {
    const csv = "at,text,likes\n2026-11-01,hello,many\n2026-11-01,hello,-1\n2026-11-01,,3\n2026-11-01,good,3\n";
    const columns = { at: "posted_at", text: "body", likes: "likes" };
    await expect(importPosts(csv, columns)).rejects.toMatchObject({
      details: { errors: [{ path: "options.platform", message: expect.any(String) }] },
    });
    const report = await importPosts(csv, columns, { platform: "Mastodon", niche: "tests" });
    expect(report).toMatchObject({ accepted: 1, rejected: 3 });
    expect(report.rejections).toMatchObject([{ field: "likes" }, { field: "likes" }, { field: "body" }]);
  });
});
