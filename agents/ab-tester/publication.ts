/** Owns what became of a test's posts: published, waiting for something, or given up, in words. Decides nothing about them. */
import type { Session } from "#lib/db/database.ts";
import type { TestFile, Variant } from "./test-file.ts";

export type Publication =
  | { state: "published"; at: Date; vendorId: string | null; text: string }
  | { state: "waiting"; why: string }
  | { state: "given-up"; why: string };

/** What became of a variant's post, read from its approval and its delivery. */
export function describePublication(variant: Variant, now: Date): Publication {
  const { approval, delivery, label } = variant;
  const waiting = (why: string): Publication => ({ state: "waiting", why: `${label} ${why}` });
  const givenUp = (why: string): Publication => ({ state: "given-up", why: `${label} ${why}` });
  if (variant.published_at !== null) {
    const vendorId = delivery?.vendor_id ?? null;
    return { state: "published", at: variant.published_at, vendorId, text: variant.text };
  }
  if (approval === null) return givenUp("was refused by the rules when it was proposed");
  const text = readText(approval.payload, "text") ?? variant.text;
  const through = variant.via === null ? "" : ` through ${variant.via}`;
  switch (approval.status) {
    case "pending":
      return waiting(
        approval.mode === "suggestion"
          ? `waits for a person to post it${through} and mark it done`
          : "waits for its approval",
      );
    case "rejected":
      return givenUp(`was rejected${approval.decision_reason === null ? "" : `: ${approval.decision_reason}`}`);
    case "expired":
      return givenUp("expired before anyone decided");
    case "superseded":
      return givenUp("was withdrawn");
    case "done":
      return { state: "published", at: approval.decided_at ?? now, vendorId: null, text };
    case "approved":
      break;
  }
  const why = readText(delivery?.error, "reason");
  switch (delivery?.status) {
    case "confirmed": {
      if (readFlag(delivery.evidence, "kept")) return givenUp("was kept in the outbox: nothing was published");
      const scheduled = readText(approval.payload, "scheduledAt");
      const at = scheduled === undefined ? (delivery.finished_at ?? now) : new Date(scheduled);
      if (at > now) return waiting(`is scheduled for ${at.toISOString()}`);
      return { state: "published", at, vendorId: delivery.vendor_id, text };
    }
    case "failed":
      return waiting(
        `was not published${why === undefined ? "" : ` (${why})`}: try its delivery again or stop the test`,
      );
    case "unknown":
      return waiting("may or may not be out: say in its delivery whether it was published");
    case "recalled":
      return givenUp("was recalled before it went out");
    default:
      return waiting("is being published");
  }
}

/** A post that was newly found to be out, with the row it becomes. */
export type NewlyPublished = {
  variant: Variant;
  at: Date;
  vendorId: string | null;
  text: string;
  postId: string;
  /** True when the post has a row already. */
  isKnown: boolean;
};

/** The row of a post that is known already, by an import for example. */
export async function findPost(session: Session, platform: string, externalId: string | null): Promise<string | null> {
  if (externalId === null) return null;
  const row = await session
    .selectFrom("posts")
    .select("id")
    .where("platform", "=", platform)
    .where("external_id", "=", externalId)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Writes a newly published post and ties it to its variant; a known post is tied as it is. */
export async function keepPublication(
  session: Session,
  test: TestFile,
  { variant, at, vendorId, text, postId, isKnown }: NewlyPublished,
): Promise<void> {
  if (!isKnown) {
    await session
      .insertInto("posts")
      .values({
        id: postId,
        workspace_id: test.workspace_id,
        external_id: vendorId,
        platform: test.platform,
        account: test.account,
        posted_at: at,
        body: text,
        is_own: true,
      })
      .execute();
  }
  await session
    .updateTable("ab_variants")
    .set({
      approval_id: variant.approval?.id ?? null,
      delivery_id: variant.delivery?.id ?? null,
      post_id: postId,
      published_at: at,
      text,
    })
    .where("id", "=", variant.id)
    .where("published_at", "is", null)
    .execute();
}

function readText(value: unknown, field: string): string | undefined {
  const found: unknown = Object(value)[field];
  return typeof found === "string" && found !== "" ? found : undefined;
}

function readFlag(value: unknown, field: string): boolean {
  return Object(value)[field] === true;
}
