/** Owns how a connection looks in answers: what the vendor is and needs, and what of it is set. Never a secret's value. */
import { z } from "zod";
import type { listConnections } from "#lib/db/connections.ts";
import type { Link } from "#lib/kernel/connections.ts";
import type { ConnectorFactory } from "#lib/kernel/connector.ts";
import { Moment, toMomentOrNull } from "./fields.ts";

const Variable = z
  .object({
    name: z.string(),
    purpose: z.string(),
    find_at: z.string().nullable().describe("Where a person finds it"),
    example: z.string(),
    is_secret: z.boolean(),
    is_optional: z.boolean(),
    is_set: z.boolean().describe("Whether this workspace's connection has a value for it"),
    value: z.string().nullable().describe("Its value, where it is no secret"),
  })
  .meta({ id: "ConnectionVariable" });

export const Connection = z
  .object({
    name: z.string(),
    title: z.string(),
    about: z.string().nullable().describe("What it gives, in one sentence"),
    limits: z.string().nullable().describe("What the vendor allows"),
    is_connected: z.boolean(),
    owner: z
      .enum(["workspace", "installation"])
      .nullable()
      .describe("Whose account it is: the workspace's own, or one lent to all; null when not connected"),
    account: z.string().nullable().describe("The account it acts for, without any secret"),
    account_label: z
      .string()
      .nullable()
      .describe("The account in words for a person, like @desk_bot to the group Desk"),
    is_local: z.boolean().describe("True when nothing leaves the house: what it accepts is kept and shown as not sent"),
    capabilities: z.array(z.string()),
    serves: z.array(z.string()).describe("The capabilities for which it is the one used"),
    variables: z.array(Variable).describe("What it needs set"),
    checked_at: Moment.nullable(),
    is_healthy: z.boolean().nullable().describe("What the last test found; null when it was not tested"),
    check_message: z.string().nullable(),
    last_used_at: Moment.nullable(),
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof Connection>;

type State = {
  link: Link | null;
  row: Awaited<ReturnType<typeof listConnections>>[number] | null;
  serves: readonly string[];
};

export function describeConnection(factory: ConnectorFactory, { link, row, serves }: State): Connection {
  const settings = (row?.settings ?? {}) as Record<string, string>;
  const secrets = row?.secret_names ?? [];
  return {
    name: factory.name,
    title: factory.title,
    about: factory.about ?? null,
    limits: factory.limits ?? null,
    is_connected: link !== null,
    owner: link?.owner ?? null,
    account: link?.account ?? null,
    account_label: link?.label ?? null,
    is_local: link?.isLocal ?? false,
    capabilities: [...factory.capabilities],
    serves: [...serves],
    variables: factory.variables.map(({ name, purpose, findAt, example, isSecret, isOptional }) => ({
      name,
      purpose,
      find_at: findAt ?? null,
      example,
      is_secret: isSecret,
      is_optional: isOptional ?? false,
      is_set: name in settings || secrets.includes(name),
      value: settings[name] ?? null,
    })),
    checked_at: toMomentOrNull(row?.checked_at ?? null),
    is_healthy: row?.is_healthy ?? null,
    check_message: row?.check_message ?? null,
    last_used_at: toMomentOrNull(row?.last_used_at ?? null),
  };
}
