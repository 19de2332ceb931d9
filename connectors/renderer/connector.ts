/** Owns the making of videos in the house, by the encoders of a Chromium. Makes no effect: nothing leaves through it. */
import { toAppError } from "#lib/core/errors.ts";
import { type Connector, type ConnectorFactory, type ConnectorHealth, defineConnector } from "#lib/kernel/connector.ts";
import type { Capability } from "#lib/kernel/effects.ts";
import { renderVideo } from "./render-video.ts";
import { runInStudio } from "./studio.ts";

const NAME = "renderer";
const TITLE = "Video renderer";
const capabilities: readonly Capability[] = ["render"];
const CHECK_TIMEOUT_MS = 30_000;
/** A browser is started to see whether it starts: not at every look at the page of connections. */
const HEALTH_AGE_MS = 600_000;

let lastHealthy: { at: number; health: ConnectorHealth } | null = null;

function createRenderer(): Connector {
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: NAME,
    label: "this machine",
    isLocal: true,
    timeoutMs: CHECK_TIMEOUT_MS,
    isIdempotent: true,
    async execute() {
      return {
        outcome: "refused",
        reason: "The renderer makes videos for this product and sends nothing anywhere.",
        fix: "Connect something that can publish.",
      };
    },
    reads: { render: { render: renderVideo } },
    async check({ signal }) {
      if (lastHealthy !== null && Date.now() - lastHealthy.at < HEALTH_AGE_MS) return lastHealthy.health;
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(CHECK_TIMEOUT_MS)]);
        const version = await runInStudio(limit, async page => page.context().browser()?.version());
        const health = { isHealthy: true, message: `Videos are made by Chromium ${version} on this machine.` };
        lastHealthy = { at: Date.now(), health };
        return health;
      } catch (error) {
        return { isHealthy: false, message: `No video can be made: ${toAppError(error).message}.` };
      }
    },
  });
}

export const rendererFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Makes videos on this machine, without any account.",
  capabilities,
  variables: [],
  create: createRenderer,
};
