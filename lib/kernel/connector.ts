/** Owns the port that every vendor's adapter implements, and the choice of one for a capability. Throws only for bugs. */
import type { JsonObject } from "#lib/core/json.ts";
import type { Capability, EffectKind } from "./effects.ts";
import type { Readers } from "./readings.ts";

/** One approved effect, as a connector receives it. */
export type Effect = { kind: EffectKind; recipient: string; payload: unknown };

export type EffectOutcome =
  /** The vendor took it. `vendorId` is its own reference. */
  | { outcome: "accepted"; vendorId: string; evidence?: JsonObject }
  /** Definitely not made: refused, invalid, never connected. `fix` says what a person can do. */
  | { outcome: "refused"; reason: string; fix: string; evidence?: JsonObject }
  /** Not made; may be tried again at `until`. */
  | { outcome: "rate-limited"; until: Date; reason: string }
  /** Nobody can tell: cut after sending, a 5xx, a timeout. */
  | { outcome: "ambiguous"; reason: string; evidence?: JsonObject };

export type Lookup =
  | { outcome: "found"; vendorId: string }
  | { outcome: "absent" }
  | { outcome: "cannot-tell"; reason: string };

export type ConnectorHealth = { isHealthy: boolean; message: string };

export type Connector = {
  /** The vendor, kebab-case. */
  name: string;
  title: string;
  capabilities: readonly Capability[];
  /** The account it acts for, without any secret: part of every approval's digest. */
  account: string;
  /** True when nothing leaves the house: what it accepts is kept, and shown as not sent. */
  isLocal: boolean;
  /** How long one call may take, in milliseconds. */
  timeoutMs: number;
  /** True when the vendor itself promises that a repeated idempotency key is made once. */
  isIdempotent: boolean;
  execute(effect: Effect, options: { idempotencyKey: string; signal: AbortSignal }): Promise<EffectOutcome>;
  /** Finds what a key led to, where the vendor can tell. */
  lookup?(idempotencyKey: string, options: { signal: AbortSignal }): Promise<Lookup>;
  /** What can be read through it, by capability. Reading makes no effect. */
  reads?: Partial<Readers>;
  /** Whether it could act now, without acting. */
  check(options: { signal: AbortSignal }): Promise<ConnectorHealth>;
  close?(): Promise<void>;
};

/** Checks a connector's declaration. */
export function defineConnector(connector: Connector): Connector {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(connector.name))
    throw new Error(`connector name "${connector.name}" must be kebab-case`);
  if (connector.capabilities.length === 0) throw new Error(`connector ${connector.name} provides no capability`);
  return connector;
}

export type Connectors = {
  list(): readonly Connector[];
  /** The connector that serves a capability: the first configured one, the local outbox last. */
  forCapability(capability: Capability): Connector | null;
};

/** The registry over connectors in order of preference. */
export function createConnectors(connectors: readonly Connector[]): Connectors {
  const names = connectors.map(connector => connector.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`the connector ${repeated} is registered twice`);
  return {
    list: () => connectors,
    forCapability: capability => connectors.find(connector => connector.capabilities.includes(capability)) ?? null,
  };
}
