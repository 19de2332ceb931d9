/** Owns the proof that the suite is pointed at a server by environment variables alone. */
import { expect, test } from "vitest";
import { resolveTarget } from "./target.ts";

test("an address with both keys is a server in cloud mode, without keys a dev server", async () => {
  const keys = { INNGEST_EVENT_KEY: "an-event-key", INNGEST_SIGNING_KEY: "signkey-test-00ff" };
  const INNGEST_BASE_URL = "http://127.0.0.1:8288/";
  expect(await resolveTarget({ INNGEST_BASE_URL, ...keys })).toMatchObject({
    baseUrl: "http://127.0.0.1:8288",
    keys: { eventKey: "an-event-key", signingKey: "signkey-test-00ff" },
  });
  expect((await resolveTarget({ INNGEST_BASE_URL })).keys).toBeUndefined();
});

test("one key without the other is refused by name", async () => {
  const INNGEST_BASE_URL = "http://127.0.0.1:8288";
  await expect(resolveTarget({ INNGEST_BASE_URL, INNGEST_SIGNING_KEY: "signkey-test-00ff" })).rejects.toThrow(
    /both INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY/,
  );
});

test("without an address the suite has an engine of its own", async () => {
  const target = await resolveTarget({});
  expect(target.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(target.keys).toBeDefined();
});
