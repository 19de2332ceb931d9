import { existsSync } from "node:fs";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError, type ErrorCode } from "#lib/core/errors.ts";
import type { Connector, ConnectorFactory, Effect, EffectOutcome, House } from "#lib/kernel/connector.ts";
import { capabilities, type EffectKind, effectKindNames, effectKinds } from "#lib/kernel/effects.ts";
import { connectorFactories, createConfiguredConnectors } from "./index.ts";
import { carrierPigeonFactory, startCarrierPigeonRig } from "./testing/carrier-pigeon.ts";
import { type ContractRig, type StartContractRig, type VendorState, vendorStates } from "./testing/contract-rig.ts";
import { type Doorkeeper, startDoorkeeper } from "./testing/doorkeeper.ts";
import { openHouse, sharedHouse } from "./testing/houses.ts";
import { sampleEffects } from "./testing/sample-effects.ts";
import { listSampleReadings, type SampleReading } from "./testing/sample-readings.ts";

const factories: readonly ConnectorFactory[] = [carrierPigeonFactory, ...connectorFactories];
/** How long a vendor in each state is waited for; a silent one, briefly. */
const patience = (state: VendorState = "healthy") => AbortSignal.timeout(state === "silent" ? 400 : 10_000);

/** What must become of an effect in each state. */
const effectEnds: Record<VendorState, EffectOutcome["outcome"]> = {
  healthy: "accepted",
  stopped: "refused",
  unauthorized: "refused",
  limited: "rate-limited",
  broken: "ambiguous",
  cut: "ambiguous",
  silent: "ambiguous",
  malformed: "ambiguous",
};

/** What a reading must throw in each state. */
const readingErrors: Record<Exclude<VendorState, "healthy">, ErrorCode> = {
  stopped: "unavailable",
  unauthorized: "forbidden",
  limited: "limit-reached",
  broken: "unavailable",
  cut: "unavailable",
  silent: "timeout",
  malformed: "invalid",
};
const troubledStates = vendorStates.filter(state => state !== "healthy");

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

  test.each(capabilities)("prefers for %s what reaches a vendor to what keeps things in the house", capability => {
    const serving = connectorFactories.filter(factory => factory.capabilities.includes(capability));
    const areLocal = serving.map(factory => factory.variables.length === 0);
    expect(areLocal).toEqual(areLocal.toSorted());
  });
});

describe.each(factories.map(factory => [factory.name, factory] as const))("the connector %s", (_name, factory) => {
  let rig: ContractRig;
  const said: unknown[] = [];
  const kinds = effectKindNames.filter(name => factory.capabilities.includes(effectKinds[name].capability));

  beforeAll(async () => {
    rig = await (await findRig(factory.name))();
  });
  afterAll(() => rig.close());

  function create(state: VendorState = "healthy"): Connector {
    const connector = factory.create(rig.environments[state], openHouse);
    if (connector === null) throw new Error(`the rig of ${factory.name} does not configure it`);
    return connector;
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

  async function readRefused(reading: SampleReading, state: VendorState): Promise<AppError> {
    const error = await reading.read({ signal: patience(state) }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    said.push(inspect(error, { depth: 10 }));
    if (error instanceof AppError) return error;
    throw new Error(`${reading.name} met a ${state} vendor and did not throw an AppError`, { cause: error });
  }

  test("is what its registry entry says", () => {
    const connector = create();
    expect(connector.name).toBe(factory.name);
    expect(connector.title).toBe(factory.title);
    expect(connector.capabilities).toEqual(factory.capabilities);
    for (const capability of connector.capabilities) expect(capabilities).toContain(capability);
    for (const capability of Object.keys(connector.reads ?? {})) expect(connector.capabilities).toContain(capability);
    expect(connector.timeoutMs).toBeGreaterThan(0);
    expect(connector.timeoutMs).toBeLessThanOrEqual(120_000);
    for (const variable of factory.variables) {
      expect(variable.name).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(variable.purpose).toMatch(/\.$/);
      expect(variable.example).not.toBe("");
    }
  });

  test("goes to the address that a variable names, so that a vendor can be played on this machine", () => {
    if (create().isLocal) return;
    const addressed = factory.variables.filter(({ name }) =>
      String(rig.environments.healthy[name]).includes("127.0.0.1"),
    );
    expect(addressed).not.toEqual([]);
  });

  test("names the variable that is missing when it is half set, and needs none that it calls optional", () => {
    const without = (name: string) =>
      Object.fromEntries(Object.entries(rig.environments.healthy).filter(([key]) => key !== name));
    const needed = factory.variables.filter(variable => variable.isOptional !== true);
    for (const { name } of factory.variables) {
      if (!needed.some(variable => variable.name === name))
        expect(factory.create(without(name), openHouse), name).not.toBeNull();
      else if (needed.length > 1) expect(() => factory.create(without(name), openHouse), name).toThrow(name);
    }
  });

  test("shows before it sends what it would hand over, and what it would refuse in the same words", async () => {
    const connector = create();
    for (const effect of Object.values(sampleEffects)) {
      const shown = connector.compose?.(effect);
      if (shown === undefined) continue;
      if ("outcome" in shown) expect(await execute(connector, effect, "shown")).toEqual(shown);
      else expect(shown.text).toContain((effect.payload as { text: string }).text);
      said.push(shown);
    }
  });

  test("acts for the same account every time, which holds no secret", () => {
    const { account } = create();
    expect(account).not.toBe("");
    expect(create().account).toBe(account);
    for (const secret of rig.secrets) expect(account).not.toContain(secret);
  });

  describe.each(kinds)("making %s", kind => {
    test("accepts a valid effect with a reference", async () => {
      const connector = create();
      const before = rig.countMade();
      const outcome = await execute(connector, sampleEffects[kind], `key-accept-${kind}`);
      expect(outcome).toMatchObject({ outcome: "accepted", vendorId: expect.stringMatching(/\S/) });
      expect(rig.countMade() - before).toBe(connector.isLocal ? 0 : 1);
    });

    test("keeps its word about a repeated idempotency key", async () => {
      const connector = create();
      const before = rig.countMade();
      const first = await execute(connector, sampleEffects[kind], `key-repeat-${kind}`);
      const second = await execute(connector, sampleEffects[kind], `key-repeat-${kind}`);
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
      const outcome = await execute(connector, { ...sampleEffects[kind], ...change }, "key-invalid");
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
      const outcome = await execute(connector, sampleEffects[kind], "key-aborted", AbortSignal.abort());
      expect(["refused", "ambiguous"]).toContain(outcome.outcome);
      expect(rig.countMade()).toBe(before);
    });

    test.each(troubledStates)("claims no more than a vendor that is %s has said, within its time", async state => {
      const connector = create(state);
      if (connector.isLocal) return;
      const outcome = await execute(connector, sampleEffects[kind], `key-${state}-${kind}`, patience(state));
      expect(outcome).toMatchObject({ outcome: effectEnds[state], reason: expect.stringMatching(/\w/) });
      if (outcome.outcome === "refused" && state === "unauthorized") {
        expect(factory.variables.filter(variable => outcome.fix.includes(variable.name))).not.toEqual([]);
      }
    });

    test("tells what the vendor made from what it answered: a cut after that is never a refusal", async () => {
      const connector = create("cut");
      if (connector.isLocal) return;
      const before = rig.countMade("cut");
      const outcome = await execute(connector, sampleEffects[kind], `key-made-${kind}`);
      expect(rig.countMade("cut") - before).toBe(1);
      expect(outcome.outcome).toBe("ambiguous");
    });

    test("waits as long as the vendor said, and asks nothing of it before", async () => {
      const connector = create("limited");
      if (connector.isLocal) return;
      const startedAt = Date.now();
      const first = await execute(connector, sampleEffects[kind], `key-limited-${kind}`);
      if (first.outcome !== "rate-limited") throw new Error(`it was ${first.outcome}`);
      expect(first.until.getTime()).toBeGreaterThan(startedAt + rig.limitMs - 2_000);
      expect(first.until.getTime()).toBeLessThan(Date.now() + rig.limitMs + 2_000);
      if (rig.countLimited === undefined) return;
      const calls = rig.countLimited();
      expect(calls).toBeGreaterThan(0);
      expect(await execute(connector, sampleEffects[kind], `key-limited-again-${kind}`)).toEqual(first);
      expect(rig.countLimited()).toBe(calls);
    });
  });

  test("reads what a healthy vendor knows", async () => {
    for (const reading of listSampleReadings(create())) {
      const found = await reading.read({ signal: patience() });
      said.push(found);
      expect(found, reading.name).toBeTruthy();
      const items = Array.isArray(found) ? found : ((found as { items?: unknown[] }).items ?? [found]);
      expect(items, reading.name).not.toEqual([]);
    }
  });

  test.each(Object.entries(readingErrors))("reads from a vendor that is %s only to say: %s", async (name, code) => {
    const state = name as VendorState;
    for (const reading of listSampleReadings(create(state))) {
      const error = await readRefused(reading, state);
      expect(error.code, reading.name).toBe(code);
    }
  });

  test("reads nothing more before a limit ends, and says when that is", async () => {
    const connector = create("limited");
    for (const reading of listSampleReadings(connector)) {
      const first = await readRefused(reading, "limited");
      expect(first.details.retryAfterMs).toBeGreaterThan(rig.limitMs - 30_000);
      expect(first.details.retryAfterMs).toBeLessThanOrEqual(rig.limitMs + 2_000);
      const calls = rig.countLimited?.() ?? 0;
      expect(calls).toBeGreaterThan(0);
      expect((await readRefused(reading, "limited")).details.retryAfterMs).toBeGreaterThan(0);
      expect(rig.countLimited?.()).toBe(calls);
    }
  });

  test("makes no effect of a kind it does not offer", async () => {
    const connector = create();
    for (const kind of effectKindNames.filter(name => !kinds.includes(name))) {
      expect((await execute(connector, sampleEffects[kind], "key-other")).outcome).toBe("refused");
    }
  });

  test.each(vendorStates)("tells in time and without acting whether a vendor that is %s would act", async state => {
    const connector = create(state);
    const before = rig.countMade();
    const health = await connector.check({ signal: patience(state) });
    said.push(health);
    expect(health.message).toMatch(/\w/);
    const isUnseen = rig.unseenByCheck?.includes(state) === true;
    expect(health.isHealthy).toBe(state === "healthy" || connector.isLocal || isUnseen);
    expect(rig.countMade()).toBe(before);
  });

  test("looks up a key without throwing, where it can look up at all", async () => {
    for (const state of vendorStates) {
      const found = await create(state).lookup?.("key-accept", { signal: patience(state) });
      said.push(found);
      if (found !== undefined) expect(["found", "absent", "cannot-tell"]).toContain(found.outcome);
    }
  });

  describe("led elsewhere by its own values", () => {
    const doorkeepers: Doorkeeper[] = [];
    afterAll(async () => void (await Promise.all(doorkeepers.map(({ close }) => close()))));

    async function openDoor(sendsOnTo?: string): Promise<Doorkeeper> {
      const doorkeeper = await startDoorkeeper(sendsOnTo);
      doorkeepers.push(doorkeeper);
      return doorkeeper;
    }

    /** The connector with its vendor at another host and port, written with the scheme of the same family that encrypts or not. */
    function createAt(place: string, house: House, isEncrypted: boolean): Connector | null {
      const scheme = (text: string) =>
        isEncrypted ? text.replace(/^http:/, "https:") : text.replace(/^https:/, "http:");
      const moved = Object.entries(rig.environments.healthy).map(([name, value]) => [
        name,
        scheme(String(value).replace(/127\.0\.0\.1:\d+/, place)),
      ]);
      return factory.create(Object.fromEntries(moved), house);
    }

    /** Everything a connector can do, once each: what it said, and whether it meant that nothing was done. */
    async function tryAll(connector: Connector): Promise<{ text: string; isRefused: boolean }[]> {
      const signal = AbortSignal.timeout(10_000);
      const answers: { text: string; isRefused: boolean }[] = [];
      for (const kind of kinds) {
        const outcome = await execute(connector, sampleEffects[kind], `key-elsewhere-${kind}`, signal);
        answers.push({ text: JSON.stringify(outcome), isRefused: outcome.outcome === "refused" });
      }
      for (const reading of listSampleReadings(connector)) {
        const error = await readRefused(reading, "stopped");
        answers.push({ text: error.message, isRefused: error.code === "forbidden" });
      }
      const health = await connector.check({ signal });
      said.push(health);
      return [...answers, { text: health.message, isRefused: !health.isHealthy }];
    }

    test.each(["127.0.0.1", "localhost", "127.1", "0x7f000001", "0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"])(
      "refuses private addresses without leave, before anything is sent: %s",
      async host => {
        if (create().isLocal) return;
        const door = await openDoor();
        for (const isEncrypted of [true, false]) {
          const connector = createAt(`${host}:${door.port}`, sharedHouse, isEncrypted);
          if (connector === null) throw new Error("it was not configured");
          const before = rig.countMade();
          const answers = await tryAll(connector);
          expect(answers.filter(answer => !answer.isRefused)).toEqual([]);
          for (const { text } of answers) {
            expect(text).toContain("ALLOW_PRIVATE_ADDRESSES");
            expect(factory.variables.filter(({ name }) => text.includes(name))).not.toEqual([]);
          }
          expect(rig.countMade()).toBe(before);
        }
        expect(door.countVisitors()).toBe(0);
      },
    );

    test("calls them with leave, which is what the refusals above are measured by", async () => {
      if (create().isLocal) return;
      const door = await openDoor();
      const connector = createAt(`localhost:${door.port}`, openHouse, false);
      expect(connector).not.toBeNull();
      if (connector !== null) await tryAll(connector);
      expect(door.countVisitors()).toBeGreaterThan(0);
    });

    test("follows nobody who sends it on", async () => {
      const { isLocal } = create();
      const isWeb = Object.values(rig.environments.healthy).some(value => String(value).startsWith("http:"));
      if (isLocal || !isWeb) return;
      const elsewhere = await openDoor();
      const door = await openDoor(`http://127.0.0.1:${elsewhere.port}/elsewhere`);
      const connector = createAt(`127.0.0.1:${door.port}`, openHouse, false);
      if (connector !== null) await tryAll(connector);
      expect(door.countVisitors()).toBeGreaterThan(0);
      expect(elsewhere.countVisitors()).toBe(0);
    });
  });

  test("has said no secret in anything above", () => {
    expect(said.length).toBeGreaterThan(10);
    const everything = JSON.stringify(said);
    for (const secret of rig.secrets) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(encodeURIComponent(secret));
      expect(everything).not.toContain(Buffer.from(secret).toString("base64"));
    }
  });
});
