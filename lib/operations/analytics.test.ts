import Papa from "papaparse";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, type MetricName, metricNames } from "#lib/db/daily-metrics.ts";
import { measureNames } from "#lib/db/metric-rows.ts";
import { countDays } from "#lib/kernel/count-days.ts";
import { computeQuantile } from "#lib/stats/summary.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";
import { plantHistory } from "./testing/planted-history.ts";

const span = 40;
let rig: OperationsRig;
let admin: pg.Client;
let today: string;
beforeAll(async () => {
  rig = await openOperationsRig();
  admin = new pg.Client({ connectionString: rig.adminUrl });
  await admin.connect();
  await plantHistory(rig.adminUrl, rig.workspaceId, { days: span, perDay: 12 });
  today = rig.kernel.clock.now().toISOString().slice(0, 10);
});
afterAll(async () => {
  await admin.end();
  await rig.close();
});

/** Turns of the upkeep until nothing is left to count. */
async function countAll(): Promise<void> {
  for (let turn = 0; (await countDays(rig.kernel)) > 0; turn += 1) expect(turn).toBeLessThan(20);
}

const readKept = async () =>
  (
    await admin.query("select * from daily_metrics where workspace_id = $1 order by day, domain, task, effect_kind", [
      rig.workspaceId,
    ])
  ).rows;

/** Kept days thrown away and counted again from nothing but the rows. */
async function rebuild(): Promise<unknown[]> {
  await admin.query("delete from daily_metrics");
  await countAll();
  return readKept();
}

describe("Analytics before any day is kept", () => {
  it("count the last days at once, name the days still to be counted, and have these in no figure", async () => {
    const answer = await rig.call("analytics.get", { days: span });
    expect(answer.range).toMatchObject({ to: today, days: span, time_zone: "UTC", is_capped: false });
    expect(answer.range.uncounted_days).toContain(addDays(today, -5));
    expect(answer.range.uncounted_days).not.toContain(today);
    expect(answer.days.at(-1)).toMatchObject({ day: today, is_live: true, is_counted: true });
    expect(answer.days.find((day: { day: string }) => day.day === addDays(today, -5))).toMatchObject({
      is_counted: false,
      tasks_succeeded: 0,
    });
  });

  it("name no day as uncounted in which nothing can have happened", async () => {
    const other = await rig.call("analytics.get", { from: addDays(today, -200), to: addDays(today, -100) });
    expect(other.range.uncounted_days).toEqual([]);
    expect(other.totals.success).toMatchObject({ part: 0, whole: 0, rate: null });
  });
});

describe("Analytics", () => {
  beforeAll(countAll);

  it("say what the rows say, counted here in another way", async () => {
    const { totals } = await rig.call("analytics.get", { days: span + 2 });
    const one = async (text: string) => Number((await admin.query(`select count(*) as n from ${text}`)).rows[0].n);
    const { counts } = totals;
    expect(counts.tasks_succeeded).toBe(
      await one("tasks where not is_dry_run and status in ('completed', 'awaiting_approval')"),
    );
    expect(counts.tasks_succeeded).toBeGreaterThan(200);
    expect(counts.tasks_failed).toBe(await one("tasks where not is_dry_run and status = 'failed'"));
    expect(counts.proposed).toBe(await one("approvals"));
    expect(counts.approved_unedited).toBe(
      await one("approvals where status = 'approved' and decided_via = 'person' and revision = 1"),
    );
    expect(counts.rejected).toBe(await one("approvals where status = 'rejected'"));
    expect(totals.approval).toMatchObject({
      part: counts.approved_unedited + counts.approved_edited + counts.done,
      whole: counts.approved_unedited + counts.approved_edited + counts.done + counts.rejected,
    });
    expect(counts.delivered + counts.kept).toBe(await one("deliveries where status = 'confirmed'"));
    expect(counts.kept).toBeGreaterThan(0);
    const { rows } = await admin.query(
      "select sum(c.cost_micros) as cost from model_calls c join tasks t on t.id = c.task_id where not t.is_dry_run",
    );
    expect(counts.cost_micros).toBe(Number(rows[0].cost));
    expect(await one("tasks where is_dry_run")).toBeGreaterThan(0);
  });

  it("tell the median time to decision within one percent", async () => {
    const { totals } = await rig.call("analytics.get", { days: span + 2 });
    const { rows } = await admin.query(
      `select extract(epoch from decided_at - created_at)::float8 as seconds from approvals
       where decided_via = 'person' and status in ('approved', 'rejected', 'done')`,
    );
    const seconds = rows.map(row => row.seconds as number);
    expect(totals.decision.decisions).toBe(seconds.length);
    const at = (share: number) => [...seconds].sort((a, b) => a - b)[Math.ceil(share * seconds.length) - 1] ?? 0;
    expect(totals.decision.median_seconds / at(0.5)).toBeCloseTo(1, 1.9);
    expect(totals.decision.p90_seconds / at(0.9)).toBeCloseTo(1, 1.9);
    expect(totals.decision.low_seconds).toBeLessThan(computeQuantile(seconds, 0.5));
  });

  it("count a reply once, for the last thing that reached this person before it, within fourteen days after", async () => {
    const { rows: sent } = await admin.query(
      `select id, contact_id, finished_at from deliveries
       where status = 'confirmed' and evidence ->> 'kept' is distinct from 'true' and contact_id is not null`,
    );
    const { rows: replies } = await admin.query(
      "select contact_id, happened_at from contact_ledger where kind = 'reply'",
    );
    const answered = new Set<string>();
    for (const reply of replies) {
      const [last] = sent
        .filter(row => row.contact_id === reply.contact_id && row.finished_at < reply.happened_at)
        .sort((one, other) => other.finished_at - one.finished_at);
      if (last === undefined) continue;
      const deadline = `${addDays(last.finished_at.toISOString().slice(0, 10), 15)}T00:00:00.000Z`;
      if (reply.happened_at.toISOString() < deadline) answered.add(last.id);
    }
    const { totals } = await rig.call("analytics.get", { days: span + 2 });
    expect(answered.size).toBeGreaterThan(10);
    expect(totals.counts.answered).toBe(answered.size);
    expect(totals.counts.addressed).toBe(sent.length);
    // Days not over yet are in no rate.
    expect(totals.response.whole + totals.responses_open.addressed).toBe(sent.length);
    expect(totals.responses_open.addressed).toBeGreaterThan(0);
  });

  it("have for every number exactly its rows, in all, by day, by agent, by task and by kind of effect", async () => {
    const sums: Partial<Record<string, readonly MetricName[]>> = {
      tasks_ended: ["tasks_succeeded", "tasks_failed"],
      accepted: ["approved_unedited", "approved_edited", "done"],
      approved: ["approved_unedited", "approved_edited", "done", "approved_by_policy"],
      decided: ["approved_unedited", "approved_edited", "done", "rejected"],
    };
    const differences: Partial<Record<string, readonly [MetricName, MetricName]>> = {
      unanswered: ["addressed", "answered"],
    };
    const measures = [
      ...metricNames.filter(name => name !== "cost_micros"),
      ...Object.keys(sums),
      ...Object.keys(differences),
    ];
    const filters = [
      { days: span + 2 },
      { from: addDays(today, -20), to: addDays(today, -20) },
      { days: 30, domain: "pilot" },
      { days: 30, task: "echoer.write" },
      { days: 30, effect_kind: "email.send" },
      { from: today, to: today },
    ];
    expect(measures.sort()).toEqual([...measureNames].sort());
    for (const filter of filters) {
      const { totals } = await rig.call("analytics.get", filter);
      for (const measure of measures) {
        const [whole, part] = differences[measure] ?? [];
        const expected =
          whole !== undefined && part !== undefined
            ? totals.counts[whole] - totals.counts[part]
            : (sums[measure] ?? [measure as MetricName]).reduce((sum, name) => sum + totals.counts[name], 0);
        const found = await rig.call("analytics.list-rows", { ...filter, measure, limit: 1 });
        expect(found.total, `${measure} of ${JSON.stringify(filter)}`).toBe(expected);
      }
    }
  });

  it("page through the rows behind a number, latest first, each with its amount", async () => {
    const { totals } = await rig.call("analytics.get", { days: 30 });
    const rows: { id: string; at: string; amount_micros: number }[] = [];
    let cursor: string | undefined;
    do {
      const page = await rig.call("analytics.list-rows", { days: 30, measure: "model_calls", limit: 23, cursor });
      rows.push(...page.data);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(rows.map(row => row.id)).size).toBe(totals.counts.model_calls);
    expect(rows.map(row => row.at)).toEqual(
      rows
        .map(row => row.at)
        .sort()
        .reverse(),
    );
    expect(rows.reduce((sum, row) => sum + row.amount_micros, 0)).toBe(totals.counts.cost_micros);
  });

  it("group reasons as people wrote them, and open each to its rejections", async () => {
    const { reasons, totals } = await rig.call("analytics.get", { days: span + 2 });
    expect(reasons.map((row: { reason: string }) => row.reason.toLowerCase()).sort()).toEqual(
      ["=hyperlink(1)", "too long", "we spoke yesterday", "wrong tone"].sort(),
    );
    const total = reasons.reduce((sum: number, row: { count: number }) => sum + row.count, 0);
    expect(total).toBe(totals.counts.rejected);
    for (const { reason, count } of reasons) {
      const found = await rig.call("analytics.list-rows", { days: span + 2, measure: "rejected", reason });
      expect(found.total, reason).toBe(count);
    }
    await expect(rig.call("analytics.list-rows", { measure: "expired", reason: "no" })).rejects.toMatchObject({
      details: { errors: [{ path: "reason" }] },
    });
  });

  it("add up: days and agents to the totals, and each agent's series to its counts", async () => {
    const answer = await rig.call("analytics.get", { days: 30 });
    for (const name of metricNames) {
      const add = (rows: Record<string, number>[]) => rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);
      expect(add(answer.days), name).toBe(answer.totals.counts[name]);
      expect(add(answer.agents.map((agent: { counts: object }) => agent.counts)), name).toBe(
        answer.totals.counts[name],
      );
    }
    for (const agent of answer.agents) {
      const sum = agent.series.tasks.reduce((total: number, count: number) => total + count, 0);
      expect(agent.series.tasks).toHaveLength(30);
      expect(sum).toBe(agent.counts.tasks_succeeded + agent.counts.tasks_failed);
    }
    expect(answer.agents.map((agent: { domain: string }) => agent.domain).sort()).toEqual(["echoer", "pilot"]);
    expect(answer.choices.tasks).toEqual(["echoer.echo", "echoer.write", "pilot.echo", "pilot.write"]);
  });

  it("compare with as many days before, and say nothing of too few", async () => {
    const { range, before, changes } = await rig.call("analytics.get", { days: 15 });
    expect(range).toMatchObject({ before_from: addDays(today, -29), before_to: addDays(today, -15) });
    expect(before.counts.tasks_succeeded).toBeGreaterThan(50);
    expect(changes.success.low).toBeLessThan(changes.success.difference);
    const day = await rig.call("analytics.get", { days: 1, task: "pilot.write", effect_kind: "post.publish" });
    expect(day.changes.approval).toBeNull();
    expect(day.totals.approval.is_few).toBe(true);
    expect(day.totals.cost_per_approved.micros === null || day.totals.cost_per_approved.is_few).toBe(true);
  });

  it("refuse days that cannot be, and a task of another agent", async () => {
    const refused = (path: string) => ({ details: { errors: [{ path }] } });
    await expect(rig.call("analytics.get", { from: today, to: addDays(today, -1) })).rejects.toMatchObject(
      refused("from"),
    );
    await expect(rig.call("analytics.get", { from: "2020-01-01", to: "2026-01-01" })).rejects.toMatchObject(
      refused("from"),
    );
    await expect(rig.call("analytics.get", { from: "yesterday" })).rejects.toMatchObject(refused("from"));
    await expect(rig.call("analytics.get", { domain: "pilot", task: "echoer.write" })).rejects.toMatchObject(
      refused("task"),
    );
  });
});

describe("Kept days", () => {
  it("are the same when they are thrown away and counted again", async () => {
    await countAll();
    const kept = await readKept();
    expect(kept.length).toBeGreaterThan(100);
    expect(await rebuild()).toEqual(kept);
  });

  it("are counted again when a row of them changes later, and only then", async () => {
    await countAll();
    expect(await countDays(rig.kernel)).toBe(0);
    const midnight = "date_trunc('day', now(), 'UTC')";
    const late = [
      `update deliveries set status = 'confirmed', finished_at = now()
       where id = (select id from deliveries where status = 'unknown' and sending_at < ${midnight} limit 1)`,
      `update approvals set status = 'superseded', decided_at = now(), decided_via = 'system', decided_by = 'governor'
       where id = (select id from approvals where status = 'approved' and decided_at < ${midnight} limit 1)`,
      `update tasks set status = 'cancelled', finished_at = now()
       where id = (select id from tasks where status = 'awaiting_approval' and finished_at < ${midnight} limit 1)`,
      `insert into contact_ledger (id, workspace_id, contact_id, channel, kind, happened_at)
       select gen_random_uuid(), workspace_id, contact_id, 'email', 'reply', finished_at + interval '1 second' from deliveries
       where status = 'confirmed' and finished_at < ${midnight} and contact_id is not null limit 1`,
      `delete from contacts where id = (
         select contact_id from deliveries where status = 'confirmed' and finished_at < ${midnight} and contact_id is not null limit 1)`,
    ];
    for (const statement of late) {
      const { rowCount } = await admin.query(statement);
      expect(rowCount, statement).toBe(1);
      expect(await countDays(rig.kernel), statement).toBeGreaterThan(0);
      const kept = await readKept();
      expect(await rebuild(), statement).toEqual(kept);
    }
    const { rows } = await admin.query("select count(*)::int as n from daily_metric_changes");
    expect(rows[0].n).toBe(0);
  });

  it("are not counted again for a task that only stops waiting", async () => {
    await countAll();
    const { rowCount } = await admin.query(
      "update tasks set status = 'completed' where status = 'awaiting_approval' and finished_at < date_trunc('day', now(), 'UTC')",
    );
    expect(rowCount).toBeGreaterThan(0);
    expect(await countDays(rig.kernel)).toBe(0);
    const kept = await readKept();
    expect(await rebuild()).toEqual(kept);
  });

  it("are counted by one of two workers that begin at once", async () => {
    await admin.query("delete from daily_metrics");
    const counted = await Promise.all([countDays(rig.kernel), countDays(rig.kernel), countDays(rig.kernel)]);
    expect(Math.max(...counted)).toBeGreaterThan(0);
    await countAll();
    const kept = await readKept();
    expect(await rebuild()).toEqual(kept);
  });
});

describe("The export", () => {
  const download = async (input: object) => {
    const file = await rig.call("analytics.export", input);
    return {
      file,
      rows: Papa.parse<Record<string, string>>(Buffer.from(file.bytes).toString(), {
        header: true,
        skipEmptyLines: true,
      }).data,
    };
  };

  it("holds per day and per agent what is shown", async () => {
    const answer = await rig.call("analytics.get", { days: 30, domain: "echoer" });
    const days = await download({ days: 30, domain: "echoer", per: "day" });
    expect(days.file).toMatchObject({
      mime_type: "text/csv",
      name: expect.stringMatching(/^analytics-per-day-.*\.csv$/),
    });
    expect(days.rows.map(row => row.day)).toEqual(answer.days.map((day: { day: string }) => day.day));
    for (const [index, row] of days.rows.entries())
      for (const name of metricNames) expect(Number(row[name]), name).toBe(answer.days[index][name]);
    const agents = await download({ days: 30, domain: "echoer", per: "agent" });
    expect(agents.rows).toHaveLength(1);
    expect(Number(agents.rows[0]?.approval_rate)).toBe(answer.agents[0].approval.rate);
    expect(Number(agents.rows[0]?.cost_per_approved_low_micros)).toBe(answer.agents[0].cost_per_approved.low_micros);
  });

  it("never holds a cell that a spreadsheet would run", async () => {
    const { rows } = await download({ days: span + 2, per: "reason" });
    const texts = rows.map(row => row.reason ?? "");
    expect(texts).toContain("'=HYPERLINK(1)");
    for (const text of texts) expect(text).not.toMatch(/^[=+\-@\t\r]/);
  });
});
