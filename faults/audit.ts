/** Owns the comparison after a fault: what was acknowledged, what the product's own records say, what the vendor has received. */
import type { Desk } from "./desk.ts";
import type { Acknowledged } from "./load.ts";
import type { Findings } from "./outcome.ts";
import { waitUntil } from "./wait.ts";

const openTasks = "('queued', 'planning', 'running')";

/** Waits until no task is open, no delivery is under way and no event waits to be sent; false when it takes longer. */
export function awaitQuiet(desk: Desk, timeoutMs: number): Promise<boolean> {
  return waitUntil(
    async () => {
      const [open] = await desk.query<{ count: number }>(
        `select (select count(*) from tasks where status in ${openTasks})
              + (select count(*) from deliveries where status in ('intended', 'sending'))
              + (select count(*) from outbox where send_at is null or send_at <= now()) as count`,
      );
      return Number(open?.count) === 0;
    },
    timeoutMs,
    500,
  );
}

/** Nothing acknowledged is lost, everything has ended or says why it waits, nothing was finished twice. */
export async function auditTasks(desk: Desk, acknowledged: Acknowledged, findings: Findings): Promise<void> {
  const tasks = await desk.query<{ id: string; status: string; error: unknown }>(
    "select id, status::text, error from tasks",
  );
  const known = new Set(tasks.map(task => task.id));
  findings.count("acknowledged", acknowledged.tasks.size);
  findings.refuse(
    "lost",
    [...acknowledged.tasks].filter(id => !known.has(id)),
    "acknowledged tasks are gone",
  );
  const stuck = await desk.query<{ id: string; why: string }>(
    `select id, id || ' is ' || status || ' (' || coalesce(waiting_for, 'it does not say why') || ')' as why from tasks t
     where status in ${openTasks}
        or status = 'awaiting_approval'
           and not exists (select from approvals a where a.task_id = t.id and a.status = 'pending')
           and not exists (select from deliveries d where d.task_id = t.id and d.status = 'unknown')`,
  );
  findings.refuse(
    "stuck",
    stuck.map(row => row.why),
    "tasks have neither ended nor wait for a person",
  );
  const repeated = await desk.query<{ entity_id: string }>(
    `select entity_id from activity where verb in ('task.completed', 'task.awaiting-approval', 'task.failed')
     group by entity_id having count(*) > 1`,
  );
  findings.refuse(
    "repeated_tasks",
    repeated.map(row => row.entity_id),
    "tasks were finished more than once",
  );
  const failed = tasks.filter(task => task.status === "failed");
  findings.count("failed_tasks", failed.length);
  findings.refuse(
    "failed_without_reason",
    failed.filter(task => task.error === null).map(task => task.id),
    "tasks failed without a reason",
  );
}

/** Every delivery was made at most once, and the ledger says what the vendor's own record says, or `unknown`. */
export async function auditDeliveries(desk: Desk, acknowledged: Acknowledged, findings: Findings): Promise<void> {
  const ledger = await desk.query<{ id: string; key: string; status: string; recipient: string; approval: string }>(
    "select id, idempotency_key as key, status::text, recipient, approval_id as approval from deliveries",
  );
  const arrivals = desk.vendor.countArrivals();
  const ids = new Set(ledger.map(row => row.id));
  const of = (status: string) => ledger.filter(row => row.status === status);
  findings.count("deliveries", ledger.length);
  findings.count(
    "messages",
    [...arrivals.values()].reduce((sum, { times }) => sum + times, 0),
  );
  findings.refuse(
    "lost_deliveries",
    [...acknowledged.deliveries].filter(id => !ids.has(id)),
    "acknowledged deliveries are gone",
  );
  findings.refuse(
    "double_deliveries",
    [...arrivals].filter(([, { times }]) => times > 1).map(([key]) => key),
    "deliveries were made more than once",
  );
  findings.count("unknown_deliveries", of("unknown").length);
  findings.refuse(
    "ledger_against_vendor",
    [
      ...of("confirmed").filter(row => arrivals.get(row.key)?.recipient !== row.recipient),
      ...of("failed").filter(row => arrivals.has(row.key)),
      ...of("recalled").filter(row => arrivals.has(row.key)),
    ].map(row => `${row.key} is ${row.status}`),
    "deliveries of which the ledger says otherwise than the vendor",
  );
  const keys = new Set(ledger.map(row => row.key));
  findings.refuse(
    "unrecorded_messages",
    [...arrivals.keys()].filter(key => !keys.has(key)),
    "messages of which the ledger knows nothing",
  );
  findings.refuse(
    "open_deliveries",
    [...of("intended"), ...of("sending")].map(row => row.id),
    "deliveries are still under way",
  );
}
