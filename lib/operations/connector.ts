/** Owns the operations on connections: what can be connected, what is, whether it answers; secrets go in and never come out. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import {
  deleteConnection,
  findConnectionValues,
  listConnections,
  noteCheck,
  putConnection,
} from "#lib/db/connections.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { noteChange } from "#lib/kernel/aftermath.ts";
import { chooseLink, type Link, openSecrets, sealPlace } from "#lib/kernel/connections.ts";
import type { Connector, ConnectorFactory } from "#lib/kernel/connector.ts";
import { rebindPending } from "#lib/kernel/rebind.ts";
import { type Afterwards, defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { Connection, describeConnection } from "./shapes/connection.ts";

const Name = z.string().max(63).describe("The vendor's name, like telegram");

export const connectorList = defineQuery({
  name: "connector.list",
  title: "List connections",
  summary: "Every vendor that can be connected: whether it is, as whom, what it can do and what it needs.",
  scope: "workspaces:read",
  role: "viewer",
  path: "/connectors",
  input: z.object({}),
  output: z.object({ data: z.array(Connection), next_cursor: z.string().nullable() }),
  async run(context) {
    return { data: await readConnections(context), next_cursor: null };
  },
});

export const connectorConnect = defineCommand({
  name: "connector.connect",
  title: "Connect a vendor",
  summary:
    "Stores a vendor's account for this workspace. Secrets are sealed and never shown again; one that is left out keeps its value.",
  scope: "workspaces:write",
  role: "admin",
  method: "POST",
  status: 200,
  path: "/connectors/{name}/connect",
  isTool: false,
  input: z.object({
    name: Name,
    values: z
      .record(z.string().max(80), z.string().max(10_000))
      .describe("What the vendor needs, by the names that connector.list gives"),
  }),
  output: Connection,
  async run(context, { name, values }) {
    const { kernel, session, workspaceId, actor, caller } = context;
    const factory = findFactory(context, name);
    const all = { ...(await readStored(context, factory)), ...dropEmpty(values) };
    const known = factory.variables.map(variable => variable.name);
    const stranger = Object.keys(all).find(key => !known.includes(key));
    if (stranger !== undefined)
      throw refuseFields([{ path: `values.${stranger}`, message: `${factory.title} takes only ${known.join(", ")}` }]);
    const connector = factory.create(all, kernel.connectors.house);
    if (connector === null) {
      const missing = factory.variables.filter(variable => variable.isOptional !== true && !(variable.name in all));
      throw refuseFields(missing.map(variable => ({ path: `values.${variable.name}`, message: "is needed" })));
    }
    const { account, label } = connector;
    await connector.close?.();
    const isSecret = new Set(factory.variables.filter(variable => variable.isSecret).map(variable => variable.name));
    const secrets = Object.entries(all).filter(([key]) => isSecret.has(key));
    const settings = Object.entries(all).filter(([key]) => !isSecret.has(key));
    await putConnection(session, {
      workspace_id: workspaceId,
      connector: name,
      account,
      account_label: label,
      settings: JSON.stringify(Object.fromEntries(settings)),
      secret_names: secrets.map(([key]) => key),
      sealed: kernel.vault.seal(JSON.stringify(Object.fromEntries(secrets)), sealPlace(workspaceId, name)),
      connected_by: caller.userId,
    });
    await rebindPending(kernel, session, workspaceId);
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "connector.connected",
        entity: "connector",
        entityId: name,
        summary: `connected ${factory.title} as ${label}`,
        data: { account, values: Object.keys(all) },
      },
    ]);
    context.changed("connector", name);
    return requireConnection(context, name);
  },
});

export const connectorDisconnect = defineCommand({
  name: "connector.disconnect",
  title: "Disconnect a vendor",
  summary: "Forgets a vendor's account and its secrets. What waits for approval is bound to what serves it then.",
  scope: "workspaces:write",
  role: "admin",
  method: "POST",
  status: 200,
  path: "/connectors/{name}/disconnect",
  isTool: false,
  input: z.object({ name: Name }),
  output: Connection,
  async run(context, { name }) {
    const { kernel, session, workspaceId, actor } = context;
    const factory = findFactory(context, name);
    if (!(await deleteConnection(session, workspaceId, name)))
      throw new AppError("not-found", `${factory.title} is not connected in this workspace`);
    await rebindPending(kernel, session, workspaceId);
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "connector.disconnected",
        entity: "connector",
        entityId: name,
        summary: `disconnected ${factory.title}`,
      },
    ]);
    context.changed("connector", name);
    return requireConnection(context, name);
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
  input: z.object({ name: Name }),
  output: z.object({ name: z.string(), is_healthy: z.boolean(), message: z.string() }),
  async run(context, { name }) {
    await requireLink(context, name);
    return { name, is_healthy: false, message: "It was not asked yet." };
  },
  async follow(afterwards, { name }) {
    const { kernel, workspaceId, actor, clock } = afterwards;
    const link = await afterwards.transact(context => requireLink(context, name));
    const health = await askHealth(afterwards, link);
    await afterwards.transact(async context => {
      await recordActivity(context.session, workspaceId, actor, [
        {
          verb: "connector.checked",
          entity: "connector",
          entityId: name,
          summary: `tested ${link.title}: ${health.isHealthy ? "it answers" : health.message}`,
        },
      ]);
    });
    if (link.owner === "workspace") {
      const check = {
        checked_at: clock.now(),
        is_healthy: health.isHealthy,
        check_message: health.message,
        ...(health.label === undefined ? {} : { account_label: health.label.slice(0, 300) }),
      };
      await kernel.asWorker(workspaceId, async worker => {
        await noteCheck(worker, workspaceId, name, check);
        noteChange(worker, "connector", name);
      });
    }
    return { name, is_healthy: health.isHealthy, message: health.message };
  },
});

async function requireLink(context: OperationContext, name: string): Promise<Link> {
  const factory = findFactory(context, name);
  const links = await context.kernel.connectors.listLinks(context.session, context.workspaceId);
  const link = links.find(candidate => candidate.name === name);
  if (link === undefined) throw new AppError("not-found", `${factory.title} is not connected: connect it first`);
  return link;
}

/** The vendor's own answer; a connection that does not open is one that is not healthy. */
async function askHealth(
  { kernel, workspaceId }: Afterwards,
  link: Link,
): Promise<Awaited<ReturnType<Connector["check"]>>> {
  const connector = await kernel.asWorker(workspaceId, worker => kernel.connectors.open(worker, workspaceId, link));
  if (connector === null) return { isHealthy: false, message: "It was disconnected a moment ago." };
  return connector.check({ signal: AbortSignal.timeout(connector.timeoutMs) });
}

async function readConnections({ kernel, session, workspaceId }: OperationContext): Promise<Connection[]> {
  const links = await kernel.connectors.listLinks(session, workspaceId);
  const rows = await listConnections(session, workspaceId);
  return kernel.connectors.factories.map(factory =>
    describeConnection(factory, {
      link: links.find(link => link.name === factory.name) ?? null,
      row: rows.find(row => row.connector === factory.name) ?? null,
      serves: factory.capabilities.filter(capability => chooseLink(links, capability)?.name === factory.name),
    }),
  );
}

async function requireConnection(context: OperationContext, name: string): Promise<Connection> {
  const found = (await readConnections(context)).find(connection => connection.name === name);
  if (found === undefined) throw new AppError("not-found", `there is no vendor "${name}"`);
  return found;
}

function findFactory({ kernel }: Pick<OperationContext, "kernel">, name: string): ConnectorFactory {
  const factory = kernel.connectors.factories.find(candidate => candidate.name === name);
  if (factory !== undefined) return factory;
  const known = kernel.connectors.factories.map(candidate => candidate.name);
  throw new AppError("not-found", `there is no vendor "${name}": choose one of ${known.join(", ")}`);
}

/** The secrets that are already kept, so that changing one value does not ask for all of them. */
async function readStored(
  { kernel, workspaceId }: OperationContext,
  factory: ConnectorFactory,
): Promise<Record<string, string>> {
  const stored = await kernel.asWorker(workspaceId, worker => findConnectionValues(worker, workspaceId, factory.name));
  if (stored === undefined) return {};
  try {
    return openSecrets(kernel.vault, stored.sealed, sealPlace(workspaceId, factory.name));
  } catch (error) {
    // What no longer opens cannot be kept; connecting again with all secrets is the way out.
    if (error instanceof AppError && error.code === "unavailable" && kernel.vault.hasKey) return {};
    throw error;
  }
}

function dropEmpty(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
}
