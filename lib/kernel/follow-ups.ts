/** Owns later tasks that a run stages for its own agent: its durable sleeps. Refuses hot loops and starts each named one once. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { FollowUp } from "./define.ts";
import { dispatchTasks } from "./dispatch.ts";
import type { Kernel } from "./kernel.ts";
import type { MessageOrigin } from "./messages.ts";

const leastSleepMs = 60_000;

/** Throws when a follow-up would start sooner than in a minute: an agent that calls itself must not spin. */
export function checkFollowUp({ task, at }: FollowUp, by: string, now: Date): void {
  if (!(at.getTime() - now.getTime() >= leastSleepMs))
    throw new Error(`${by} stages ${task} for sooner than in ${leastSleepMs / 1000} s`);
}

/**
 * Dispatches a run's follow-ups in its finishing transaction. One whose key this agent has used before is left as it is, also
 * when it was cancelled. The event waits in the outbox until its time.
 */
export async function dispatchFollowUps(
  kernel: Kernel,
  session: Session,
  origin: MessageOrigin,
  followUps: readonly FollowUp[],
): Promise<void> {
  if (followUps.length === 0) return;
  const { workspaceId, domain } = origin;
  // Two runs of one agent that end together must not both find a key unused.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`follow-ups ${workspaceId} ${domain}`}, 0))`.execute(
    session,
  );
  const used = await session
    .selectFrom("tasks")
    .select("follow_up_key")
    .where("workspace_id", "=", workspaceId)
    .where("domain", "=", domain)
    .where(
      "follow_up_key",
      "in",
      followUps.map(({ key }) => key),
    )
    .execute();
  const known = new Set(used.map(row => row.follow_up_key));
  const fresh = new Map(followUps.filter(({ key }) => !known.has(key)).map(followUp => [followUp.key, followUp]));
  const actor = { kind: "agent", id: domain, userId: null, via: "schedule" } as const;
  await dispatchTasks(
    kernel,
    session,
    { workspaceId, actor },
    [...fresh.values()].map(({ task, params, at, key }) => ({
      task: `${domain}.${task}`,
      params,
      runAt: at,
      parentTaskId: origin.taskId,
      correlationId: origin.correlationId,
      depth: origin.depth,
      followUpKey: key,
    })),
    { evenPaused: true },
  );
}
