/** Owns the one decision about an effect: refuse, suggest, ask or execute. Pure; the more cautious voice always wins. */
import type { Autonomy } from "#lib/db/types.gen.ts";
import type { GovernorVerdict } from "./governor.ts";

export type PolicyInput = {
  autonomy: Autonomy;
  isPaused: boolean;
  /** False when nothing provides the effect's capability. */
  hasConnector: boolean;
  isIrreversible: boolean;
  /** Whether the workspace has allowed this irreversible effect on autopilot by name. */
  isAllowedByName: boolean;
  /** Whether text from outside went into it. */
  isUntrusted: boolean;
  effectsToday: number;
  dailyEffectCap: number;
  governor: GovernorVerdict;
  /** Drawn for a random audit: a person looks even though policy would not ask. */
  isAudited: boolean;
  /** True when the proposal itself asks for a person's hands. */
  isByHand: boolean;
};

export type PolicyAction = "execute" | "ask" | "suggest" | "refuse";

export type PolicyVerdict = {
  action: PolicyAction;
  /** Every voice for this action, as sentences for the trace. */
  reasons: string[];
  /** Nothing leaves before this moment. */
  notBefore?: Date;
};

const caution: Record<PolicyAction, number> = { execute: 0, ask: 1, suggest: 2, refuse: 3 };

type Voice = { action: PolicyAction; reason: string };

/**
 * Decides about one effect. The decision table is docs/decisions/0004-policy.md: every row below is one voice, and the most
 * cautious voice decides, so that adding caution can never turn a refusal into an execution.
 */
export function judge(input: PolicyInput): PolicyVerdict {
  const voices: Voice[] = [speakForAutonomy(input.autonomy)];
  const add = (applies: boolean, action: PolicyAction, reason: string) => {
    if (applies) voices.push({ action, reason });
  };
  add(input.isPaused, "refuse", "the agent is paused");
  add(!input.hasConnector, "suggest", "nothing is connected that could do this: a person can");
  add(input.governor.verdict === "denied", "refuse", input.governor.verdict === "denied" ? input.governor.reason : "");
  add(
    input.isIrreversible && !input.isAllowedByName,
    "ask",
    "it cannot be undone, and the workspace has not allowed it by name",
  );
  add(input.isUntrusted, "ask", "text from outside went into it");
  add(
    input.effectsToday >= input.dailyEffectCap,
    "ask",
    `today's ${input.dailyEffectCap} effects without a person are used up`,
  );
  add(input.isAudited, "ask", "drawn for a random audit");
  add(input.isByHand, "suggest", "it is meant to be done by hand");

  const most = Math.max(...voices.map(voice => caution[voice.action]));
  const deciding = voices.filter(voice => caution[voice.action] === most);
  const action = deciding[0]?.action ?? "refuse";
  return {
    action,
    reasons: deciding.map(voice => voice.reason),
    notBefore: input.governor.verdict === "deferred" ? input.governor.until : undefined,
  };
}

function speakForAutonomy(autonomy: Autonomy): Voice {
  if (autonomy === "manual") return { action: "suggest", reason: "the agent only suggests" };
  if (autonomy === "copilot") return { action: "ask", reason: "the agent asks before it acts" };
  return { action: "execute", reason: "the agent may act within its limits" };
}
