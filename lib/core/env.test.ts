import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const needed = {
  NEXT_PUBLIC_SUPABASE_URL: "https://desk.supabase.co",
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
  DATABASE_URL: "postgres://quarterdeck_app@localhost/postgres",
  INNGEST_EVENT_KEY: "event",
  INNGEST_SIGNING_KEY: "signkey-prod-00",
};

test("Private addresses are closed to what workspaces connect, unless the installation says yes in so many letters.", () => {
  expect(readEnv(needed).ALLOW_PRIVATE_ADDRESSES).toBe("no");
  expect(readEnv({ ...needed, ALLOW_PRIVATE_ADDRESSES: "" }).ALLOW_PRIVATE_ADDRESSES).toBe("no");
  expect(readEnv({ ...needed, ALLOW_PRIVATE_ADDRESSES: "yes" }).ALLOW_PRIVATE_ADDRESSES).toBe("yes");
  expect(() => readEnv({ ...needed, ALLOW_PRIVATE_ADDRESSES: "true" })).toThrow("ALLOW_PRIVATE_ADDRESSES");
});

test("Every variable that is missing is named at once.", () => {
  expect(() => readEnv({})).toThrow(/NEXT_PUBLIC_SUPABASE_URL[\s\S]*DATABASE_URL[\s\S]*INNGEST_SIGNING_KEY/);
});
