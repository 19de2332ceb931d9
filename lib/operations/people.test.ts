import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "./define.ts";
import { samplePeople, samplePosts } from "./sample/fill-sample.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
beforeAll(async () => {
  rig = await openOperationsRig();
});
afterAll(() => rig.close());

describe("Contacts", () => {
  it("are added with their address in lower case, once", async () => {
    const made = await rig.call("contact.create", {
      name: " Ada Vance ",
      email: "Ada@Example.COM ",
      attributes: { age: 41 },
    });
    expect(made).toMatchObject({
      name: "Ada Vance",
      email: "ada@example.com",
      source: "manual",
      attributes: { age: 41 },
    });
    await expect(rig.call("contact.create", { name: "Other", email: "ADA@example.com" })).rejects.toMatchObject({
      code: "conflict",
      details: { errors: [{ path: "email" }], facts: { contact_id: made.id } },
    });
    await expect(rig.call("contact.create", { name: "", email: "nowhere" })).rejects.toMatchObject({
      details: { errors: [expect.objectContaining({ path: "name" }), expect.objectContaining({ path: "email" })] },
    });
  });

  it("are changed field by field, and tell the log", async () => {
    const { id } = await rig.call("contact.create", { name: "Bo", email: "bo@example.com", company: "Bo Ltd" });
    expect(await rig.call("contact.update", { id, email: null, time_zone: "Europe/Oslo" })).toMatchObject({
      email: null,
      company: "Bo Ltd",
      time_zone: "Europe/Oslo",
    });
    await expect(rig.call("contact.update", { id, time_zone: "Mars/Base" })).rejects.toMatchObject({ code: "invalid" });
    const { data } = await rig.call("activity.list", { entity: "contact", entity_id: id });
    expect(data.map((row: { verb: string }) => row.verb)).toEqual(["contact.updated", "contact.created"]);
  });

  it("that opt out are noted for every agent: what waits for a decision and what waits to leave is taken back", async () => {
    await rig.call("workspace.update", { undo_window_seconds: 600 });
    const { id } = await rig.call("contact.create", { name: "Cy", email: "cy@example.com" });
    const propose = async () => {
      const task = await rig.call("task.dispatch", { task: "echoer.write", params: { to: ["cy@example.com"] } });
      await rig.run(task.id);
      return (await rig.call("task.get", { id: task.id })).approvals[0];
    };
    const [held, pending] = [await propose(), await propose()];
    const { delivery_id } = await rig.call("approval.approve", { id: held.id, digest: held.digest });

    expect(await rig.call("contact.update", { id, email_consent: "denied" })).toMatchObject({
      email_consent: "denied",
    });
    expect((await rig.call("delivery.get", { id: delivery_id })).status).toBe("recalled");
    expect((await rig.call("approval.get", { id: held.id })).status).toBe("superseded");
    expect((await rig.call("approval.get", { id: pending.id })).status).toBe("superseded");
    const { ledger, approvals, deliveries } = await rig.call("contact.get", { id });
    expect(ledger).toEqual(expect.arrayContaining([expect.objectContaining({ kind: "opt-out", channel: "email" })]));
    expect(approvals).toHaveLength(2);
    expect(deliveries).toMatchObject([{ id: delivery_id }]);
  });

  it("are searched by how a name, an address or a company begins, in any case", async () => {
    await rig.call("contact.create", {
      name: "Zora Quist",
      email: "office@zebra.example.com",
      company: "Zebra 100% Works",
    });
    const search = async (text: string) =>
      (await rig.call("contact.list", { search: text })).data.map((row: { name: string }) => row.name);
    expect(await search("zORA q")).toEqual(["Zora Quist"]);
    expect(await search("OFFICE@")).toEqual(["Zora Quist"]);
    expect(await search("zebra 100%")).toEqual(["Zora Quist"]);
    expect(await search("%")).toEqual([]);
  });

  it("are listed by score in pages over the scored and the unscored", async () => {
    const contacts = await rig.asPerson(session => session.selectFrom("contacts").select("id").orderBy("id").execute());
    await rig.asWorker(async session => {
      for (const [index, { id }] of contacts.entries()) {
        if (index % 2 === 0)
          await session
            .updateTable("contacts")
            .set({ score: 33.3 + (index % 3) })
            .where("id", "=", id)
            .execute();
      }
    });
    for (const order of ["score", "newest"]) {
      const seen: { id: string; score: number | null }[] = [];
      let cursor: string | null = null;
      do {
        const page: { data: typeof seen; next_cursor: string | null } = await rig.call("contact.list", {
          order,
          limit: 1,
          ...(cursor === null ? {} : { cursor }),
        });
        seen.push(...page.data);
        cursor = page.next_cursor;
      } while (cursor !== null && seen.length < 50);
      expect(seen.map(row => row.id).sort()).toEqual(contacts.map(row => row.id).sort());
      if (order === "score") {
        const scores = seen.map(row => row.score ?? -1);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }
    }
  });
});

describe("A workspace", () => {
  it("is made by anyone who signed in, with every agent at its default, and its settings are an admin's", async () => {
    const stranger = rig.createStranger();
    const made = await rig.call("workspace.create", { name: "New Shop" }, stranger);
    expect(made).toMatchObject({ name: "New Shop", role: "owner", is_sample: false });
    const inside: Caller = { ...stranger, workspaceId: made.id };
    const agents = (await rig.call("agent.list", {}, inside)).data;
    expect(agents.map((agent: { domain: string; autonomy: string }) => [agent.domain, agent.autonomy])).toEqual([
      ["echoer", "copilot"],
      ["pilot", "autopilot"],
      ["adviser", "manual"],
    ]);
    expect((await rig.call("workspace.list", {}, stranger)).data).toMatchObject([{ id: made.id, role: "owner" }]);
    expect((await rig.call("member.list", {}, inside)).data).toMatchObject([{ role: "owner", email: stranger.email }]);
    await expect(rig.call("workspace.update", { quiet_from: "22:00" }, inside)).rejects.toMatchObject({
      code: "invalid",
    });
    expect(
      await rig.call(
        "workspace.update",
        { quiet_from: "22:00", quiet_until: "07:00", time_zone: "Asia/Tokyo" },
        inside,
      ),
    ).toMatchObject({
      quiet_from: "22:00",
      policy_version: made.policy_version + 1,
    });
    expect(await rig.call("workspace.update", { name: "New Shop", undo_window_seconds: 3 }, inside)).toMatchObject({
      undo_window_seconds: 3,
      policy_version: made.policy_version + 1,
    });
  });

  it("of samples is filled with made-up people who cannot be reached, the same every time, all labelled", async () => {
    const read = async () => {
      const person = rig.createStranger();
      const made = await rig.call("workspace.create-sample", {}, person);
      expect(made).toMatchObject({ name: "Sample workspace", is_sample: true });
      return rig.kernel.database.asPerson({ userId: person.userId }, async session => ({
        contacts: await session
          .selectFrom("contacts")
          .select([
            "name",
            "email",
            "is_sample",
            "outcome",
            "time_zone",
            "interactions",
            "attributes",
            "email_consent",
            "source",
          ])
          .orderBy("external_id")
          .execute(),
        posts: await session
          .selectFrom("posts")
          .select(["platform", "niche", "body", "likes", "is_sample", "posted_at"])
          .orderBy("external_id")
          .execute(),
        touches: await session.selectFrom("contact_ledger").select(["kind", "is_untrusted", "happened_at"]).execute(),
      }));
    };
    const [one, two] = [await read(), await read()];
    expect(one.contacts).toEqual(two.contacts);
    expect(one.posts.map(post => [post.body, post.likes])).toEqual(two.posts.map(post => [post.body, post.likes]));

    expect(one.contacts).toHaveLength(samplePeople);
    expect(one.contacts.every(row => /@[a-z-]+\.example\.(com|org|net)$/.test(row.email ?? ""))).toBe(true);
    expect(one.contacts.every(row => row.is_sample && row.source === "sample")).toBe(true);
    const known = one.contacts.filter(row => row.outcome !== null);
    const won = known.filter(row => row.outcome === true).length;
    expect(known.length).toBeGreaterThan(samplePeople * 0.4);
    expect(known.length).toBeLessThan(samplePeople * 0.6);
    expect(won / known.length).toBeGreaterThan(0.2);
    expect(won / known.length).toBeLessThan(0.8);
    expect(one.contacts.filter(row => row.email_consent === "denied").length).toBeGreaterThan(0);
    expect(one.contacts.reduce((sum, row) => sum + row.interactions, 0)).toBe(one.touches.length);
    expect(one.touches.filter(touch => touch.kind === "reply").length).toBeGreaterThan(20);
    expect(one.touches.every(touch => touch.is_untrusted === (touch.kind === "reply"))).toBe(true);

    expect(one.posts).toHaveLength(samplePosts);
    expect(one.posts.every(post => post.is_sample)).toBe(true);
    expect(new Set(one.posts.map(post => post.platform)).size).toBe(3);
    expect(new Set(one.posts.map(post => post.niche)).size).toBe(6);
    const now = rig.kernel.clock.now().getTime();
    const hoursAgo = (post: { posted_at: Date }) => (now - post.posted_at.getTime()) / 3_600_000;
    expect(one.posts.every(post => hoursAgo(post) > -0.1 && hoursAgo(post) < 14 * 24 + 1)).toBe(true);
    const rate = (niche: string, from: number, to: number) =>
      one.posts.filter(post => post.niche === niche && hoursAgo(post) >= from && hoursAgo(post) < to).length /
      (to - from);
    expect(rate("local marketing", 0, 30)).toBeGreaterThan(3 * rate("local marketing", 30, 336));
    expect(rate("bookkeeping", 0, 30)).toBeLessThan(2 * rate("bookkeeping", 30, 336));
  });
});
