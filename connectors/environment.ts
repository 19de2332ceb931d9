/** Owns the shape in which a connector is offered to the product: what it is, what it needs set, and how it comes to be. */
import type { Connector } from "#lib/kernel/connector.ts";
import type { Capability } from "#lib/kernel/effects.ts";

/** Variables by name, as the process has them or already parsed; an empty text counts as not set. */
export type Environment = Readonly<Record<string, unknown>>;

/** One variable a connector reads, as a settings page explains it. */
export type ConnectorVariable = { name: string; purpose: string; example: string; isSecret: boolean };

export type ConnectorFactory = {
  /** The name of the connector it creates and of its folder. */
  name: string;
  title: string;
  capabilities: readonly Capability[];
  /** What must be set for it to exist; empty for one that always does. */
  variables: readonly ConnectorVariable[];
  /** The connector, or null when nothing of it is set. Throws an AppError that names the variable when it is half set. */
  create(environment: Environment): Connector | null;
};

/** A variable's text without surrounding space, or undefined when it is not set. */
export function readVariable(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return value.trim();
}
