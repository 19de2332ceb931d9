/** What the page of connections reads, and what its names mean in words. */
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { connectorCheck, connectorList } from "#lib/operations/connector.ts";

export type ConnectionPage = z.output<typeof connectorList.output>;
export type Connection = ConnectionPage["data"][number];
export type ConnectionVariable = Connection["variables"][number];
export type ConnectionHealth = z.output<typeof connectorCheck.output>;

/** A vendor may take its time to answer; the server waits for it longer than for itself. */
const checkTimeoutMs = 60_000;

export const connectionsQuery = {
  queryKey: ["connector"],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<ConnectionPage>("/connectors", { signal }),
};

export function connect(name: string, values: Record<string, string>): Promise<Connection> {
  return request<Connection>(`/connectors/${name}/connect`, { body: { values } });
}

export function disconnect(name: string): Promise<Connection> {
  return request<Connection>(`/connectors/${name}/disconnect`, { body: {} });
}

export function checkConnection(name: string): Promise<ConnectionHealth> {
  return request<ConnectionHealth>(`/connectors/${name}/check`, { body: {}, timeoutMs: checkTimeoutMs });
}

const capabilityWords: Record<string, string> = {
  email: "e-mail",
  sms: "text messages",
  letter: "letters",
  post: "posts",
  "chat-alert": "chat messages",
  crm: "customer records",
  ads: "advertisements",
  "video-stats": "video figures",
  "market-research": "market research",
  render: "videos",
  "web-search": "web search",
};

/** "e-mail", "posts and chat messages". */
export function nameCapabilities(capabilities: readonly string[]): string {
  const words = capabilities.map(capability => capabilityWords[capability] ?? capability);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const specialWords: Record<string, string> = { api: "API", url: "address", id: "ID" };

/** TELEGRAM_BOT_TOKEN of telegram is "Bot token": the vendor's name is already in the heading. */
export function nameVariable(connection: string, variable: string): string {
  const prefix = `${connection.toUpperCase().replaceAll("-", "_")}_`;
  const rest = variable.startsWith(prefix) ? variable.slice(prefix.length) : variable;
  const words = rest.toLowerCase().split("_");
  const label = words.map(word => specialWords[word] ?? word).join(" ");
  return label.charAt(0).toUpperCase() + label.slice(1);
}
