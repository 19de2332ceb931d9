/** Owns the proof of signals and of what the engine says to operations it does not do, through the official SDK. */
import type { InngestFunction } from "inngest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashSigningKey } from "./signature.ts";
import {
  awaitEnd,
  createClient,
  type Rig,
  readRuns,
  signingKey,
  startRig,
  takePort,
  waitUntil,
} from "./testing/harness.ts";

const enginePort = await takePort();
const client = createClient(enginePort);

const functions: InngestFunction.Any[] = [
  client.createFunction({ id: "waiter", triggers: [{ event: "test/wait" }] }, async ({ event, step }) => {
    const data = event.data as { signal: string; timeout: string; onConflict: "fail" | "replace" };
    return step.waitForSignal("wait", data);
  }) as InngestFunction.Any,
  client.createFunction({ id: "sender", triggers: [{ event: "test/send" }] }, async ({ event, step }) => {
    await step.sendSignal("send", { signal: String(event.data.signal), data: { from: "a step" } });
  }) as InngestFunction.Any,
  client.createFunction({ id: "fetcher", triggers: [{ event: "test/fetch" }], retries: 0 }, async ({ step }) =>
    step.fetch("http://127.0.0.1:1/private").then(
      () => "fetched",
      (error: Error) => error.message,
    ),
  ) as InngestFunction.Any,
  client.createFunction({ id: "thinker", triggers: [{ event: "test/think" }], retries: 0 }, async ({ step }) => {
    const model = { url: "http://127.0.0.1:1/v1/chat", headers: {}, format: "openai-chat", authKey: "none" };
    const options = { model: { ...model, options: { model: "any" } }, body: { messages: [] } };
    return step.ai.infer("think", options as unknown as Parameters<typeof step.ai.infer>[1]).then(
      () => "thought",
      (error: Error) => error.message,
    );
  }) as InngestFunction.Any,
];

let rig: Rig;

beforeAll(async () => {
  rig = await startRig(client, functions, enginePort);
});

afterAll(async () => {
  await rig.stop();
});

async function send(name: string, data: Record<string, unknown>): Promise<string> {
  const { ids } = await client.send({ name, data });
  return ids[0] ?? "";
}

/** Starts a run that waits, and waits until it does. */
async function startWaiter(signal: string, options: Record<string, unknown> = {}): Promise<string> {
  const id = await send("test/wait", { signal, timeout: "1m", onConflict: "fail", ...options });
  await waitUntil(async () => (await readRuns(rig.url, id))[0]?.status === "waiting", `the wait for ${signal}`);
  return id;
}

describe.concurrent("signals", () => {
  test("a signal wakes the run that waits for it, once, with its data", async () => {
    const id = await startWaiter("approve");
    const [run] = await readRuns(rig.url, id);
    expect(await client.sendSignal({ signal: "other", data: 1 })).toEqual({ runId: undefined });
    expect(await client.sendSignal({ signal: "approve", data: { by: "Ada" } })).toEqual({ runId: run?.runId });
    expect(await awaitEnd(rig.url, id)).toMatchObject([{ output: { signal: "approve", data: { by: "Ada" } } }]);
    expect(await client.sendSignal({ signal: "approve" })).toEqual({ runId: undefined });
  });

  test("a step can send a signal", async () => {
    const id = await startWaiter("from-step");
    await send("test/send", { signal: "from-step" });
    expect(await awaitEnd(rig.url, id)).toMatchObject([{ output: { data: { from: "a step" } } }]);
  });

  test("a wait for a signal that does not come yields null", async () => {
    const id = await startWaiter("never", { timeout: "1s" });
    expect(await awaitEnd(rig.url, id)).toMatchObject([{ status: "completed", output: null }]);
    expect(await client.sendSignal({ signal: "never" })).toEqual({ runId: undefined });
  });

  test("a second wait for the same signal fails its run, and the first one still waits", async () => {
    const first = await startWaiter("contested");
    const second = await send("test/wait", { signal: "contested", timeout: "1m", onConflict: "fail" });
    expect(await awaitEnd(rig.url, second)).toMatchObject([
      { status: "failed", output: { message: "Signal conflict; signal wait already exists for another run" } },
    ]);
    await client.sendSignal({ signal: "contested", data: "first" });
    expect(await awaitEnd(rig.url, first)).toMatchObject([{ output: { data: "first" } }]);
  });

  test("a wait that replaces another one gets the signal, and the other one times out", async () => {
    const first = await startWaiter("replaced", { timeout: "3s" });
    const second = await startWaiter("replaced", { onConflict: "replace" });
    await client.sendSignal({ signal: "replaced", data: "second" });
    expect(await awaitEnd(rig.url, second)).toMatchObject([{ output: { data: "second" } }]);
    expect(await awaitEnd(rig.url, first)).toMatchObject([{ status: "completed", output: null }]);
  });

  test("an event of a signal's name does not wake anybody", async () => {
    const id = await startWaiter("test/named");
    await send("test/named", {});
    expect(await readRuns(rig.url, id)).toMatchObject([{ status: "waiting" }]);
    await client.sendSignal({ signal: "test/named" });
    expect(await awaitEnd(rig.url, id)).toMatchObject([{ status: "completed" }]);
  });

  test("malformed and unsigned signals are refused", async () => {
    const post = (body: unknown, headers: Record<string, string>) =>
      fetch(`${rig.url}/v1/signals`, { method: "POST", body: JSON.stringify(body), headers });
    const authorization = `Bearer ${hashSigningKey(signingKey)}`;
    expect((await post({ signal: "approve" }, {})).status).toBe(401);
    for (const body of [null, {}, { signal: "" }, { signal: 7 }, { signal: "a\0b" }])
      expect((await post(body, { authorization })).status).toBe(400);
  });

  test("requests that the engine would make for a function are refused by name", async () => {
    const reason = "is not supported by the embedded engine, which makes no requests for functions";
    const [fetched] = await awaitEnd(rig.url, await send("test/fetch", {}));
    expect(fetched?.output).toContain(`step.fetch ${reason}`);
    const [thought] = await awaitEnd(rig.url, await send("test/think", {}));
    expect(thought?.output).toContain(`step.ai.infer ${reason}`);
  });
});

test("a run that waits for a signal is woken after the engine was killed", async () => {
  const id = await startWaiter("survivor");
  await rig.killEngine();
  await rig.startEngine();
  await client.sendSignal({ signal: "survivor", data: "back" });
  expect(await awaitEnd(rig.url, id)).toMatchObject([{ output: { data: "back" } }]);
});
