/** Owns the making of videos by Remotion, for whoever has installed it and states under which of its licences. Makes no effect. */
import { type Connector, type ConnectorFactory, defineConnector } from "#lib/kernel/connector.ts";
import type { Capability } from "#lib/kernel/effects.ts";
import { readVariable } from "../environment.ts";
import { isRemotionInstalled, loadRemotion } from "./packages.ts";
import { renderByRemotion } from "./render-by-remotion.ts";

const NAME = "remotion";
const TITLE = "Remotion";
const capabilities: readonly Capability[] = ["render"];
const LICENCE = "REMOTION_LICENSE";

function createRemotion(licence: string): Connector {
  const licenseKey = licence === "free" ? null : licence;
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: licenseKey === null ? "remotion:free licence" : "remotion:company licence",
    label: licenseKey === null ? "the free licence" : "your company licence",
    isLocal: true,
    timeoutMs: 30_000,
    isIdempotent: true,
    async execute() {
      return {
        outcome: "refused",
        reason: "Remotion makes videos for this product and sends nothing anywhere.",
        fix: "Connect something that can publish.",
      };
    },
    reads: { render: { render: (job, options) => renderByRemotion(job, { ...options, licenseKey }) } },
    async check() {
      if (!isRemotionInstalled()) return { isHealthy: false, message: "Remotion's packages are not installed." };
      loadRemotion();
      return { isHealthy: true, message: "Videos are made by Remotion on this machine." };
    },
  });
}

export const remotionFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Makes videos with Remotion on this machine, where it is installed.",
  limits: "Free for people alone and companies of up to three; others need Remotion's licence.",
  capabilities,
  variables: [
    {
      name: LICENCE,
      purpose:
        'The licence you use Remotion under: "free" for individuals, non-profits and companies of up to three employees, else the key of your company licence.',
      example: "free",
      isSecret: true,
    },
  ],
  create(environment) {
    const licence = readVariable(environment, LICENCE);
    return licence === undefined ? null : createRemotion(licence);
  },
};
