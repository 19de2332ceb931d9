import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prospect } from "#agents/prospect/agent.ts";
import { createFixtureAgent } from "#lib/kernel/testing/fixture-agent.ts";
import type { Caller } from "./define.ts";
import { createWebhookHandler } from "./surfaces/webhook-handler.ts";
import { openWebhookRig, type Source, type WebhookRig } from "./testing/webhook-rig.ts";
import { createReceiver } from "./webhooks/receive.ts";

let rig: WebhookRig;

beforeAll(async () => {
  rig = await openWebhookRig({ agents: [createFixtureAgent(), createFixtureAgent("pilot", "autopilot"), prospect] });
});

afterAll(() => rig.close());

const lead = (email: string, more: object = {}) => ({
  type: "lead.created",
  data: { email, name: "Ada Harbour", plan: "pro", seats: 12, ...more },
});

const leadRule = {
  name: "A new lead",
  event_type: "lead.*",
  conditions: [{ path: "data.plan", operator: "equals", value: "pro" }],
  contact_fields: [
    { field: "email", path: "data.email" },
    { field: "name", path: "/data/name" },
    { field: "attribute", path: "data.seats", label: "Seats" },
  ],
  task: "prospect.score",
  params: [{ name: "contact_id", from: "contact" }],
};

describe("A new lead", () => {
  it("is noted as a contact, scored by a dispatched task, and told in the log", async () => {
    const source = await rig.addSource();
    const rule = await rig.call("webhook.create-rule", { id: source.id, ...leadRule });
    expect(await rig.send(source, lead("Ada.Lead@Example.com"))).toMatchObject({
      status: 200,
      body: { received: 1, repeated: 0 },
    });

    const event = await rig.lastEvent(source);
    expect(event).toMatchObject({
      event_type: "lead.created",
      verdict: "acted",
      outcomes: [
        { rule_id: rule.id, rule_name: "A new lead", is_new_contact: true, task: "prospect.score", error: null },
      ],
    });
    const [{ contact_id, task_id }] = event.outcomes;
    expect(await rig.call("contact.get", { id: contact_id })).toMatchObject({
      name: "Ada Harbour",
      email: "ada.lead@example.com",
      attributes: { Seats: 12 },
    });
    expect(await rig.call("task.get", { id: task_id })).toMatchObject({
      name: "prospect.score",
      trigger: "webhook",
      params: { contact_id },
    });
    expect(await rig.run(task_id)).toMatchObject({ status: "completed" });
    expect((await rig.call("contact.get", { id: contact_id })).score).toBeGreaterThanOrEqual(0);
    const detail = await rig.call("webhook.get-event", { id: event.id });
    expect(JSON.parse(detail.body)).toEqual(lead("Ada.Lead@Example.com"));
    expect(JSON.stringify(detail.headers)).not.toContain("v1,");
  });

  it("who is known already is only filled in, unless the rule may overwrite; an opt-out is never undone", async () => {
    const source = await rig.addSource();
    const known = await rig.call("contact.create", {
      name: "Known",
      email: "known@example.com",
      email_consent: "denied",
    });
    const fields = [
      { field: "email", path: "data.email" },
      { field: "name", path: "data.name" },
      { field: "company", path: "data.company" },
      { field: "email_consent", path: "data.agreed" },
    ];
    const rule = await rig.call("webhook.create-rule", { id: source.id, name: "Fill in", contact_fields: fields });
    await rig.send(source, lead("known@example.com", { company: "Harbour", agreed: true }));
    expect(await rig.call("contact.get", { id: known.id })).toMatchObject({
      name: "Known",
      company: "Harbour",
      email_consent: "denied",
    });
    await rig.call("webhook.update-rule", { id: rule.id, may_overwrite: true });
    await rig.send(source, lead("known@example.com", { company: "Pier", agreed: true }));
    expect(await rig.call("contact.get", { id: known.id })).toMatchObject({
      name: "Ada Harbour",
      company: "Pier",
      email_consent: "denied",
    });
  });

  it("sent by ten calls at once becomes one contact", async () => {
    const source = await rig.addSource();
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule, task: null, params: [] });
    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.send(source, lead("crowd@example.com"))));
    expect(answers.map(answer => answer.status)).toEqual(Array(10).fill(200));
    const { data } = await rig.call("contact.list", { search: "crowd@example.com" });
    expect(data).toHaveLength(1);
    const events = await rig.call("webhook.list-events", { source_id: source.id, verdict: "acted" });
    expect(events.data).toHaveLength(10);
  });

  it("with an address that is none is kept as failed, with the field that was wrong", async () => {
    const source = await rig.addSource();
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule });
    expect(await rig.send(source, lead("not an address"))).toMatchObject({ status: 200 });
    const event = await rig.lastEvent(source);
    expect(event.verdict).toBe("failed");
    expect(event.outcomes[0].error).toContain("email");
    expect(event.outcomes[0].task_id).toBeNull();
  });
});

describe("An event", () => {
  it("sent again is answered and has no second effect", async () => {
    const source = await rig.addSource();
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule });
    const id = "msg_repeated";
    await rig.send(source, lead("again@example.com"), { id });
    expect(await rig.send(source, lead("again@example.com"), { id })).toMatchObject({
      status: 200,
      body: { received: 0, repeated: 1 },
    });
    const both = await Promise.all([1, 2].map(() => rig.send(source, lead("again@example.com"), { id })));
    expect(both.map(answer => answer.body.repeated)).toEqual([1, 1]);
    const { data } = await rig.call("webhook.list-events", { source_id: source.id });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ repeats: 3, replays: 0, sender_id: id });
    const tasks = await rig.call("task.list", { trigger: "webhook", limit: 200 });
    expect(tasks.data.filter((task: { id: string }) => task.id === data[0].outcomes[0].task_id)).toHaveLength(1);
  });

  it("that no rule wants is kept and shown as that", async () => {
    const source = await rig.addSource();
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule });
    await rig.send(source, { type: "invoice.paid", data: { plan: "pro" } });
    expect(await rig.lastEvent(source)).toMatchObject({ verdict: "no-rule", outcomes: [] });
    await rig.send(source, "this is not JSON");
    expect(await rig.lastEvent(source)).toMatchObject({ verdict: "no-rule", event_type: "" });
  });

  it("that was kept can be replayed after a rule was made for it, and by a member only", async () => {
    const source = await rig.addSource();
    await rig.send(source, lead("late@example.com"));
    const event = await rig.lastEvent(source);
    expect(event.verdict).toBe("no-rule");
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule });
    const viewer = await rig.addPerson("viewer");
    await expect(rig.call("webhook.replay", { id: event.id }, viewer)).rejects.toMatchObject({ code: "forbidden" });
    const replayed = await rig.call("webhook.replay", { id: event.id });
    expect(replayed).toMatchObject({ verdict: "acted", replays: 1 });
    const task = await rig.call("task.get", { id: replayed.outcomes[0].task_id });
    expect(task.trigger).toBe("webhook");
  });

  it("for a paused agent is kept as failed with the reason, and other rules are carried out", async () => {
    const source = await rig.addSource();
    await rig.call("webhook.create-rule", { id: source.id, name: "Echo", task: "echoer.echo" });
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule, position: 1, task: null, params: [] });
    await rig.call("agent.pause", { domain: "echoer" });
    await rig.send(source, lead("paused@example.com"));
    await rig.call("agent.resume", { domain: "echoer" });
    const event = await rig.lastEvent(source);
    expect(event.verdict).toBe("failed");
    expect(event.outcomes[0].error).toContain("paused");
    expect(event.outcomes[1]).toMatchObject({ is_new_contact: true, error: null });
    expect(await rig.call("webhook.replay", { id: event.id })).toMatchObject({ verdict: "acted" });
  });

  it("decides no approval: what an autopilot proposes from it waits for a person", async () => {
    const source = await rig.addSource();
    await rig.call("webhook.create-rule", {
      id: source.id,
      name: "Answer at once",
      task: "pilot.write",
      params: [
        { name: "to", from: "payload", path: "data.to" },
        { name: "untrusted", from: "constant", value: false },
      ],
    });
    await rig.send(source, { type: "ask", data: { to: ["trap@example.com"] } });
    const taskId = (await rig.lastEvent(source)).outcomes[0].task_id;
    expect(await rig.run(taskId)).toMatchObject({ status: "awaiting_approval" });
    const task = await rig.call("task.get", { id: taskId });
    expect(task.approvals).toMatchObject([{ status: "pending", is_untrusted: true }]);
    expect(task.deliveries).toEqual([]);
    const again = await rig.call("task.rerun", { id: taskId });
    expect(await rig.run(again.id)).toMatchObject({ status: "awaiting_approval" });
    // The same task for which nobody from outside is the cause is executed: the difference is where it came from.
    const own = await rig.dispatch({ task: "pilot.write", params: { to: ["own@example.com"] } });
    expect((await rig.run(own)).status).toBe("awaiting_approval");
    expect((await rig.call("task.get", { id: own })).approvals).toMatchObject([{ status: "approved" }]);
  });
});

describe("A person told of from outside", () => {
  it("is never written to without somebody reading it, though the agent is on autopilot and nobody outside asked for it", async () => {
    const source = await rig.addSource();
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule, task: null, params: [] });
    await rig.send(source, lead("stranger@example.com"));
    await rig.send(source, lead("stranger@example.com"));
    const task = await rig.dispatch({ task: "pilot.write", params: { to: ["stranger@example.com"] } });
    await rig.run(task);
    const [approval] = (await rig.call("task.get", { id: task })).approvals;
    expect(approval).toMatchObject({ status: "pending", is_untrusted: true });
    const { ledger } = await rig.call("contact.get", { id: approval.contact_id });
    expect(ledger).toMatchObject([{ kind: "note", body: "Told of by Sign-up form", is_untrusted: true }]);
  });
});

describe("A call", () => {
  async function count(source: Source): Promise<number> {
    return (await rig.call("webhook.list-events", { source_id: source.id })).data.length;
  }

  it("that is forged, stale or without a signature is refused as problem+json, counted, and leaves nothing", async () => {
    const source = await rig.addSource();
    const stranger = await rig.addSource();
    const old = new Date(rig.kernel.clock.now().getTime() - 301_000);
    for (const sending of [{ secret: stranger.secret }, { at: old }]) {
      const answer = await rig.send(source, lead("forged@example.com"), sending);
      expect(answer).toMatchObject({ status: 401, type: "application/problem+json" });
      expect(answer.body).toMatchObject({ code: "unauthenticated" });
    }
    const bare = await rig.handle(new Request(`http://deck.test${source.path}`, { method: "POST", body: "{}" }));
    expect(bare.status).toBe(401);
    expect(bare.headers.get("www-authenticate")).toBeNull();
    expect(await count(source)).toBe(0);
    const told = await rig.call("webhook.get", { id: source.id });
    expect(told).toMatchObject({ refused: 3, last_refusal: expect.stringContaining("webhook-id") });
  });

  it("to an address nobody has, or one that is switched off, is refused", async () => {
    const source = await rig.addSource();
    const nowhere = { ...source, path: `/api/webhooks/whs_${"A".repeat(32)}` };
    expect(await rig.send(nowhere, {})).toMatchObject({ status: 404 });
    expect(await rig.send({ ...source, path: "/api/webhooks/..%2f..%2fetc" }, {})).toMatchObject({ status: 404 });
    await rig.call("webhook.update", { id: source.id, is_enabled: false });
    expect(await rig.send(source, {})).toMatchObject({ status: 403 });
    const got = await rig.handle(new Request(`http://deck.test${source.path}`));
    expect(got.status).toBe(405);
  });

  it("larger than the limit is refused before it is read, and the wrong guesses of others lock nobody out", async () => {
    const source = await rig.addSource();
    const receiver = createReceiver(rig.kernel);
    const strict = createWebhookHandler({
      receiver,
      log: rig.kernel.log,
      limits: { bodyBytes: 100, refusalsPerMinute: 2 },
    });
    const post = (body: string, headers: Record<string, string> = {}) =>
      strict(new Request(`http://deck.test${source.path}`, { method: "POST", body, headers }));
    expect((await post("x".repeat(101))).status).toBe(413);
    expect((await post("{}")).status).toBe(401);
    expect((await post("{}")).status).toBe(401);
    const limited = await post("{}");
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    const now = rig.kernel.clock.now();
    const signature = new Webhook(source.secret).sign("ok", now, "{}");
    const time = String(Math.floor(now.getTime() / 1_000));
    const proved = { "webhook-id": "ok", "webhook-timestamp": time, "webhook-signature": signature };
    expect((await post("{}", proved)).status).toBe(200);
  });
});

describe("A rotated secret", () => {
  it("replaces the one before it, which stays good for the overlap and no longer", async () => {
    const source = await rig.addSource();
    const rotated = await rig.call("webhook.rotate", { id: source.id, overlap_minutes: 10 });
    expect(rotated.secret).not.toBe(source.secret);
    expect((await rig.send(source, {})).status).toBe(200);
    expect((await rig.send({ ...source, secret: rotated.secret }, {})).status).toBe(200);
    rig.advance(11 * 60_000);
    expect((await rig.send(source, {})).status).toBe(401);
    expect((await rig.send({ ...source, secret: rotated.secret }, {})).status).toBe(200);
    const atOnce = await rig.call("webhook.rotate", { id: source.id, overlap_minutes: 0 });
    expect((await rig.send({ ...source, secret: rotated.secret }, {})).status).toBe(401);
    expect((await rig.send({ ...source, secret: atOnce.secret }, {})).status).toBe(200);
  });

  it("is made by an admin only, told once, sealed at rest, and taken over from a sender that has its own", async () => {
    const member = await rig.addPerson("member");
    await expect(rig.call("webhook.create", { name: "No", kind: "standard" }, member)).rejects.toMatchObject({
      code: "forbidden",
    });
    const own = `whsec_${Buffer.from("a".repeat(32)).toString("base64")}`;
    const source = await rig.call("webhook.create", { name: "Vendor", kind: "standard", secret: own });
    expect(source.secret).toBeNull();
    expect((await rig.send({ ...source, secret: own }, {})).status).toBe(200);
    const stored = await rig.asWorker(session =>
      session
        .selectFrom("webhook_sources")
        .select("sealed_secret")
        .where("id", "=", source.id)
        .executeTakeFirstOrThrow(),
    );
    expect(stored.sealed_secret).not.toContain(own.slice(6));
    await expect(rig.call("webhook.create", { name: "Short", kind: "standard", secret: "whsec_aaaa" })).rejects.toThrow(
      "whsec_",
    );
    expect(JSON.stringify(await rig.call("webhook.list"))).not.toContain("sealed");
  });
});

describe("A rule", () => {
  it("that could never work is refused with every field that is wrong", async () => {
    const source = await rig.addSource();
    const create = (rule: object) => rig.call("webhook.create-rule", { id: source.id, name: "Bad", ...rule });
    await expect(create({})).rejects.toThrow("choose a task");
    await expect(create({ task: "prospect.scor" })).rejects.toThrow("Did you mean");
    await expect(create({ contact_fields: [{ field: "name", path: "a" }] })).rejects.toThrow(
      "e-mail address or the id",
    );
    const twice = {
      task: "prospect.score",
      params: [
        { name: "contact_id", from: "contact" },
        { name: "nope", from: "constant" },
      ],
    };
    const refusal = await create(twice).catch((error: unknown) => error);
    expect((refusal as { details: { errors: { path: string }[] } }).details.errors.map(({ path }) => path)).toEqual([
      "params.0.from",
      "params.1.name",
    ]);
  });

  it("reaches no further than the key that makes it", async () => {
    const source = await rig.addSource();
    const key: Caller = { ...rig.owner, apiKey: { id: randomUUID(), scopes: ["webhooks:read", "webhooks:write"] } };
    await expect(
      rig.call("webhook.create-rule", { id: source.id, name: "Echo", task: "echoer.echo" }, key),
    ).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("tasks:write") });
  });

  it("can be tried: what would be noted and dispatched, why not, and nothing happens", async () => {
    const source = await rig.addSource();
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule });
    await rig.call("webhook.create-rule", { id: source.id, ...leadRule, name: "Big ones", event_type: "deal.won" });
    const before = await rig.call("contact.list", { limit: 200 });
    const trial = await rig.call("webhook.test", { id: source.id });
    expect(trial).toMatchObject({ event_type: "lead.created", is_wanted: true });
    expect(trial.data).toMatchObject([
      {
        rule_name: "A new lead",
        is_match: true,
        contact: { email: "ada@example.com" },
        task: "prospect.score",
        problems: [],
      },
      { rule_name: "Big ones", is_match: false, mismatch: expect.stringContaining("deal.won"), contact: null },
    ]);
    const other = await rig.call("webhook.test", { id: source.id, payload: lead("x", { plan: "free" }) });
    expect(other.is_wanted).toBe(false);
    expect(other.data[0].mismatch).toContain("data.plan");
    expect(await rig.call("contact.list", { limit: 200 })).toEqual(before);
    expect((await rig.call("webhook.list-events", { source_id: source.id })).data).toEqual([]);
  });
});
