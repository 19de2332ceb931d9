/** Owns fit by the workspace's own rules, for when nothing can be learned yet; refuses contradictory rules. */
import type { FeatureRow } from "./feature-table.ts";
import { toLevel, toNumber } from "./feature-table.ts";

/**
 * One wish about one attribute. `oneOf`: any of these labels (case and outer spaces ignored), or contained
 * in the value as whole words when `contains` is set. `min`/`max`: a numeric range, either end open.
 */
export type ProfileRule = { attribute: string; weight: number } & (
  | { oneOf: readonly string[]; contains?: boolean }
  | { min?: number; max?: number }
);
export type IdealProfile = { rules: readonly ProfileRule[] };
/** match 0..1; null when the attribute is absent. */
export type RuleMatch = { attribute: string; weight: number; match: number | null };

/**
 * Says how far a row meets one rule. Outside a numeric range the match halves with every tenth of the
 * nearer bound (at least one unit), so a near miss is not a zero. Throws RangeError for a bad rule.
 */
export function matchRule(row: FeatureRow, rule: ProfileRule): RuleMatch {
  const { attribute, weight } = rule;
  if (!(weight >= 0)) throw new RangeError(`weight of the rule on "${attribute}" must be at least 0`);
  if ("oneOf" in rule) {
    const level = toLevel(row[attribute]);
    if (level === null) return { attribute, weight, match: null };
    const wanted = rule.oneOf.map(label => toLevel(label));
    const isHit = wanted.some(label => label === level || (rule.contains && label && hasWords(level, label)));
    return { attribute, weight, match: isHit ? 1 : 0 };
  }
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rule;
  if (min > max) throw new RangeError(`min must not exceed max in the rule on "${attribute}"`);
  const number = toNumber(row[attribute]);
  if (number === null) return { attribute, weight, match: null };
  if (number >= min && number <= max) return { attribute, weight, match: 1 };
  const bound = number < min ? min : max;
  return { attribute, weight, match: 2 ** (-Math.abs(number - bound) / Math.max(1, Math.abs(bound) / 10)) };
}

function hasWords(text: string, words: string): boolean {
  const spaced = (value: string) => ` ${value.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
  return spaced(words).trim() !== "" && spaced(text).includes(spaced(words));
}
