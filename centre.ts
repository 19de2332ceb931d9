/** The composition root: database, kernel, agents, connectors and model meet here and nowhere else. */
import { Inngest } from "inngest";
import pino from "pino";
import { agents } from "#agents/index.ts";
import { closeThreadPool } from "#agents/thread-pool.ts";
import { connectorFactories, createConfiguredConnectors } from "#connectors/index.ts";
import { systemClock } from "#lib/core/clock.ts";
import { hashSecret } from "#lib/core/digest.ts";
import { type Env, readEnv } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { createKeptFetch } from "#lib/core/kept-fetch.ts";
import { createVault } from "#lib/core/vault.ts";
import { type Database, openDatabase } from "#lib/db/database.ts";
import type { TaskTrigger } from "#lib/db/types.gen.ts";
import { createConnections } from "#lib/kernel/connections.ts";
import { createKernel, type Kernel } from "#lib/kernel/kernel.ts";
import { createRegistry } from "#lib/kernel/registry.ts";
import { createConfiguredModel } from "#lib/model/configure.ts";
import type { Caller } from "#lib/operations/define.ts";
import { createExecutor, type Executor } from "#lib/operations/execute.ts";

export type Centre = {
  env: Env;
  log: pino.Logger;
  database: Database;
  kernel: Kernel;
  executor: Executor;
  inngest: Inngest;
  /** Who a key belongs to. Throws `unauthenticated` for one that is unknown, revoked or expired. */
  authenticateKey(secret: string, via: TaskTrigger): Promise<Caller>;
  close(): Promise<void>;
};

/** Everything, put together from an environment. One per process: see getCentre. */
export function createCentre(env: Env): Centre {
  const log = pino({
    level: env.LOG_LEVEL,
    redact: ["*.authorization", "*.password", "*.key", "*.secret", "*.token", "error.config", "error.cause.config"],
    serializers: { error: pino.stdSerializers.err },
  });
  const database = openDatabase(env.DATABASE_URL, env.DATABASE_POOL_SIZE);
  const vault = createVault([env.CREDENTIALS_KEY, env.CREDENTIALS_KEY_PREVIOUS].filter(key => key !== undefined));
  const inngest = new Inngest({
    id: "quarterdeck",
    eventKey: env.INNGEST_EVENT_KEY,
    signingKey: env.INNGEST_SIGNING_KEY,
    baseUrl: env.INNGEST_BASE_URL,
    isDev: false,
    fetch: createKeptFetch(),
  });
  const kernel = createKernel({
    database,
    registry: createRegistry(agents),
    connectors: createConnections({
      factories: connectorFactories,
      house: { mayReachPrivate: env.ALLOW_PRIVATE_ADDRESSES === "yes" },
      installed: createConfiguredConnectors(env),
      vault,
    }),
    vault,
    model: createConfiguredModel(env),
    clock: systemClock,
    log,
    sendEvents: async events => {
      await inngest.send(events);
    },
  });
  return {
    env,
    log,
    database,
    kernel,
    inngest,
    executor: createExecutor(kernel),
    async authenticateKey(secret, via) {
      const owner = secret.startsWith("qd_") ? await database.findApiKey(hashSecret(secret)) : null;
      if (owner === null)
        throw new AppError(
          "unauthenticated",
          "this API key is unknown, revoked or expired: make a new one under API keys",
        );
      return {
        userId: owner.userId,
        email: "",
        workspaceId: owner.workspaceId,
        apiKey: { id: owner.id, scopes: owner.scopes },
        role: owner.role,
        via,
      };
    },
    async close() {
      await kernel.settle();
      await Promise.all([kernel.connectors.close(), database.close(), closeThreadPool()]);
    },
  };
}

const holder = globalThis as { quarterdeckCentre?: Centre };

/** The centre of this process. Kept across reloads of a development server, which would otherwise open pool after pool. */
export function getCentre(): Centre {
  holder.quarterdeckCentre ??= createCentre(readEnv());
  return holder.quarterdeckCentre;
}
