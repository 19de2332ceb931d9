import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../testing/gateway-rig.ts";
import { makeEmail, open, password, readLastMail, readLink, runSql, signUp, site } from "./auth-steps.ts";
import { CookieJar } from "./cookie-jar.ts";

let gateway: TestGateway;
let service: SupabaseClient;

beforeAll(async () => {
  gateway = await startTestGateway();
  service = gateway.connectAsService();
});

afterAll(() => gateway.stop());

describe("a mail's link", () => {
  test("resets a password by PKCE: it leads back with a code that only the asking browser can use, once", async () => {
    const { email, client } = await signUp(gateway);
    const jar = new CookieJar();
    const request = () => jar.openRequest(gateway.url, gateway.keys.publishableKey);
    const asked = await request().auth.resetPasswordForEmail(email, { redirectTo: `${site}/account/new-password` });
    expect(asked.error).toBeNull();
    const { kind, link } = await readLastMail(gateway, email);
    expect(kind).toBe("recovery");
    expect(link.origin).toBe(gateway.url);
    const target = await open(link);
    expect(target.href.split("?")[0]).toBe(`${site}/account/new-password`);
    const code = target.searchParams.get("code") ?? "";
    const thief = new CookieJar();
    expect(
      (await thief.openRequest(gateway.url, gateway.keys.publishableKey).auth.exchangeCodeForSession(code)).error,
    ).not.toBeNull();
    expect((await request().auth.exchangeCodeForSession(code)).data.user?.email).toBe(email);
    expect((await open(link)).searchParams.get("error_code")).toBe("otp_expired");
    expect((await request().auth.updateUser({ password: "another long one" })).error).toBeNull();
    expect((await gateway.connect().auth.signInWithPassword({ email, password })).error).not.toBeNull();
    expect((await gateway.connect().auth.signInWithPassword({ email, password: "another long one" })).error).toBeNull();
    // Whoever was signed in with the old password is out.
    expect((await client.auth.getUser()).error).not.toBeNull();
  });

  test("works by its hash for a server that verifies it itself, and by its code", async () => {
    for (const way of ["hash", "code"] as const) {
      const { email } = await signUp(gateway);
      await gateway.connect().auth.resetPasswordForEmail(email);
      const { link, code } = await readLastMail(gateway, email);
      const proof = way === "hash" ? { token_hash: link.searchParams.get("token") ?? "" } : { email, token: code };
      const client = gateway.connect();
      expect(
        (await client.auth.verifyOtp({ ...proof, type: "recovery" } as Parameters<typeof client.auth.verifyOtp>[0]))
          .data.user?.email,
      ).toBe(email);
      expect(
        (await client.auth.verifyOtp({ ...proof, type: "recovery" } as Parameters<typeof client.auth.verifyOtp>[0]))
          .error?.code,
      ).toBe("otp_expired");
    }
  });

  test("signs in without a password, also a new address, and leads with a session when there was no PKCE", async () => {
    const email = makeEmail();
    const implicit = gateway.connect();
    expect(
      (await implicit.auth.signInWithOtp({ email, options: { emailRedirectTo: `${site}/today` } })).error,
    ).toBeNull();
    const target = await open((await readLastMail(gateway, email)).link);
    expect(target.origin + target.pathname).toBe(`${site}/today`);
    const parts = new URLSearchParams(target.hash.slice(1));
    expect((await implicit.auth.getUser(parts.get("access_token") ?? "")).data.user?.email).toBe(email);
    expect(parts.get("refresh_token")).toBeTruthy();
  });

  test("never leads to another site", async () => {
    const { email } = await signUp(gateway);
    await gateway.connect().auth.resetPasswordForEmail(email, { redirectTo: "https://evil.example/" });
    const { link } = await readLastMail(gateway, email);
    expect(link.searchParams.get("redirect_to")).toBe(site);
    link.searchParams.set("redirect_to", "https://evil.example/");
    expect((await open(link)).origin).toBe(site);
  });

  test("expires after an hour", async () => {
    const { email } = await signUp(gateway);
    await gateway.connect().auth.resetPasswordForEmail(email);
    await runSql(gateway, "update auth.users set recovery_sent_at = now() - interval '61 minutes' where email = $1", [
      email,
    ]);
    const target = await open((await readLastMail(gateway, email)).link);
    expect(new URLSearchParams(target.hash.slice(1)).get("error_code")).toBe("otp_expired");
  });

  test("changes an address only when both mailboxes have confirmed it", async () => {
    const { client, email, id } = await signUp(gateway);
    const newEmail = makeEmail();
    expect((await client.auth.updateUser({ email: newEmail })).data.user).toMatchObject({ email, new_email: newEmail });
    const first = await open((await readLastMail(gateway, newEmail)).link);
    expect(decodeURIComponent(first.hash)).toContain("confirm+link+sent+to+the+other+email");
    expect((await service.auth.admin.getUserById(id)).data.user?.email).toBe(email);
    const second = await open((await readLastMail(gateway, email)).link);
    expect(second.hash).toContain("access_token=");
    expect((await service.auth.admin.getUserById(id)).data.user).toMatchObject({
      email: newEmail,
      identities: [{ identity_data: { email: newEmail } }],
    });
    const taken = await signUp(gateway);
    expect((await client.auth.updateUser({ email: taken.email })).error?.code).toBe("email_exists");
  });
});

describe("with confirmation of addresses on", () => {
  let strict: TestGateway;

  beforeAll(async () => {
    strict = await startTestGateway(undefined, { mustConfirmEmail: true });
  });

  afterAll(() => strict.stop());

  test("a new person signs in only after opening the link, and a known address looks like a new one", async () => {
    const email = makeEmail();
    const client = strict.connect();
    const first = await client.auth.signUp({ email, password, options: { emailRedirectTo: `${site}/welcome` } });
    expect(first.data.session).toBeNull();
    expect((await client.auth.signInWithPassword({ email, password })).error?.code).toBe("email_not_confirmed");
    const [mail] = await strict.readMails(email);
    expect(mail?.kind).toBe("signup");
    const target = await open(readLink(mail?.text));
    expect(target.origin + target.pathname).toBe(`${site}/welcome`);
    expect((await client.auth.signInWithPassword({ email, password })).error).toBeNull();
    const known = makeEmail();
    await strict.connectAsService().auth.admin.createUser({ email: known, password, email_confirm: true });
    const again = await strict.connect().auth.signUp({ email: known, password: "a password of mine" });
    expect(again.error).toBeNull();
    expect(Object.keys(again.data.user ?? {}).sort()).toEqual(Object.keys(first.data.user ?? {}).sort());
    expect(again.data.user?.identities).toHaveLength(1);
    expect(await strict.readMails(known)).toEqual([]);
    expect(
      (await strict.connect().auth.signInWithPassword({ email: known, password: "a password of mine" })).error,
    ).not.toBeNull();
  });
});
