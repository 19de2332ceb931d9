/** Owns which vendor's account serves a workspace: its own connection first, the installation's next, the local outbox last. */
import { z } from "zod";
import type { Vault } from "#lib/core/vault.ts";
import { findConnectionValues, listConnectionAccounts } from "#lib/db/connections.ts";
import type { Session } from "#lib/db/database.ts";
import type { Connector, ConnectorFactory, House } from "./connector.ts";
import type { Capability, EffectDefinition } from "./effects.ts";
import type { ReadableCapability } from "./readings.ts";

/** What must be known of a connection to judge an effect: nothing secret. */
export type Link = Pick<Connector, "name" | "title" | "account" | "label" | "isLocal"> & {
  capabilities: readonly Capability[];
  /** Whose account it is: the workspace's own, or one that the installation lends to all. */
  owner: "workspace" | "installation";
};

/** What serves one workspace, in order of preference. */
export type Links = readonly Link[];

export type Connections = {
  /** Every vendor that could be connected, in order of preference. */
  factories: readonly ConnectorFactory[];
  /** What the installation lets the connections of workspaces do. */
  house: House;
  /** What the installation lends to every workspace. */
  lent: Links;
  /** What serves a workspace now. Readable by every role. */
  listLinks(session: Session, workspaceId: string): Promise<Links>;
  /** The connector behind a link. Needs a worker's session, since only that role may read what is sealed; null when it was removed meanwhile. */
  open(session: Session, workspaceId: string, link: Link): Promise<Connector | null>;
  close(): Promise<void>;
};

export type ConnectionSources = {
  factories: readonly ConnectorFactory[];
  house: House;
  /** Connectors that the installation's environment configures, for all workspaces. */
  installed: readonly Connector[];
  vault: Vault;
};

/** How many opened connections are kept; the longest unused is closed first. */
const maxOpen = 500;

/** The directory over what the installation configures and what workspaces have connected. Throws when a name is declared twice. */
export function createConnections({ factories, house, installed, vault }: ConnectionSources): Connections {
  const names = factories.map(factory => factory.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`the connector ${repeated} is registered twice`);
  const opened = new Map<string, { version: string; connector: Connector }>();

  const lent = factories.flatMap((factory): Link[] => {
    const own = installed.find(connector => connector.name === factory.name);
    return own === undefined ? [] : [{ ...pickLink(own), owner: "installation" }];
  });

  return {
    factories,
    house,
    lent,
    async listLinks(session, workspaceId) {
      const accounts = new Map(await listConnectionAccounts(session, workspaceId));
      return factories.flatMap((factory): Link[] => {
        const { name, title, capabilities } = factory;
        const own = accounts.get(name);
        if (own !== undefined) return [{ name, title, capabilities, ...own, isLocal: false, owner: "workspace" }];
        return lent.filter(link => link.name === name);
      });
    },
    async open(session, workspaceId, link) {
      const factory = factories.find(candidate => candidate.name === link.name);
      if (link.owner === "installation" || factory === undefined)
        return installed.find(connector => connector.name === link.name) ?? null;
      const stored = await findConnectionValues(session, workspaceId, link.name);
      if (stored === undefined) return null;
      const key = sealPlace(workspaceId, link.name);
      // One that was removed and connected again begins at version 1 anew.
      const version = `${stored.created_at.toISOString()} ${stored.version}`;
      const known = opened.get(key);
      opened.delete(key);
      if (known?.version === version) {
        opened.set(key, known);
        return known.connector;
      }
      await known?.connector.close?.();
      const connector = factory.create({ ...stored.settings, ...openSecrets(vault, stored.sealed, key) }, house);
      if (connector === null) return null;
      opened.set(key, { version, connector });
      const oldest = opened.keys().next().value;
      if (opened.size > maxOpen && oldest !== undefined) {
        const dropped = opened.get(oldest);
        opened.delete(oldest);
        await dropped?.connector.close?.();
      }
      return connector;
    },
    async close() {
      const all = [...installed, ...[...opened.values()].map(({ connector }) => connector)];
      opened.clear();
      await Promise.all(all.map(connector => connector.close?.()));
    },
  };
}

/** What the secrets of a workspace's connection are sealed for. */
export function sealPlace(workspaceId: string, connector: string): string {
  return `connections/${workspaceId}/${connector}`;
}

const Secrets = z.record(z.string(), z.string());

/** The secrets of a connection by name. Throws an AppError `unavailable` when they do not open. */
export function openSecrets(vault: Vault, sealed: string, place: string): Record<string, string> {
  return Secrets.parse(JSON.parse(vault.open(sealed, place)));
}

function pickLink({ name, title, capabilities, account, label, isLocal }: Connector): Omit<Link, "owner"> {
  return { name, title, capabilities, account, label, isLocal };
}

/** The link that serves a capability: the one asked for by name where it can, else the first; null when none does. */
export function chooseLink(links: Links, capability: Capability, via?: string): Link | null {
  return links.find(link => link.capabilities.includes(capability) && (via === undefined || link.name === via)) ?? null;
}

/**
 * The link that executes an effect. One that asks for a connection by name gets that one or, when nothing at all is connected
 * for the capability, the local outbox; never another vendor.
 */
export function chooseForEffect(links: Links, effect: EffectDefinition, payload: unknown): Link | null {
  const via = effect.via?.(payload);
  const named = chooseLink(links, effect.capability, via);
  if (named !== null || via === undefined) return named;
  return links.find(link => link.isLocal && link.capabilities.includes(effect.capability)) ?? null;
}

/** The first opened connector that lets a capability be read. */
export async function openReader(
  connections: Connections,
  session: Session,
  workspaceId: string,
  capability: ReadableCapability,
  via?: string,
): Promise<Connector | null> {
  for (const link of await connections.listLinks(session, workspaceId)) {
    if (!link.capabilities.includes(capability) || (via !== undefined && link.name !== via)) continue;
    const connector = await connections.open(session, workspaceId, link);
    if (connector?.reads?.[capability] !== undefined) return connector;
  }
  return null;
}
