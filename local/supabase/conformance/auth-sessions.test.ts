import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../testing/gateway-rig.ts";
import { makeEmail, password, signUp } from "./auth-steps.ts";
import { CookieJar } from "./cookie-jar.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

describe("a session", () => {
  test("carries the claims of a hosted one, and getClaims and getUser agree", async () => {
    const { client, email, id } = await signUp(gateway);
    const { data } = await client.auth.getClaims();
    expect(data?.claims).toMatchObject({
      iss: `${gateway.url}/auth/v1`,
      sub: id,
      aud: "authenticated",
      role: "authenticated",
      email,
      phone: "",
      app_metadata: { provider: "email", providers: ["email"] },
      user_metadata: { email },
      aal: "aal1",
      amr: [{ method: "password", timestamp: expect.any(Number) }],
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      is_anonymous: false,
    });
    expect((await client.auth.getUser()).data.user).toMatchObject({ id, email, identities: [{ provider: "email" }] });
    const refreshed = await client.auth.refreshSession();
    expect((await client.auth.getClaims(refreshed.data.session?.access_token)).data?.claims.amr).toEqual(
      data?.claims.amr,
    );
  });

  test("publishes its keys where clients look for them: none, since tokens are signed with the project's secret", async () => {
    const answer = await fetch(`${gateway.url}/auth/v1/.well-known/jwks.json`);
    expect(await answer.json()).toEqual({ keys: [] });
  });

  test("rotates its refresh token; the one before is good for a client that lost the answer, an older one ends the session", async () => {
    const { client, session } = await signUp(gateway);
    const first = session?.refresh_token ?? "";
    const use = (token: string) => gateway.connect().auth.refreshSession({ refresh_token: token });
    const second = (await use(first)).data.session?.refresh_token ?? "";
    expect(second).not.toBe(first);
    expect((await use(first)).data.session?.refresh_token).toBe(second);
    const third = (await use(second)).data.session?.refresh_token ?? "";
    expect((await use(first)).error).not.toBeNull();
    expect((await use(third)).error).not.toBeNull();
    expect((await client.auth.refreshSession({ refresh_token: "made-up" })).error?.code).toBe(
      "refresh_token_not_found",
    );
  });

  test("refreshed by twenty requests at once goes on as one", async () => {
    const { session } = await signUp(gateway);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        gateway.connect().auth.refreshSession({ refresh_token: session?.refresh_token ?? "" }),
      ),
    );
    expect(answers.filter(answer => answer.error)).toEqual([]);
    expect(new Set(answers.map(answer => answer.data.session?.refresh_token)).size).toBe(1);
  });

  test("ends by scope: this one, the others, all", async () => {
    const { email } = await signUp(gateway);
    const enter = async () => {
      const client = gateway.connect();
      await client.auth.signInWithPassword({ email, password });
      return client;
    };
    const isIn = async (client: SupabaseClient, token: string) => (await client.auth.getUser(token)).error === null;
    const [one, two, three] = [await enter(), await enter(), await enter()];
    const tokens = await Promise.all(
      [one, two, three].map(async client => (await client.auth.getSession()).data.session?.access_token ?? ""),
    );
    const look = () => Promise.all([one, two, three].map((client, index) => isIn(client, tokens[index] ?? "")));
    await one.auth.signOut({ scope: "local" });
    expect(await look()).toEqual([false, true, true]);
    await two.auth.signOut({ scope: "others" });
    expect(await look()).toEqual([false, true, false]);
    await two.auth.signOut({ scope: "global" });
    expect(await look()).toEqual([false, false, false]);
  });

  test("of a person goes on in the cookies of a server-side client: chunked, refreshed when it expires, removed at the end", async () => {
    const jar = new CookieJar();
    const request = () => jar.openRequest(gateway.url, gateway.keys.publishableKey);
    const email = makeEmail();
    await request().auth.signUp({ email, password, options: { data: { about: "x".repeat(3_000) } } });
    expect(jar.names.filter(name => /-auth-token\.\d$/.test(name)).length).toBeGreaterThan(1);
    expect((await request().auth.getUser()).data.user?.email).toBe(email);
    expect((await request().auth.getClaims()).data?.claims.email).toBe(email);
    let before = "";
    jar.editSession(session => {
      before = session.refresh_token;
      session.expires_at = Math.floor(Date.now() / 1000) - 10;
    });
    expect((await request().auth.getSession()).data.session?.refresh_token).not.toBe(before);
    expect((await request().auth.getClaims()).data?.claims.email).toBe(email);
    await request().auth.signOut({ scope: "local" });
    expect(jar.names).toEqual([]);
    expect((await request().auth.getUser()).data.user).toBeNull();
  });
});
