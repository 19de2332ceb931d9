/** Owns what the names and first values of columns say about their meaning, kind by kind. Guesses; decides nothing. */
import { isConsentHeader, isRefusalHeader, readConsent } from "./consent.ts";
import type { Guess, GuessRule } from "./kind.ts";
import { readFlag, readMoment } from "./values.ts";

const isFlag = (value: string) => "value" in readFlag(value);
const isMoment = (value: string) => "value" in readMoment(value);
const isCount = (value: string) => /^[\d,]+(\.0+)?$/.test(value);
const isRate = (value: string) => /^\d*\.?\d+ ?%?$/.test(value);
const isLink = (value: string) => /^https?:\/\//i.test(value);

const likes: GuessRule = {
  target: "likes",
  pattern: /^(likes?|favou?rites?|hearts?|reactions?)( ?count)?$/,
  fits: isCount,
};
const replies: GuessRule = { target: "replies", pattern: /^(repl(y|ies)|comments?)( ?(count|total))?$/, fits: isCount };
const shares: GuessRule = { target: "shares", pattern: /^(shares?|retweets?|reposts?)( ?count)?$/, fits: isCount };
const views: GuessRule = { target: "views", pattern: /^(views?|impressions?|plays?)( ?count)?$/, fits: isCount };
const platform: GuessRule = { target: "platform", pattern: /^(platform|network|source|site)$/ };
const niche: GuessRule = { target: "niche", pattern: /^(niche|topic|category|tag|theme|subject|vertical)$/ };
const url: GuessRule = {
  target: "url",
  pattern: /^((post|profile|channel|page) ?)?(url|link|permalink)$/,
  fits: isLink,
};
const body: GuessRule = {
  target: "body",
  pattern: /^((full|post|tweet)? ?text|body|content|message|tweet|post|caption|title|description)$/,
};
const postedAt: GuessRule = {
  target: "posted_at",
  pattern:
    /^((created|posted|published)( ?(at|on|time|date))?|date( ?time)?|time( ?stamp)?|publish(ed)? ?(date|time))$/,
  fits: isMoment,
};

export const contactRules: readonly GuessRule[] = [
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

export const postRules: readonly GuessRule[] = [
  postedAt,
  body,
  { ...platform, pattern: /^(platform|network|source|channel|site)$/ },
  { target: "account", pattern: /^(account|author|user|user ?name|handle|screen ?name|creator|page)$/ },
  niche,
  likes,
  replies,
  shares,
  views,
  { target: "external_id", pattern: /^((post|tweet|video|external|status) ?)?id$/ },
];

export const videoRules: readonly GuessRule[] = [
  { target: "external_id", pattern: /^((video|external) ?)?id$/ },
  { target: "title", pattern: /^((video|full) ?)?title$|^name$/ },
  { target: "channel_id", pattern: /^(channel|creator|author) ?id$/ },
  { target: "channel_title", pattern: /^(channel|creator|author)( ?(title|name))?$/ },
  { target: "description", pattern: /^(video ?)?description$/ },
  { target: "tags", pattern: /^(tags?|keywords?)$/ },
  {
    target: "published_at",
    pattern: /^(publish(ed)?|upload(ed)?|posted|created)( ?(at|on|time|date))?$/,
    fits: isMoment,
  },
  { target: "duration_seconds", pattern: /^(duration|length)( ?(s|sec|seconds))?$/, fits: isCount },
  { target: "category", pattern: /^category( ?(id|name))?$/ },
  { target: "niche", pattern: /^(niche|topic|vertical)$/ },
  { target: "offer", pattern: /^offer$/ },
  { target: "type", pattern: /^((video|content) ?)?(type|format)$/ },
  { target: "platform", pattern: /^(platform|network|source|site)$/ },
  {
    target: "read_at",
    pattern: /^(read|seen|measured|fetched|collected|trending|snapshot)( ?(at|on|time|date))?$|^date$/,
    fits: isMoment,
    reason: "when the numbers were read: the same video may come again with later ones",
  },
  views,
  likes,
  { target: "comments", pattern: /^comments?( ?(count|total))?$/, fits: isCount },
];

export const creatorRules: readonly GuessRule[] = [
  { target: "handle", pattern: /^(handle|user ?name|screen ?name|account|creator|login)$/ },
  { target: "name", pattern: /^((full|display|creator|channel) ?)?name$/ },
  { target: "external_id", pattern: /^((creator|user|channel|external|account) ?)?id$/ },
  platform,
  niche,
  { target: "followers", pattern: /^(followers?|subscribers?|fans)( ?count)?$/, fits: isCount },
  { target: "engagement_rate", pattern: /^(engagement|er)( ?rate)?( ?percent)?$/, fits: isRate },
  url,
];

export const creatorPostRules: readonly GuessRule[] = [
  { target: "external_id", pattern: /^((post|tweet|video|external|status) ?)?id$/ },
  postedAt,
  body,
  platform,
  { target: "handle", pattern: /^(handle|account|author|user|user ?name|screen ?name|creator|page)$/ },
  niche,
  likes,
  replies,
  shares,
  views,
  url,
];

/** What only contacts have: consent, which must not be missed, and what is known too late to be used. */
export function guessContactColumn(name: string, plain: string, values: readonly string[]): Guess | null {
  if (/^((last )?call )?duration$/.test(plain)) {
    return {
      target: "ignore",
      reason: "known only after the call: a score that used it would look better than it is",
    };
  }
  if (!isConsent(name, values)) return null;
  const reason = isRefusalHeader(name) ? "yes means: do not write to them" : "no means: do not write to them";
  return { target: "email_consent", reason };
}

/** Few opt out, so a column of that name counts even where the first rows say nothing; of a missed one people would be written to. */
function isConsent(header: string, values: readonly string[]): boolean {
  if (isRefusalHeader(header)) return true;
  return isConsentHeader(header) && isMostly(values, value => "value" in readConsent(header, value));
}

/** Real files have bad rows: a column is what most of its values are. */
export function isMostly(values: readonly string[], fits: (value: string) => boolean): boolean {
  return values.length > 0 && values.filter(fits).length / values.length >= 0.6;
}
