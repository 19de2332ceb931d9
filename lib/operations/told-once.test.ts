import { randomUUID } from "node:crypto";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dumpDatabase, findCanaries } from "#testing/canaries.ts";
import { operations } from "./list.ts";
import { type ChatRig, openChatRig } from "./testing/chat-rig.ts";

let rig: ChatRig;
const logged: string[] = [];
/** Answers that may not hold a secret, as a caller sees them. */
const answered: string[] = [];
const secrets = new Map<string, string>();
const toldBy = new Set<string>();

beforeAll(async () => {
  rig = await openChatRig({ log: pino({ level: "trace" }, { write: (line: string) => void logged.push(line) }) });
  secrets.set("the bot's token", rig.telegram.token);
  secrets.set("the telegram source's secret", rig.source.secret);
});
afterAll(() => rig.close());

/** Calls an operation that tells a secret, and again with the same key: what the second call said. */
async function tellOnce(name: string, input: object, field: string): Promise<{ id: string; path: string }> {
  const key = randomUUID();
  toldBy.add(name);
  const told = await rig.call(name, input, rig.owner, key);
  expect(told[field], name).toMatch(/^\S{16,}$/);
  secrets.set(`${name} ${secrets.size}`, told[field]);
  answered.push(JSON.stringify({ ...told, [field]: null, ...(name === "chat.link" ? { chat_url: null } : {}) }));
  await expect(rig.call(name, input, rig.owner, key)).rejects.toMatchObject({ code: "conflict" });
  return told;
}

async function findEverywhere(): Promise<string[]> {
  const places = [
    ...(await dumpDatabase(rig.adminUrl)),
    ["the log", logged.join("\n")] as const,
    ["the answers", answered.join("\n")] as const,
  ];
  return places.flatMap(([place, text]) => findCanaries(text, secrets).map(found => `${place}: ${found}`));
}

describe("A secret that is told once", () => {
  it("is kept as a hash or sealed, whatever is done with it afterwards", async () => {
    await tellOnce("key.create", { name: "Automation", scopes: ["tasks:read"] }, "secret");
    const invited = await tellOnce("member.invite", { email: "new@example.com", role: "viewer" }, "token");
    await tellOnce("invitation.resend", { id: invited.id }, "token");
    const { id } = await tellOnce("webhook.create", { name: "Sign-up form", kind: "standard" }, "secret");
    await tellOnce("webhook.rotate", { id }, "secret");
    const own = `whsec_${Buffer.from("canary-of-the-sender-32-bytes-ok").toString("base64")}`;
    secrets.set("the sender's own", own);
    for (const [name, input] of [
      ["webhook.rotate", { id, secret: own }],
      ["webhook.create", { name: "Shop", kind: "standard", secret: own }],
    ] as const)
      answered.push(JSON.stringify(await rig.call(name, input, rig.owner, randomUUID())));
    await tellOnce("chat.link", {}, "code");
    const telling = operations.filter(operation => "tellsSecret" in operation && operation.tellsSecret === true);
    expect(telling.map(({ name }) => name).toSorted()).toEqual([...toldBy].toSorted());
    expect(secrets.size).toBe(9);
    expect(await findEverywhere()).toEqual([]);
  });

  it("is kept out of the log of events, also when a code comes in from the chat and is not heard yet", async () => {
    const person = await rig.addPerson("member");
    const { code } = await rig.call("chat.link", {}, person);
    secrets.set("a code on its way", code);
    expect((await rig.deliverUpdate(rig.telegram.say({ id: 77 }, `/start ${code}`))).status).toBe(200);
    expect((await rig.deliverUpdate(rig.telegram.say({ id: 78 }, "hello"), `${rig.source.secret}x`)).status).toBe(401);
    expect(await findEverywhere()).toEqual([]);
    const shown = (await rig.call("webhook.list-events", { limit: 1 })).data[0];
    const { body } = await rig.call("webhook.get-event", { id: shown.id });
    const notHeardYet = rig.events.splice(0);
    await rig.act(rig.telegram.say({ id: 666 }, JSON.parse(body).message.text));
    expect(rig.telegram.messages.at(-1)?.text).toContain("This code is not good");
    rig.events.push(...notHeardYet);
    await rig.runChat();
    const { data } = await rig.call("chat.list", {}, person);
    expect(data).toMatchObject([{ is_linked: true }]);
  });

  it("is in no answer of any list and in no refusal", async () => {
    for (const operation of operations) {
      if (operation.kind === "query" && operation.input.safeParse({}).success)
        answered.push(JSON.stringify(await rig.call(operation.name)));
    }
    for (const secret of secrets.values()) {
      for (const [name, input] of [
        ["webhook.create", { name: "Shop", kind: "standard", secret: `${secret} `.repeat(2) }],
        ["webhook.create", { name: "Mail", kind: "sendgrid", secret }],
        ["webhook.create", { name: "Bot", kind: "telegram", secret }],
        ["member.join", { token: secret.slice(0, -1) }],
      ] as const) {
        const refusal = await rig.call(name, input).catch((error: Error) => error);
        expect(refusal, name).toBeInstanceOf(Error);
        answered.push(JSON.stringify({ ...refusal, text: refusal.message }));
      }
    }
    expect(await findEverywhere()).toEqual([]);
  });
});
