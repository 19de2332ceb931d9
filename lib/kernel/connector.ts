/** Owns the port that every vendor's adapter implements, and the choice of one for a capability. Throws only for bugs. */
import type { JsonObject } from "#lib/core/json.ts";
import type { ChatBot } from "./chat.ts";
import type { Capability, EffectKind } from "./effects.ts";
import type { Readers } from "./readings.ts";

/** One approved effect, as a connector receives it. */
export type Effect = { kind: EffectKind; recipient: string; payload: unknown };

/** What leaves when an effect is made, as the one who gets it sees it: the payload with all that the connection makes of it. */
export type Leaving =
  | {
      format: "email";
      /** As the header says it: "Ada Lovelace <ada@example.com>". */
      from: string;
      to: string;
      reply_to: string | null;
      subject: string;
      text: string;
      /** What the vendor adds after it has left, in words: "SendGrid adds its unsubscribe link below." */
      additions: string[];
    }
  | {
      format: "post";
      account: string;
      platform: string;
      title: string | null;
      text: string;
      media_urls: string[];
      publish_at: string | null;
    }
  | { format: "chat"; chat: string; from: string; text: string };

/** Definitely not made: refused, invalid, never connected. `fix` says what a person can do. */
export type Refusal = { outcome: "refused"; reason: string; fix: string; evidence?: JsonObject };

export type EffectOutcome =
  /** The vendor took it. `vendorId` is its own reference. */
  | { outcome: "accepted"; vendorId: string; evidence?: JsonObject }
  | Refusal
  /** Not made; may be tried again at `until`. */
  | { outcome: "rate-limited"; until: Date; reason: string }
  /** Nobody can tell: cut after sending, a 5xx, a timeout. */
  | { outcome: "ambiguous"; reason: string; evidence?: JsonObject };

export type Lookup =
  | { outcome: "found"; vendorId: string }
  | { outcome: "absent" }
  | { outcome: "cannot-tell"; reason: string };

export type ConnectorHealth = {
  isHealthy: boolean;
  message: string;
  /** The account in the vendor's own words, where it told them: "@desk_bot to the group Desk". */
  label?: string;
};

export type Connector = {
  /** The vendor, kebab-case. */
  name: string;
  title: string;
  capabilities: readonly Capability[];
  /** The account it acts for, without any secret: part of every approval's digest. */
  account: string;
  /** The same for a person to read, as far as its values tell: "desk@example.com", "the bot 987". */
  label: string;
  /** True when nothing leaves the house: what it accepts is kept, and shown as not sent. */
  isLocal: boolean;
  /** How long one call may take, in milliseconds. */
  timeoutMs: number;
  /** True when the vendor itself promises that a repeated idempotency key is made once. */
  isIdempotent: boolean;
  /** Exactly what `execute` would hand over, by the same code and without calling anybody; or why it would be refused. */
  compose?(effect: Effect): Leaving | Refusal;
  execute(effect: Effect, options: { idempotencyKey: string; signal: AbortSignal }): Promise<EffectOutcome>;
  /** Finds what a key led to, where the vendor can tell. */
  lookup?(idempotencyKey: string, options: { signal: AbortSignal }): Promise<Lookup>;
  /** What can be read through it, by capability. Reading makes no effect. */
  reads?: Partial<Readers>;
  /** What the vendor charges for by the reading: a dry run does not read it. */
  chargesForReading?: readonly Capability[];
  /** How a member is asked in a chat through it, where it can. */
  chat?: ChatBot;
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

/** Values by name: what a connector is made from. An empty text counts as not set. */
export type Environment = Readonly<Record<string, unknown>>;

/** One value a connector is made from, as a settings page explains it. */
export type ConnectorVariable = {
  name: string;
  purpose: string;
  /** Where a person finds it, step by step. */
  findAt?: string;
  example: string;
  isSecret: boolean;
  /** True when the connector works without it. */
  isOptional?: boolean;
};

/** What the installation lets the connections of workspaces do, whatever their values ask for. */
export type House = {
  /** Whether they may call this machine and private networks, and without encryption. */
  mayReachPrivate: boolean;
};

/** A connector as it is offered to the product: what it is, what it needs set, and how it comes to be. */
export type ConnectorFactory = {
  /** The name of the connector it creates and of its folder. */
  name: string;
  title: string;
  /** What it gives, in one sentence. */
  about?: string;
  /** What the vendor allows, where people run into it. */
  limits?: string;
  capabilities: readonly Capability[];
  /** What must be set for it to exist; empty for one that always does. */
  variables: readonly ConnectorVariable[];
  /** The connector, or null when nothing of it is set. Throws an AppError that names the variable when it is half set. */
  create(environment: Environment, house: House): Connector | null;
};
