import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connector, Effect, EffectOutcome } from "#lib/kernel/connector.ts";
import { capabilities, type EffectKind, effectKindNames, effectKinds } from "#lib/kernel/effects.ts";
import type { ConnectorFactory } from "./environment.ts";
import { connectorFactories, createConfiguredConnectors } from "./index.ts";
import { carrierPigeonFactory, startCarrierPigeonRig } from "./testing/carrier-pigeon.ts";
import { type ContractRig, type StartContractRig, type VendorState, vendorStates } from "./testing/contract-rig.ts";

/** A valid effect of each kind: a new kind must bring one. */
const samples: Record<EffectKind, Effect> = {
  "email.send": {
    kind: "email.send",
    recipient: "bob@example.org",
    payload: { subject: "Hello", text: "Good morning", replyTo: "sales@example.com" },
  },
  "post.publish": {
    kind: "post.publish",
    recipient: "@quarterdeck",
    payload: { platform: "x", text: "Good morning" },
  },
  "chat-alert.send": { kind: "chat-alert.send", recipient: "default", payload: { text: "Good morning" } },
};

const factories: readonly ConnectorFactory[] = [carrierPigeonFactory, ...connectorFactories];
const patience = () => AbortSignal.timeout(5_000);

async function findRig(name: string): Promise<StartContractRig> {
  if (name === carrierPigeonFactory.name) return startCarrierPigeonRig;
  const rig: { startContractRig: StartContractRig } = await import(`./${name}/contract-rig.ts`);
  return rig.startContractRig;
}

describe("the registry", () => {
  test("names every connector once, in kebab case, after its folder", () => {
    const names = connectorFactories.map(factory => factory.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(existsSync(new URL(`./${name}/connector.ts`, import.meta.url))).toBe(true);
    }
  });

  test("serves every kind of effect even when nothing is configured, and then keeps it in the house", () => {
    const configured = createConfiguredConnectors({});
    for (const kind of Object.values(effectKinds)) {
      const serving = configured.find(connector => connector.capabilities.includes(kind.capability));
      expect(serving?.isLocal).toBe(true);
    }
  });

  test("creates no connector that reaches a vendor out of an empty environment", () => {
    expect(createConfiguredConnectors({}, factories).every(connector => connector.isLocal)).toBe(true);
  });

  test("puts the connectors that keep things in the house last", () => {
    const areLocal = connectorFactories.map(factory => factory.variables.length === 0);
    expect(areLocal).toEqual(areLocal.toSorted());
  });
});

describe.each(factories.map(factory => [factory.name, factory] as const))("the connector %s", (_name, factory) => {
  let rig: ContractRig;
  const said: unknown[] = [];

  beforeAll(async () => {
    rig = await (await findRig(factory.name))();
  });
  afterAll(() => rig.close());

  function create(state: VendorState = "healthy"): Connector {
    const connector = factory.create(rig.environments[state]);
    if (connector === null) throw new Error(`the rig of ${factory.name} does not configure it`);
    return connector;
  }

  function pickSample(connector: Connector): Effect {
    const kind = effectKindNames.find(name => connector.capabilities.includes(effectKinds[name].capability));
    if (kind === undefined) throw new Error(`${connector.name} executes no kind of effect`);
    return samples[kind];
  }

  async function execute(
    connector: Connector,
    effect: Effect,
    key: string,
    signal = patience(),
  ): Promise<EffectOutcome> {
    const outcome = await connector.execute(effect, { idempotencyKey: key, signal });
    said.push(outcome);
    return outcome;
  }

  test("is what its registry entry says", () => {
    const connector = create();
    expect(connector.name).toBe(factory.name);
    expect(connector.title).toBe(factory.title);
    expect(connector.capabilities).toEqual(factory.capabilities);
    for (const capability of connector.capabilities) expect(capabilities).toContain(capability);
    expect(connector.timeoutMs).toBeGreaterThan(0);
    expect(connector.timeoutMs).toBeLessThanOrEqual(120_000);
    for (const variable of factory.variables) {
      expect(variable.name).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(variable.purpose).toMatch(/\.$/);
      expect(variable.example).not.toBe("");
    }
  });

  test("acts for the same account every time, which holds no secret", () => {
    const { account } = create();
    expect(account).not.toBe("");
    expect(create().account).toBe(account);
    for (const secret of rig.secrets) expect(account).not.toContain(secret);
  });

  test("accepts a valid effect with a reference", async () => {
    const connector = create();
    const before = rig.countMade();
    const outcome = await execute(connector, pickSample(connector), "key-accept");
    expect(outcome).toMatchObject({ outcome: "accepted", vendorId: expect.stringMatching(/\S/) });
    expect(rig.countMade() - before).toBe(connector.isLocal ? 0 : 1);
  });

  test("keeps its word about a repeated idempotency key", async () => {
    const connector = create();
    const before = rig.countMade();
    const first = await execute(connector, pickSample(connector), "key-repeat");
    const second = await execute(connector, pickSample(connector), "key-repeat");
    const made = rig.countMade() - before;
    if (connector.isIdempotent) {
      expect(second).toEqual(first);
      expect(made).toBe(connector.isLocal ? 0 : 1);
    } else {
      expect(made).toBe(2);
    }
  });

  test.each([
    ["an unknown kind", { kind: "nothing.known" as EffectKind, recipient: "bob@example.org", payload: {} }],
    ["no recipient", { recipient: "" }],
    ["an empty payload", { payload: {} }],
    ["a payload that is no object", { payload: null }],
  ])("refuses %s with something to do about it, and makes nothing", async (_what, change) => {
    const connector = create();
    const before = rig.countMade();
    const outcome = await execute(connector, { ...pickSample(connector), ...change }, "key-invalid");
    expect(outcome).toMatchObject({
      outcome: "refused",
      reason: expect.stringMatching(/\w/),
      fix: expect.stringMatching(/\w/),
    });
    expect(rig.countMade()).toBe(before);
  });

  test("does nothing when it is stopped before it starts, and says so without throwing", async () => {
    const connector = create();
    const before = rig.countMade();
    const outcome = await execute(connector, pickSample(connector), "key-aborted", AbortSignal.abort());
    expect(["refused", "ambiguous"]).toContain(outcome.outcome);
    expect(rig.countMade()).toBe(before);
  });

  test("claims nothing that a stopped, failing or silent vendor did not say", async () => {
    for (const state of vendorStates.filter(name => name !== "healthy")) {
      const connector = create(state);
      const startedAt = performance.now();
      const outcome = await execute(connector, pickSample(connector), `key-${state}`, AbortSignal.timeout(300));
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      if (connector.isLocal) continue;
      expect(outcome.outcome, state).not.toBe("accepted");
      if (state === "stopped") expect(["refused", "rate-limited"]).toContain(outcome.outcome);
    }
  });

  test("checks its connection in time and without acting", async () => {
    const before = rig.countMade();
    for (const state of vendorStates) {
      const connector = create(state);
      const startedAt = performance.now();
      const health = await connector.check({ signal: AbortSignal.timeout(400) });
      said.push(health);
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      expect(health.message).toMatch(/\w/);
      expect(health.isHealthy, state).toBe(state === "healthy" || connector.isLocal);
    }
    expect(rig.countMade()).toBe(before);
  });

  test("looks up a key without throwing, where it can look up at all", async () => {
    for (const state of vendorStates) {
      const connector = create(state);
      const found = await connector.lookup?.("key-accept", { signal: AbortSignal.timeout(400) });
      said.push(found);
      if (found !== undefined) expect(["found", "absent", "cannot-tell"]).toContain(found.outcome);
    }
  });

  test("has said no secret in anything above", () => {
    expect(said.length).toBeGreaterThan(10);
    for (const secret of rig.secrets) {
      expect(JSON.stringify(said)).not.toContain(secret);
      expect(JSON.stringify(said)).not.toContain(Buffer.from(secret).toString("base64"));
    }
  });
});
