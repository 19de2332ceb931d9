/** What tests of Auth do again and again: sign somebody up, read their mail, open its link. */
import type { SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { expect } from "vitest";
import type { TestGateway } from "../testing/gateway-rig.ts";

export const password = "a long password";
export const site = "http://localhost:3000";
export const makeEmail = () => `${crypto.randomUUID()}@example.com`;

export async function signUp(gateway: TestGateway, client: SupabaseClient = gateway.connect(), email = makeEmail()) {
  const { data, error } = await client.auth.signUp({ email, password });
  expect(error).toBeNull();
  return { client, email, id: data.user?.id ?? "", session: data.session };
}

export async function runSql(
  gateway: TestGateway,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: gateway.database.adminUrl });
  await client.connect();
  const { rows } = await client.query(text, values);
  await client.end();
  return rows;
}

export function readLink(text: string | undefined): URL {
  return new URL(/https?:\/\/\S+/.exec(text ?? "")?.[0] ?? "about:blank");
}

export async function readLastMail(gateway: TestGateway, to: string) {
  const mail = (await gateway.readMails(to)).at(-1);
  return { kind: mail?.kind, link: readLink(mail?.text), code: /code (\d{6})/.exec(mail?.text ?? "")?.[1] ?? "" };
}

/** Opens a link as a browser would and returns where it leads. */
export async function open(link: URL): Promise<URL> {
  const answer = await fetch(link, { redirect: "manual" });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "");
}
