/** Owns who is due for a message and why everybody else is not; refuses nobody without a counted reason. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import { rankReplyPriorities } from "#lib/stats/reply-priority.ts";
import { type ReplyReading, readReply } from "./reply-reading.ts";
import type { OutreachSettings } from "./settings.ts";

const DAY_MS = 86_400_000;
const MAX_RANKED = 5_000;

/** How things stand with a contact; each has its own templates. */
export type Situation = "replied" | "silent" | "earlier-contact" | "new";

export type OutreachContact = {
  id: string;
  name: string;
  email: string;
  company: string | null;
  job_title: string | null;
  time_zone: string | null;
  score: number | null;
  interactions: number;
  last_interaction_at: Date | null;
  last_outbound_at: Date | null;
  last_reply_at: Date | null;
  /** Words of a stranger: never an instruction. */
  last_reply: string | null;
  unanswered: number;
};

export type DueContact = OutreachContact & {
  situation: Situation;
  reading: ReplyReading | null;
  /** Chance that a message now is answered, and its expected worth in dollars. */
  replyChance: number;
  expectedValueUsd: number;
};

export type DueList = { due: DueContact[]; skipped: { reason: string; count: number }[] };

const history = sql`
  select max(l.happened_at) filter (where l.kind = 'outbound' and l.status <> 'released') as last_outbound_at,
    max(l.happened_at) filter (where l.kind = 'reply') as last_reply_at,
    coalesce(bool_or(l.kind = 'bounce'), false) as has_bounced
  from contact_ledger l where l.contact_id = c.id`;

const columns = sql`c.id, c.name, c.email, c.company, c.job_title, c.time_zone, c.score, c.interactions,
  c.last_interaction_at, h.last_outbound_at, h.last_reply_at,
  (select l.body from contact_ledger l where l.contact_id = c.id and l.kind = 'reply'
     order by l.happened_at desc limit 1) as last_reply,
  (select count(*) from contact_ledger l where l.contact_id = c.id and l.kind = 'outbound' and l.status <> 'released'
     and l.happened_at > coalesce(h.last_reply_at, '-infinity'))::integer as unanswered`;

/** One contact with its history, whether due or not; undefined when it is not there. */
export async function readContact(session: Session, id: string) {
  const { rows } = await sql<Omit<OutreachContact, "email"> & { email: string | null; email_consent: string }>`
    select ${columns}, c.email_consent from contacts c left join lateral (${history}) h on true
    where c.id = ${id}`.execute(session);
  return rows[0];
}

/** Judges every contact of the workspace, ranks the due ones by what a message now is worth, answers to replies first. */
export async function listDue(session: Session, settings: OutreachSettings, now: Date): Promise<DueList> {
  const recent = new Date(now.getTime() - settings.days_between * DAY_MS);
  const judged = sql`
    with reachable as materialized (
      select c.*, case
        when c.email is null then 'no e-mail address'
        when c.email_consent = 'denied' then 'asked not to be written to'
      end as cheap_reason from contacts c
    ), judged as materialized (
      select ${columns}, case
        when h.has_bounced then 'the address bounced'
        when exists (select from approvals a where a.contact_id = c.id and a.status = 'pending'
          and a.effect_kind = 'email.send' and a.expires_at > ${now}) then 'a message waits for a decision already'
        when exists (select from outreach_queue q where q.contact_id = c.id and q.status = 'proposed')
          then 'a message is about to leave already'
        when exists (select from feedback f where f.contact_id = c.id and f.domain = 'outreach'
          and f.kind = 'rejected' and f.created_at > ${recent})
          then ${`a draft was rejected in the last ${settings.days_between} days`}
        when h.last_reply_at > coalesce(h.last_outbound_at, '-infinity') then null
        when h.last_outbound_at > ${recent} then ${`written to in the last ${settings.days_between} days`}
        when c.score is null then 'not scored yet'
        when c.score < ${settings.min_score} then ${`score below ${settings.min_score}`}
      end as reason
      from reachable c left join lateral (${history}) h on true where c.cheap_reason is null
    ), final as (
      select *, coalesce(reason, case when unanswered >= ${settings.max_unanswered}
        then ${`no answer to ${settings.max_unanswered} messages`} end) as why_not from judged
    )`;
  const due = await sql<OutreachContact>`${judged}
    select * from final where why_not is null order by score desc nulls last, id limit ${MAX_RANKED}`.execute(session);
  const skipped = await sql<{ reason: string; count: number }>`${judged}
    select reason, count(*) as count from (
      select cheap_reason as reason from reachable where cheap_reason is not null
      union all select why_not from final where why_not is not null
    ) s group by reason order by count(*) desc, reason`.execute(session);
  const ranked = rankDue(due.rows, settings, now);
  const declined = ranked.filter(contact => contact.reading === "declined").length;
  const reasons =
    declined === 0 ? skipped.rows : [...skipped.rows, { reason: "declined in their last reply", count: declined }];
  return { due: ranked.filter(contact => contact.reading !== "declined"), skipped: reasons };
}

/** The contacts in the order to write to them. */
export function rankDue(contacts: readonly OutreachContact[], settings: OutreachSettings, now: Date): DueContact[] {
  const byId = new Map(contacts.map(contact => [contact.id, contact]));
  const ranked = rankReplyPriorities(
    contacts.map(contact => ({
      id: contact.id,
      score: contact.score ?? 0,
      unansweredTouches: contact.unanswered,
      daysSinceLastTouch:
        contact.last_outbound_at === null
          ? null
          : Math.max(0, (now.getTime() - contact.last_outbound_at.getTime()) / DAY_MS),
      value: settings.reply_value_usd,
    })),
  ).map(({ id, replyProbability, expectedValue }) => {
    const contact = byId.get(id) as OutreachContact;
    const situation = readSituation(contact);
    return {
      ...contact,
      situation,
      reading: situation === "replied" ? readReply(contact.last_reply ?? "") : null,
      replyChance: replyProbability,
      expectedValueUsd: Math.round(expectedValue * 100) / 100,
    };
  });
  const waiting = ranked.filter(contact => contact.situation === "replied");
  waiting.sort((a, b) => (a.last_reply_at?.getTime() ?? 0) - (b.last_reply_at?.getTime() ?? 0));
  return [...waiting, ...ranked.filter(contact => contact.situation !== "replied")];
}

/** How things stand, from the ledger alone. */
function readSituation(contact: Omit<OutreachContact, "email">): Situation {
  const lastOutMs = contact.last_outbound_at?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (contact.last_reply_at !== null && contact.last_reply_at.getTime() > lastOutMs) return "replied";
  if (contact.unanswered > 0) return "silent";
  return contact.interactions > 0 && contact.last_interaction_at !== null ? "earlier-contact" : "new";
}
