/** Owns what becomes of a run's proposals: a suggestion, an approval, a delivery by policy, or a refusal with its reason. */
import { sql } from "kysely";
import { listFieldErrors, refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { toJson } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { type ActivityEntry, recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import { announcePending } from "./announce.ts";
import type { Proposal } from "./define.ts";
import { findLater, intendDelivery } from "./delivery.ts";
import { bindEffect } from "./digest.ts";
import { effectKinds } from "./effects.ts";
import type { Kernel } from "./kernel.ts";
import { judgeEffect, readRules } from "./rules.ts";
import { isContactFromOutside } from "./taint.ts";

export type ProposalOrigin = { workspaceId: string; domain: string; task: string; taskId: string };

export type ProposalOutcome = {
  /** The approval's id; nothing is stored under it when it is refused. */
  approvalId: string;
  contactId: string | null;
  isOpen: boolean;
  reasons: string[];
  action: "execute" | "ask" | "suggest" | "refuse";
  recipient: string;
};

const hourMs = 3_600_000;

/** Judges and stores a run's proposals. Throws `invalid` when a payload is not what its effect kind declares. */
export async function storeProposals(
  kernel: Kernel,
  session: Session,
  origin: ProposalOrigin,
  proposals: readonly Proposal[],
): Promise<ProposalOutcome[]> {
  if (proposals.length === 0) return [];
  const rules = await readRules(session, origin.workspaceId, origin.domain);
  const links = await kernel.connectors.listLinks(session, origin.workspaceId);
  const outcomes: ProposalOutcome[] = [];
  const activity: ActivityEntry[] = [];
  const asked: string[] = [];

  for (const [index, proposal] of proposals.entries()) {
    const { recipient, payload } = checkProposal(proposal, `proposals.${index}`);
    const id = createId();
    const contactId = proposal.contactId ?? (await findContact(session, origin.workspaceId, recipient));
    const isUntrusted =
      proposal.isUntrusted === true || (contactId !== null && (await isContactFromOutside(session, contactId)));
    const now = kernel.clock.now();
    const { effect, account, verdict } = await judgeEffect(session, links, rules, {
      workspaceId: origin.workspaceId,
      effectKind: proposal.effect,
      payload,
      contactId,
      approvalId: id,
      taskId: origin.taskId,
      isUntrusted,
      isByHand: proposal.isByHand,
      now,
    });
    const { action, reasons } = verdict;
    outcomes.push({ approvalId: id, contactId, isOpen: action !== "refuse", reasons, action, recipient });
    if (verdict.action === "refuse") {
      activity.push({
        verb: "effect.refused",
        entity: "task",
        entityId: origin.taskId,
        taskId: origin.taskId,
        summary: `may not ${effect.title.toLowerCase()} to ${recipient}: ${verdict.reasons.join("; ")}`,
      });
      continue;
    }
    const isExecuted = verdict.action === "execute";
    const bound = { kind: effect.kind, account, recipient, payload, policyVersion: rules.policyVersion };
    const digest = bindEffect(bound);
    await session
      .insertInto("approvals")
      .values({
        id,
        workspace_id: origin.workspaceId,
        task_id: origin.taskId,
        domain: origin.domain,
        task: origin.task,
        mode: verdict.action === "suggest" ? "suggestion" : "approval",
        effect_kind: effect.kind,
        account,
        recipient,
        contact_id: contactId,
        payload: JSON.stringify(payload),
        digest,
        policy_version: rules.policyVersion,
        preview: JSON.stringify(effect.preview(recipient, payload)),
        why: proposal.why,
        sources: JSON.stringify(proposal.sources),
        author_kind: proposal.author.kind,
        value_at_risk_micros: proposal.valueAtRiskMicros ?? null,
        confidence: proposal.confidence ?? null,
        is_untrusted: isUntrusted,
        output_id: proposal.outputId ?? null,
        not_before: proposal.notBefore ?? null,
        expires_at: new Date(now.getTime() + rules.approvalTtlHours * hourMs),
        status: isExecuted ? "approved" : "pending",
        decided_by: isExecuted ? `policy ${rules.policyVersion}` : null,
        decided_via: isExecuted ? "policy" : null,
        decided_at: isExecuted ? now : null,
        decision_reason: isExecuted ? verdict.reasons.join("; ") : null,
      })
      .execute();
    noteChange(session, "approval", id);
    if (verdict.action === "ask") asked.push(id);
    activity.push({
      verb: isExecuted ? "approval.approved" : "approval.requested",
      entity: "approval",
      entityId: id,
      taskId: origin.taskId,
      summary: `${isExecuted ? "will" : "proposes to"} ${effect.title.toLowerCase()} to ${recipient}: ${verdict.reasons.join("; ")}`,
    });
    if (isExecuted) {
      rules.effectsToday += 1;
      await intendDelivery(session, {
        approval: {
          id,
          digest,
          ...origin,
          effectKind: effect.kind,
          account,
          recipient,
          contactId,
          payload,
          policyVersion: rules.policyVersion,
        },
        effect,
        now,
        undoWindowSeconds: rules.undoWindowSeconds,
        notBefore: findLater(proposal.notBefore ?? null, verdict.notBefore),
      });
    }
  }
  await recordActivity(session, origin.workspaceId, { kind: "agent", id: origin.domain }, activity);
  await announcePending(session, origin.workspaceId, asked, "worker");
  return outcomes;
}

function checkProposal(proposal: Proposal, path: string) {
  const effect = effectKinds[proposal.effect];
  const payload = effect.payload.safeParse(proposal.payload);
  if (!payload.success) throw refuseFields(listFieldErrors(payload.error, `${path}.payload`), payload.error);
  const recipient = effect.recipient.safeParse(proposal.recipient);
  if (!recipient.success) throw refuseFields(listFieldErrors(recipient.error, `${path}.recipient`), recipient.error);
  return { recipient: recipient.data, payload: toJson(payload.data) };
}

/** The contact who has this address: an agent that forgets to say whom it writes to is still governed. */
async function findContact(session: Session, workspaceId: string, recipient: string): Promise<string | null> {
  const row = await session
    .selectFrom("contacts")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where(sql<boolean>`lower(email) = lower(${recipient})`)
    .executeTakeFirst();
  return row?.id ?? null;
}
