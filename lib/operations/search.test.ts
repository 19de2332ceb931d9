import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import { insertContacts } from "#lib/db/contacts.ts";
import type { Caller } from "./define.ts";
import { fillLibrary } from "./testing/library-rows.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;

beforeAll(async () => {
  rig = await openOperationsRig();
  await fillLibrary(rig);
  await rig.call("contact.create", {
    name: "Grace Brewster Hopper",
    email: "grace@navy.example.com",
    company: "Eckert",
  });
  await rig.call("contact.create", { name: "Ada Lovelace", email: "ada.l@example.com" });
});
afterAll(() => rig.close());

type Hit = { kind: string; id: string; title: string; detail: string | null };

async function find(text: string, kind?: string, caller?: Caller): Promise<Hit[]> {
  const { data } = await rig.call("search.find", { text, ...(kind === undefined ? {} : { kind }) }, caller);
  return data;
}
const titles = (hits: Hit[]) => hits.map(hit => hit.title);

describe("Search", () => {
  it.each(["grace b", "HOPP", "grace@navy", "eckert"])(
    "finds a person by how a name, an address or a company begins: %s",
    async text => {
      expect(titles(await find(text, "contact"))).toEqual(["Grace Brewster Hopper"]);
    },
  );

  it("finds rows of every kind by their words, grouped, at most as many of each as asked for", async () => {
    const hits = await find("video");
    expect(hits.filter(hit => hit.kind === "video")).toHaveLength(5);
    expect(titles(await find("post 119", "post"))).toEqual(["Post 119"]);
    expect(titles(await find("sailor2", "creator"))).toContain("Creator 2");
    expect(titles(await find("hiring", "trend"))).toEqual(["hiring"]);
    expect(titles(await find("echo", "task"))).toHaveLength(1);
    expect((await find("echo", "agent")).map(hit => hit.id)).toContain("echoer");
    const kinds = hits.map(hit => hit.kind);
    expect(kinds).toEqual([...new Set(kinds)].flatMap(kind => kinds.filter(one => one === kind)));
  });

  it("takes marks of the pattern language and of SQL for what they are", async () => {
    for (const text of ["%%", "__", "a'b", "\\\\", "') or true --"]) expect(await find(text)).toEqual([]);
  });

  it("finds nothing of another workspace", async () => {
    const stranger = rig.createStranger();
    const { id } = await rig.call("workspace.create", { name: "Next door" }, stranger);
    const hits = await find("lovelace", undefined, { ...stranger, workspaceId: id });
    expect(hits.filter(hit => hit.kind !== "agent")).toEqual([]);
  });

  it("shows a key only what its scopes let it read", async () => {
    const key: Caller = { ...rig.owner, apiKey: { id: createId(), scopes: ["workspaces:read", "library:read"] } };
    expect(await find("lovelace", undefined, key)).toEqual([]);
    expect(titles(await find("hiring", "trend", key))).toEqual(["hiring"]);
    expect(titles(await find("lovelace"))).toEqual(["Ada Lovelace"]);
  });

  it("refuses fewer than two characters and names the field", async () => {
    await expect(find("a")).rejects.toMatchObject({ code: "invalid" });
  });
});

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

describe("Among fifty thousand people a search", () => {
  let hermit: Caller;

  beforeAll(async () => {
    const stranger = rig.createStranger();
    hermit = { ...stranger, workspaceId: (await rig.call("workspace.create", { name: "Alone" }, stranger)).id };
    const people = Array.from({ length: 50_000 }, (_, n) => ({
      id: createId(),
      external_id: null,
      name: `Person${n % 977} Family${n}`,
      email: `p${n}@crowd.example.com`,
      ...{ phone: null, company: null, job_title: null, time_zone: null, outcome: null, interactions: 0 },
      ...{ last_interaction_at: null, email_consent: "unknown" as const, attributes: {} },
    }));
    await rig.asPerson(session =>
      insertContacts(session, rig.workspaceId, people, { source: "import", importId: null, isSample: false }),
    );
  });

  it.each(["fam", "family4999", "person12 f", "p4", "crowd", "no such person"])(
    "takes no more than a few times as long as among nobody: %s",
    async text => {
      const crowd: number[] = [];
      const nobody: number[] = [];
      // In turns, so that whatever else the machine does meets both alike.
      for (let round = 0; round < 8; round += 1) {
        crowd.push(await time(() => find(text)));
        nobody.push(await time(() => find(text, undefined, hermit)));
      }
      expect(Math.min(...crowd)).toBeLessThan(4 * Math.min(...nobody) + 10);
    },
  );

  it("still finds the one that is meant", async () => {
    expect(titles(await find("hopper", "contact"))).toEqual(["Grace Brewster Hopper"]);
    expect(titles(await find("family4999", "contact"))).toContain("Person114 Family4999");
  });
});
