/** Owns the finding of the bot through which a workspace's members are asked. */
import type { Session } from "#lib/db/database.ts";
import type { ChatBot } from "./chat.ts";
import type { Connections } from "./connections.ts";

/** The first connected vendor's bot, or null when none is connected. Needs a worker's session, as opening a connection does. */
export async function openChat(
  connections: Connections,
  session: Session,
  workspaceId: string,
): Promise<ChatBot | null> {
  for (const link of await connections.listLinks(session, workspaceId)) {
    if (!link.capabilities.includes("chat-alert")) continue;
    const connector = await connections.open(session, workspaceId, link);
    if (connector?.chat !== undefined) return connector.chat;
  }
  return null;
}
