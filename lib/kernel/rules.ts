/** Owns the reading of what a workspace has set that decides about effects, and of what it has already done today. */
import { sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import type { Session } from "#lib/db/database.ts";
import type { Autonomy } from "#lib/db/types.gen.ts";
import { chooseForEffect, type Link, type Links } from "./connections.ts";
import { type EffectDefinition, findEffect } from "./effects.ts";
import { askGovernor, type GovernorVerdict, type TouchRules } from "./governor.ts";
import { judge, type PolicyVerdict } from "./policy.ts";

export type Rules = TouchRules & {
  autonomy: Autonomy;
  isPaused: boolean;
  policyVersion: number;
  autopilotEffects: string[];
  dailyEffectCap: number;
  approvalTtlHours: number;
  undoWindowSeconds: number;
  effectsToday: number;
};

/** The rules that hold now for an agent's effects. Throws `not-found` when the workspace or the agent is gone. */
export async function readRules(session: Session, workspaceId: string, domain: string): Promise<Rules> {
  const { rows } = await sql<Rules>`
    select a.autonomy, a.paused_at is not null as "isPaused", w.policy_version as "policyVersion",
           w.autopilot_effects as "autopilotEffects", w.daily_effect_cap as "dailyEffectCap",
           w.approval_ttl_hours as "approvalTtlHours", w.undo_window_seconds as "undoWindowSeconds",
           w.time_zone as "timeZone", w.quiet_from as "quietFrom", w.quiet_until as "quietUntil",
           w.touches_per_week as "touchesPerWeek",
           (select count(*)::int from approvals p where p.workspace_id = w.id and p.decided_via = 'policy'
              and p.decided_at > now() - interval '1 day') as "effectsToday"
    from workspaces w join agents a on a.workspace_id = w.id and a.domain = ${domain}
    where w.id = ${workspaceId}`.execute(session);
  const row = rows[0];
  if (row === undefined) throw new AppError("not-found", `this workspace has no agent "${domain}"`);
  return row;
}

export type EffectQuestion = {
  workspaceId: string;
  effectKind: string;
  payload: unknown;
  contactId: string | null;
  approvalId: string;
  /** The task that drafted it: an answer that came in since is not answered by it. */
  taskId: string;
  isUntrusted: boolean;
  isByHand?: boolean;
  now: Date;
};

export type EffectJudgement = {
  effect: EffectDefinition;
  /** What would execute it, or null when nothing could. */
  link: Link | null;
  account: string;
  verdict: PolicyVerdict;
  governor: GovernorVerdict;
};

/** Asks governor and policy about one effect under the rules that hold now. */
export async function judgeEffect(
  session: Session,
  links: Links,
  rules: Rules,
  question: EffectQuestion,
): Promise<EffectJudgement> {
  const effect = findEffect(question.effectKind);
  if (effect === undefined)
    throw new AppError("not-found", `the effect "${question.effectKind}" is not one this product makes`);
  const link = chooseForEffect(links, effect, question.payload);
  const governor: GovernorVerdict =
    question.contactId === null || effect.channel === null
      ? { verdict: "allowed" }
      : await askGovernor(session, { ...question, contactId: question.contactId, channel: effect.channel, rules });
  const verdict = judge({
    autonomy: rules.autonomy,
    isPaused: rules.isPaused,
    hasConnector: link !== null,
    isIrreversible: effect.isIrreversible,
    isAllowedByName: rules.autopilotEffects.includes(effect.kind),
    isUntrusted: question.isUntrusted,
    effectsToday: rules.effectsToday,
    dailyEffectCap: rules.dailyEffectCap,
    governor,
    isAudited: false,
    isByHand: question.isByHand ?? false,
  });
  return { effect, link, account: link?.account ?? "none", verdict, governor };
}
