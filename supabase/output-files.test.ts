import { createHash, randomUUID } from "node:crypto";
import type { SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "#local/supabase/testing/gateway-rig.ts";

type Role = "owner" | "member" | "viewer" | "stranger" | "owner of another workspace" | "nobody";

let gateway: TestGateway;
let owner: pg.Client;
const workspaceId = randomUUID();
const otherId = randomUUID();
const people = new Map<Role, SupabaseClient>();

beforeAll(async () => {
  gateway = await startTestGateway();
  owner = new pg.Client({ connectionString: gateway.database.adminUrl });
  await owner.connect();
  for (const id of [workspaceId, otherId]) {
    await owner.query("insert into public.workspaces (id, name, created_by) values ($1, 'Desk', $2)", [
      id,
      randomUUID(),
    ]);
  }
  people.set("nobody", gateway.connect());
  await join("owner", workspaceId, "owner");
  await join("member", workspaceId, "member");
  await join("viewer", workspaceId, "viewer");
  await join("stranger", null, "viewer");
  await join("owner of another workspace", otherId, "owner");
});

afterAll(async () => {
  await owner.end();
  await gateway.stop();
});

async function join(name: Role, workspace: string | null, role: string): Promise<void> {
  const client = gateway.connect();
  const { data } = await client.auth.signUp({ email: `${randomUUID()}@example.com`, password: "a long password" });
  if (workspace) {
    await owner.query("insert into public.members (workspace_id, user_id, role) values ($1, $2, $3)", [
      workspace,
      data.user?.id,
      role,
    ]);
  }
  people.set(name, client);
}

function openBucket(role: Role) {
  const client = people.get(role);
  if (!client) throw new Error(`nobody is ${role}`);
  return client.storage.from("outputs");
}

const allowed: Record<"read" | "write", Role[]> = {
  read: ["owner", "member", "viewer"],
  write: ["owner", "member"],
};
const roles = ["owner", "member", "viewer", "stranger", "owner of another workspace", "nobody"] as const;

describe("A file of a workspace's output", () => {
  const key = `${workspaceId}/report/one.txt`;

  beforeAll(async () => {
    expect((await openBucket("owner").upload(key, "words")).error).toBeNull();
  });

  test.each(roles)("is read, listed and signed by its people: %s", async role => {
    const may = allowed.read.includes(role);
    expect((await openBucket(role).download(key)).error === null).toBe(may);
    expect((await openBucket(role).list(`${workspaceId}/report`)).data?.length).toBe(may ? 1 : 0);
    expect((await openBucket(role).createSignedUrl(key, 60)).error === null).toBe(may);
  });

  test.each(roles)("is written, replaced, moved and removed by its members: %s", async role => {
    const may = allowed.write.includes(role);
    const own = `${workspaceId}/drafts/${createHash("md5").update(role).digest("hex")}`;
    expect((await openBucket(role).upload(own, "words")).error === null).toBe(may);
    await openBucket("owner").upload(own, "words", { upsert: true });
    expect((await openBucket(role).update(own, "other words")).error === null).toBe(may);
    expect((await openBucket(role).move(own, `${own}.moved`)).error === null).toBe(may);
    const gone = await openBucket(role).remove([may ? `${own}.moved` : own]);
    expect(gone.data?.length ?? 0).toBe(may ? 1 : 0);
    expect(await openBucket("owner").exists(own)).toMatchObject({ data: !may });
  });

  test("never crosses into another workspace, a name without one, or another bucket", async () => {
    for (const target of [`${otherId}/planted.txt`, "planted.txt", `${workspaceId}`, `${workspaceId}x/planted.txt`]) {
      expect((await openBucket("owner").upload(target, "x")).error).toMatchObject({ statusCode: "403" });
      expect((await openBucket("owner").move(key, target)).error).toMatchObject({ statusCode: "403" });
      expect((await openBucket("owner").copy(key, target)).error).toMatchObject({ statusCode: "403" });
    }
    expect((await openBucket("owner").download(key)).error).toBeNull();
  });

  test("is closed to whoever has left the workspace, at once", async () => {
    const { data } = (await people.get("viewer")?.auth.getUser()) ?? {};
    expect((await openBucket("viewer").download(key)).error).toBeNull();
    await owner.query("delete from public.members where user_id = $1", [data?.user?.id]);
    expect((await openBucket("viewer").download(key)).error).not.toBeNull();
  });
});
