/** Owns what a column can become, the first guess at it, and the refusal of mappings that make no sense. */
import { z } from "zod";
import type { FieldError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { isConsentHeader, isRefusalHeader, readConsent, toPlainHeader } from "./consent.ts";
import { readFlag, readMoment } from "./values.ts";

export const contactTargets = [
  "name",
  "email",
  "phone",
  "company",
  "job_title",
  "time_zone",
  "external_id",
  "outcome",
  "last_interaction_at",
  "interactions",
  "email_consent",
  "attribute",
  "ignore",
] as const;

export const postTargets = [
  "posted_at",
  "body",
  "platform",
  "account",
  "niche",
  "likes",
  "replies",
  "shares",
  "views",
  "external_id",
  "ignore",
] as const;

export type ImportKind = "contacts" | "posts";
export const ImportTarget = z.enum([...new Set([...contactTargets, ...postTargets])]).meta({ id: "ImportTarget" });
export type ImportTarget = z.infer<typeof ImportTarget>;

export type Guess = { target: ImportTarget; reason: string | null };

type Rule = { target: ImportTarget; pattern: RegExp; fits?: (value: string) => boolean };

const isFlag = (value: string) => "value" in readFlag(value);
const isMoment = (value: string) => "value" in readMoment(value);
const isCount = (value: string) => /^[\d,]+(\.0+)?$/.test(value);

const contactRules: readonly Rule[] = [
  {
    target: "email",
    pattern: /^(e ?mail|mail)( ?address| 1)?$|^(work|business|primary) e ?mail$/,
    fits: value => value.includes("@"),
  },
  {
    target: "name",
    pattern: /^((full|contact|customer|client|lead|person|first|last|given|family|middle) ?)?name$|^surname$/,
  },
  {
    target: "phone",
    pattern: /^(phone|mobile|telephone|tel|cell)( ?(number|no|nr|1))?$/,
    fits: value => /\d/.test(value),
  },
  { target: "company", pattern: /^(company|organi[sz]ation|employer|firm|business|account)( name)?$/ },
  { target: "job_title", pattern: /^(job ?title|title|position|role)$/ },
  { target: "time_zone", pattern: /^(time ?zone|tz)$/ },
  { target: "external_id", pattern: /^((external|customer|contact|client|lead|crm|record|user) ?)?id$|^uuid$/ },
  {
    target: "outcome",
    pattern: /^(outcome|y|target|converted|conversion|won|purchased|bought|subscribed|responded|response|label)$/,
    fits: isFlag,
  },
  {
    target: "last_interaction_at",
    pattern: /^last ?(contact(ed)?|interaction|activity|seen|touch|call)( ?(at|on|date|time))?$/,
    fits: isMoment,
  },
  { target: "interactions", pattern: /^(interactions?|touches|touchpoints)( ?count)?$/, fits: isCount },
];

const postRules: readonly Rule[] = [
  {
    target: "posted_at",
    pattern:
      /^((created|posted|published)( ?(at|on|time|date))?|date( ?time)?|time( ?stamp)?|publish(ed)? ?(date|time))$/,
    fits: isMoment,
  },
  { target: "body", pattern: /^((full|post|tweet)? ?text|body|content|message|tweet|post|caption|title|description)$/ },
  { target: "platform", pattern: /^(platform|network|source|channel)$/ },
  { target: "account", pattern: /^(account|author|user|user ?name|handle|screen ?name|creator|page)$/ },
  { target: "niche", pattern: /^(niche|topic|category|tag|theme|subject)$/ },
  { target: "likes", pattern: /^(likes?|favou?rites?|hearts?|reactions?)( ?count)?$/, fits: isCount },
  { target: "replies", pattern: /^(repl(y|ies)|comments?)( ?count)?$/, fits: isCount },
  { target: "shares", pattern: /^(shares?|retweets?|reposts?)( ?count)?$/, fits: isCount },
  { target: "views", pattern: /^(views?|impressions?|plays?)( ?count)?$/, fits: isCount },
  { target: "external_id", pattern: /^((post|tweet|video|external|status) ?)?id$/ },
];

/** What each column most likely is, from its name and its first values; a target is guessed once, but several make a name. */
export function guessMapping(kind: ImportKind, header: readonly string[], rows: readonly string[][]): Guess[] {
  const rules = kind === "contacts" ? contactRules : postRules;
  const fallback: ImportTarget = kind === "contacts" ? "attribute" : "ignore";
  const taken = new Set<ImportTarget>();
  return header.map((name, index) => {
    const plain = toPlainHeader(name);
    if (kind === "contacts" && /^((last )?call )?duration$/.test(plain)) {
      return {
        target: "ignore",
        reason: "known only after the call: a score that used it would look better than it is",
      };
    }
    const values = rows.map(row => row[index]?.trim() ?? "").filter(value => value !== "");
    if (kind === "contacts" && isConsent(name, values)) {
      const reason = isRefusalHeader(name) ? "yes means: do not write to them" : "no means: do not write to them";
      return { target: "email_consent", reason };
    }
    const rule = rules.find(
      candidate =>
        candidate.pattern.test(plain) &&
        (candidate.target === "name" || !taken.has(candidate.target)) &&
        (candidate.fits === undefined || isMostly(values, candidate.fits)),
    );
    if (rule === undefined) return { target: fallback, reason: null };
    taken.add(rule.target);
    return { target: rule.target, reason: null };
  });
}

/** Few opt out, so a column of that name counts even where the first rows say nothing; of a missed one people would be written to. */
function isConsent(header: string, values: readonly string[]): boolean {
  if (isRefusalHeader(header)) return true;
  return isConsentHeader(header) && isMostly(values, value => "value" in readConsent(header, value));
}

/** Real files have bad rows: a column is what most of its values are. */
function isMostly(values: readonly string[], fits: (value: string) => boolean): boolean {
  return values.length > 0 && values.filter(fits).length / values.length >= 0.6;
}

/** Each column's target by position; columns that the mapping leaves out are ignored. Throws `invalid` with what is wrong. */
export function readMapping(
  kind: ImportKind,
  header: readonly string[],
  mapping: Readonly<Record<string, ImportTarget>>,
  options: { platform?: string },
): ImportTarget[] {
  const allowed: readonly string[] = kind === "contacts" ? contactTargets : postTargets;
  const errors: FieldError[] = [];
  const seen = new Map<ImportTarget, string>();
  for (const [column, target] of Object.entries(mapping)) {
    const path = `mapping.${column}`;
    if (!header.includes(column))
      errors.push({ path, message: `the file has no such column: it has ${header.slice(0, 30).join(", ")}` });
    if (!allowed.includes(target))
      errors.push({ path, message: `${kind} have no "${target}": choose one of ${allowed.join(", ")}` });
    const other = seen.get(target);
    if (other !== undefined && !["attribute", "ignore", "name", "email_consent"].includes(target)) {
      errors.push({ path, message: `"${other}" already is the ${target}: choose one of the two` });
    }
    seen.set(target, column);
  }
  if (kind === "posts") {
    if (!seen.has("posted_at")) errors.push({ path: "mapping", message: "say which column is posted_at" });
    if (!seen.has("body")) errors.push({ path: "mapping", message: "say which column is the body" });
    if (!seen.has("platform") && options.platform === undefined) {
      errors.push({
        path: "options.platform",
        message: "say which platform the posts are from, or which column says it",
      });
    }
  } else if (![...seen.keys()].some(target => target !== "ignore")) {
    errors.push({ path: "mapping", message: "take at least one column" });
  }
  if (errors.length > 0) throw refuseFields(errors);
  return header.map(column => (Object.hasOwn(mapping, column) ? (mapping[column] ?? "ignore") : "ignore"));
}
