/** Owns the sending of an invitation's link by the e-mail account that is connected; says so when there is none. */
import { AppError } from "#lib/core/errors.ts";
import type { Connector } from "#lib/kernel/connector.ts";
import type { Afterwards } from "./define.ts";

type Told = {
  id: string;
  email: string;
  token: string;
  expires_at: string;
  mail: "sent" | "none" | "failed" | "unknown";
  mail_message: string | null;
};

/**
 * The answer with what became of the mail. Called after the invitation is committed, so that a link never travels before it
 * works; a mail that fails leaves an invitation whose link can be passed on by hand.
 */
export async function mailInvitation<T extends Told>(
  afterwards: Afterwards,
  { link_origin: origin }: { link_origin?: string },
  told: T,
): Promise<T> {
  if (origin === undefined || afterwards.caller.apiKey !== null) return told;
  const { kernel, workspaceId, caller } = afterwards;
  try {
    const found = await kernel.asWorker(workspaceId, async session => {
      const links = await kernel.connectors.listLinks(session, workspaceId);
      const link = links.find(candidate => !candidate.isLocal && candidate.capabilities.includes("email"));
      const connector = link === undefined ? null : await kernel.connectors.open(session, workspaceId, link);
      const workspace = await session
        .selectFrom("workspaces")
        .select("name")
        .where("id", "=", workspaceId)
        .executeTakeFirstOrThrow();
      return { connector, name: workspace.name };
    });
    if (found.connector === null) return told;
    return { ...told, ...(await send(found.connector, { told, origin, from: caller.email, workspace: found.name })) };
  } catch (error) {
    // The invitation stands, and its link is shown: what kept the mail back is said and must not take that away.
    kernel.log.warn({ error, workspaceId }, "an invitation could not be mailed");
    const message =
      error instanceof AppError ? error.message : "the e-mail account could not be used: test it under Connections";
    return { ...told, mail: "failed", mail_message: message };
  }
}

type Letter = { told: Told; origin: string; from: string; workspace: string };

async function send(
  connector: Connector,
  { told, origin, from, workspace }: Letter,
): Promise<Pick<Told, "mail" | "mail_message">> {
  const link = new URL(`/join?token=${encodeURIComponent(told.token)}`, origin).href;
  const text = [
    `${from} invites you to the workspace "${oneLine(workspace)}" in Quarterdeck.`,
    `Open this link and sign in as ${told.email}, or create an account with that address:`,
    link,
    `The link is for you alone and works until ${told.expires_at.slice(0, 10)}. If you did not expect it, do nothing.`,
  ].join("\n\n");
  const outcome = await connector.execute(
    {
      kind: "email.send",
      recipient: told.email,
      payload: { subject: `You are invited to ${oneLine(workspace)}`.slice(0, 200), text, replyTo: from },
    },
    {
      // A new link is a new mail, though the invitation is the same.
      idempotencyKey: `invitation-${told.id}-${told.expires_at}`,
      signal: AbortSignal.timeout(connector.timeoutMs),
    },
  );
  if (outcome.outcome === "accepted") return { mail: "sent", mail_message: connector.title };
  if (outcome.outcome === "ambiguous") return { mail: "unknown", mail_message: outcome.reason };
  return { mail: "failed", mail_message: outcome.reason };
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}
