/** Owns the list of connectors in order of preference: the first configured one serves a capability, the outbox comes last. */
import type { Connector, ConnectorFactory, Environment, House } from "#lib/kernel/connector.ts";
import { blotatoFactory } from "./blotato/connector.ts";
import { marketResearchFactory } from "./market-research/connector.ts";
import { outboxFactory } from "./outbox/connector.ts";
import { remotionFactory } from "./remotion/connector.ts";
import { isRemotionInstalled } from "./remotion/packages.ts";
import { rendererFactory } from "./renderer/connector.ts";
import { sendgridFactory } from "./sendgrid/connector.ts";
import { smtpFactory } from "./smtp/connector.ts";
import { telegramFactory } from "./telegram/connector.ts";
import { webhookOutFactory } from "./webhook-out/connector.ts";
import { xFactory } from "./x/connector.ts";
import { youtubeFactory } from "./youtube/connector.ts";

export const connectorFactories: readonly ConnectorFactory[] = [
  smtpFactory,
  sendgridFactory,
  telegramFactory,
  blotatoFactory,
  xFactory,
  webhookOutFactory,
  ...(isRemotionInstalled() ? [remotionFactory] : []),
  rendererFactory,
  marketResearchFactory,
  youtubeFactory,
  outboxFactory,
];

/** The operator set this environment: it may lead anywhere. */
const operatorsHouse: House = { mayReachPrivate: true };

/** The connectors that this environment configures, in order of preference. Throws an AppError when one is half configured. */
export function createConfiguredConnectors(
  environment: Environment,
  factories: readonly ConnectorFactory[] = connectorFactories,
): Connector[] {
  return factories.map(factory => factory.create(environment, operatorsHouse)).filter(connector => connector !== null);
}
