/** Owns the list of connectors in order of preference: the first configured one serves a capability, the outbox comes last. */
import type { Connector } from "#lib/kernel/connector.ts";
import type { ConnectorFactory, Environment } from "./environment.ts";
import { outboxFactory } from "./outbox/connector.ts";
import { smtpFactory } from "./smtp/connector.ts";

export const connectorFactories: readonly ConnectorFactory[] = [smtpFactory, outboxFactory];

/** The connectors that this environment configures, in order of preference. Throws an AppError when one is half configured. */
export function createConfiguredConnectors(
  environment: Environment,
  factories: readonly ConnectorFactory[] = connectorFactories,
): Connector[] {
  return factories.map(factory => factory.create(environment)).filter(connector => connector !== null);
}
