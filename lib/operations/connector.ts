/** Owns the operations on connectors: what is connected, and whether it would answer now. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import type { Connector as KernelConnector } from "#lib/kernel/connector.ts";
import { defineCommand, defineQuery } from "./define.ts";

export const Connector = z
  .object({
    name: z.string(),
    title: z.string(),
    account: z.string().describe("The account it acts for, without any secret"),
    is_local: z.boolean().describe("True when nothing leaves the house: what it accepts is kept and shown as not sent"),
    capabilities: z.array(z.string()),
    serves: z.array(z.string()).describe("The capabilities for which it is the one used"),
  })
  .meta({ id: "Connector" });

export const connectorList = defineQuery({
  name: "connector.list",
  title: "List connections",
  summary: "Every configured vendor, what it can do, and whether anything leaves the house through it.",
  scope: "workspaces:read",
  role: "viewer",
  path: "/connectors",
  input: z.object({}),
  output: z.object({ data: z.array(Connector), next_cursor: z.string().nullable() }),
  async run({ kernel }) {
    const describe = (connector: KernelConnector) => ({
      name: connector.name,
      title: connector.title,
      account: connector.account,
      is_local: connector.isLocal,
      capabilities: [...connector.capabilities],
      serves: connector.capabilities.filter(capability => kernel.connectors.forCapability(capability) === connector),
    });
    return { data: kernel.connectors.list().map(describe), next_cursor: null };
  },
});

export const connectorCheck = defineCommand({
  name: "connector.check",
  title: "Test a connection",
  summary: "Asks a vendor whether it would act now, without acting.",
  scope: "workspaces:write",
  role: "member",
  method: "POST",
  status: 200,
  path: "/connectors/{name}/check",
  input: z.object({ name: z.string().max(63).describe("The connection's name, like smtp") }),
  output: z.object({ name: z.string(), is_healthy: z.boolean(), message: z.string() }),
  async run({ kernel, session, workspaceId, actor }, { name }) {
    const connector = kernel.connectors.list().find(candidate => candidate.name === name);
    if (connector === undefined) {
      const known = kernel.connectors.list().map(candidate => candidate.name);
      throw new AppError("not-found", `there is no connection "${name}": choose one of ${known.join(", ")}`);
    }
    const health = await connector.check({ signal: AbortSignal.timeout(connector.timeoutMs) });
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "connector.checked",
        entity: "connector",
        entityId: name,
        summary: `tested ${connector.title}: ${health.isHealthy ? "it answers" : health.message}`,
      },
    ]);
    return { name, is_healthy: health.isHealthy, message: health.message };
  },
});
