/** A gateway with a bucket in which each person has a folder of their own, and two people. */
import { readdirSync } from "node:fs";
import path from "node:path";
import type { SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { startTestGateway, type TestGateway } from "../../supabase/testing/gateway-rig.ts";

export type StorageRig = {
  gateway: TestGateway;
  service: SupabaseClient;
  ada: SupabaseClient;
  adaId: string;
  bob: SupabaseClient;
  bobId: string;
  /** Every file that the store holds. */
  listFiles: () => string[];
};

const own = "bucket_id = 'desk' and (storage.foldername(name))[1] = (select auth.uid())::text";

export async function startStorageRig(): Promise<StorageRig> {
  const gateway = await startTestGateway(async url => {
    await runSql(
      url,
      `insert into storage.buckets (id, name) values ('desk', 'desk');
       create policy desk_select on storage.objects for select to authenticated using (${own});
       create policy desk_insert on storage.objects for insert to authenticated with check (${own});
       create policy desk_update on storage.objects for update to authenticated using (${own});
       create policy desk_delete on storage.objects for delete to authenticated using (${own});`,
    );
  });
  const [ada, bob] = [gateway.connect(), gateway.connect()];
  const [adaId, bobId] = await Promise.all([signUp(ada), signUp(bob)]);
  const listFiles = () =>
    readdirSync(path.join(gateway.folder, "storage"), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name));
  return { gateway, service: gateway.connectAsService(), ada, adaId, bob, bobId, listFiles };
}

export async function runSql(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

export async function readText(answer: { data: Blob | null }): Promise<string | undefined> {
  return answer.data?.text();
}

async function signUp(client: SupabaseClient): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  const { data } = await client.auth.signUp({ email, password: "a long password" });
  return data.user?.id ?? "";
}
