import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestGateway, type TestGateway } from "../supabase/testing/gateway-rig.ts";
import { listenTo } from "./testing/realtime-rig.ts";

let gateway: TestGateway;
let owner: pg.Client;
const inTime = { timeout: 10_000 };

beforeAll(async () => {
  gateway = await startTestGateway();
  owner = new pg.Client({ connectionString: gateway.database.url });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await gateway.stop();
});

async function signUp() {
  const client = gateway.connect();
  const { data, error } = await client.auth.signUp({
    email: `${randomUUID()}@example.com`,
    password: "a long password",
  });
  if (error || !data.user) throw error ?? new Error("nobody signed up");
  return { client, id: data.user.id };
}

test("through the gateway, with the product's own policies: members hear their workspace until they are removed, strangers never", async () => {
  const [founder, member, stranger] = [await signUp(), await signUp(), await signUp()];
  const workspace = randomUUID();
  await owner.query("insert into workspaces (id, name, created_by) values ($1, 'Harbour', $2)", [
    workspace,
    founder.id,
  ]);
  await owner.query(
    `insert into members (workspace_id, user_id, role) values ($1, $2, 'owner'), ($1, $3, 'viewer') on conflict do nothing`,
    [workspace, founder.id, member.id],
  );
  const topic = `workspace:${workspace}`;
  const refused = listenTo(stranger.client, topic);
  const [staying, leaving] = [listenTo(founder.client, topic), listenTo(member.client, topic)];
  await Promise.all([staying.reach("SUBSCRIBED"), leaving.reach("SUBSCRIBED"), refused.reach("CHANNEL_ERROR")]);
  const tell = (number: number) =>
    owner.query("select realtime.send(jsonb_build_object('number', $1::int), 'changed', $2)", [number, topic]);
  await tell(1);
  for (const listener of [staying, leaving]) await vi.waitFor(() => expect(listener.received).toHaveLength(1), inTime);
  await owner.query("delete from members where user_id = $1", [member.id]);
  await tell(2);
  await vi.waitFor(() => expect(staying.received).toHaveLength(2), inTime);
  await leaving.reach("CLOSED");
  expect([leaving.received.length, refused.received.length]).toEqual([1, 0]);
  const channel = founder.client.channel(topic, { config: { private: true } });
  await expect(channel.httpSend("changed", { number: 3 })).rejects.toThrow("Unauthorized");
});
