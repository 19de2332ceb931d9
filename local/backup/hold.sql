-- What a restored product must not do by itself. It has gone back in time: what it delivered after the backup it does not
-- know of, so that it would deliver it again. Every agent is paused, what was about to leave waits for a person again, and
-- what was under way is unknown. Reads its words from the settings quarterdeck.reason and quarterdeck.summary.

with paused as (
  update public.agents set paused_at = now(), paused_by = null where paused_at is null returning workspace_id, domain
)
insert into public.activity (id, workspace_id, actor_kind, actor_id, verb, entity, entity_id, summary)
select uuidv7(), workspace_id, 'system', 'restore', 'agent.paused', 'agent', domain, current_setting('quarterdeck.summary')
from paused;

with recalled as (
  update public.deliveries
    set status = 'recalled', finished_at = now(), error = jsonb_build_object('reason', current_setting('quarterdeck.reason'))
  where status = 'intended' returning id, workspace_id, approval_id, task_id, recipient
), released as (
  update public.contact_ledger l set status = 'released'
  from recalled r where l.approval_id = r.approval_id and l.status = 'reserved'
), waiting as (
  update public.approvals a
    set status = 'pending', decided_by = null, decided_via = null, decided_at = null, decision_reason = null,
        expires_at = greatest(a.expires_at, now() + make_interval(hours => w.approval_ttl_hours))
  from recalled r join public.workspaces w on w.id = r.workspace_id
  where a.id = r.approval_id and a.workspace_id = r.workspace_id and a.status = 'approved'
)
insert into public.activity (id, workspace_id, actor_kind, actor_id, verb, entity, entity_id, task_id, summary)
select uuidv7(), workspace_id, 'system', 'restore', 'delivery.recalled', 'delivery', id::text, task_id,
       'not sent to ' || recipient || ': ' || current_setting('quarterdeck.reason')
from recalled;

with unknown as (
  update public.deliveries
    set status = 'unknown', error = jsonb_build_object('reason', current_setting('quarterdeck.reason'))
  where status = 'sending' returning id, workspace_id, task_id, recipient
)
insert into public.activity (id, workspace_id, actor_kind, actor_id, verb, entity, entity_id, task_id, summary)
select uuidv7(), workspace_id, 'system', 'restore', 'delivery.unknown', 'delivery', id::text, task_id,
       'nobody can tell whether it reached ' || recipient || ': ' || current_setting('quarterdeck.reason')
from unknown;
