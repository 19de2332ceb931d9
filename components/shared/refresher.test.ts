import { dehydrate, hydrate, QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, describe, expect, it } from "vitest";
import { addPulse } from "./pulses.ts";
import { createRefresher } from "./refresher.ts";

const one = "0198a7c2-0000-7000-8000-000000000001";
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A cache with one table behind it: `version` is what a reading that begins now answers, once `release` lets it. */
function open() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
  const refresher = createRefresher(queries);
  const table = { version: 1, reads: 0, underWay: 0, most: 0, holds: false, release: () => {} };
  async function read(): Promise<number> {
    table.reads += 1;
    table.underWay += 1;
    table.most = Math.max(table.most, table.underWay);
    const { version } = table;
    if (table.holds) await new Promise<void>(resolve => (table.release = resolve));
    table.underWay -= 1;
    return version;
  }
  function show(queryKey: readonly unknown[], options: { staleTime?: number } = {}) {
    const observer = new QueryObserver(queries, { queryKey, queryFn: read, ...options });
    ends.push(observer.subscribe(() => {}));
    return () => queries.getQueryData(queryKey);
  }
  ends.push(() => {
    refresher.stop();
    queries.clear();
  });
  return { queries, refresher, table, show };
}

describe("The refresher", () => {
  it("reads what shows the changed row again, and leaves the rest alone", async () => {
    const { refresher, table, show } = open();
    const tasks = show(["task", { status: "failed" }]);
    const other = show(["contact"]);
    await expect.poll(() => [tasks(), other()]).toEqual([1, 1]);
    table.version = 2;
    refresher.tell([{ entity: "task", id: one }]);
    await expect.poll(tasks).toBe(2);
    expect(other()).toBe(1);
    expect(table.reads).toBe(3);
  });

  it("shows the last of many changes, with one reading at a time and far fewer readings than changes", async () => {
    const { refresher, table, show } = open();
    const tasks = show(["task"]);
    await expect.poll(tasks).toBe(1);
    for (let change = 2; change <= 200; change += 1) {
      table.version = change;
      refresher.tell([{ entity: "task", id: one }]);
      if (change % 20 === 0) await new Promise(resolve => setTimeout(resolve));
    }
    await expect.poll(tasks).toBe(200);
    expect(table.most).toBe(1);
    expect(table.reads).toBeLessThan(40);
  });

  it("does not break off a reading for later changes, and reads once more after it", async () => {
    const { refresher, table, show } = open();
    const tasks = show(["task"]);
    await expect.poll(tasks).toBe(1);
    table.holds = true;
    refresher.tell([{ entity: "task", id: one }]);
    await expect.poll(() => table.underWay).toBe(1);
    table.version = 2;
    refresher.tell([{ entity: "task", id: one }]);
    refresher.tell([{ entity: "task", id: one }]);
    expect(table.reads).toBe(2);
    table.holds = false;
    table.release();
    await expect.poll(tasks).toBe(2);
    expect(table.reads).toBe(3);
  });

  it("reads again after a first reading that had begun before the change", async () => {
    const { refresher, table, show } = open();
    table.holds = true;
    const tasks = show(["task"]);
    await expect.poll(() => table.underWay).toBe(1);
    table.version = 2;
    refresher.tell([{ entity: "task", id: one }]);
    table.holds = false;
    table.release();
    await expect.poll(tasks).toBe(2);
  });

  it("reads everything that is shown when nobody can say what changed, but not what is kept as it was read", async () => {
    const { refresher, table, show } = open();
    const tasks = show(["task"]);
    const contacts = show(["contact", one]);
    const kept = show(["timeline"], { staleTime: Number.POSITIVE_INFINITY });
    await expect.poll(() => [tasks(), contacts(), kept()]).toEqual([1, 1, 1]);
    table.version = 2;
    refresher.tell([{ entity: "*", id: "*" }]);
    await expect.poll(() => [tasks(), contacts()]).toEqual([2, 2]);
    table.version = 3;
    refresher.tellAll();
    await expect.poll(() => [tasks(), contacts()]).toEqual([3, 3]);
    expect(kept()).toBe(1);
  });

  it("reads what watches other entities, also when they changed just before it began to watch", async () => {
    const { queries, refresher, table, show } = open();
    const overview = show(["overview"]);
    await expect.poll(overview).toBe(1);
    table.version = 2;
    refresher.tell([{ entity: "task", id: one }]);
    ends.push(addPulse(queries, ["task", "approval"], ["overview"]));
    await expect.poll(overview).toBe(2);
    table.version = 3;
    refresher.tell([{ entity: "approval", id: one }]);
    await expect.poll(overview).toBe(3);
  });

  it("reads again what the server had read for a page before a change that was told meanwhile", async () => {
    const { queries, refresher, table, show } = open();
    refresher.tell([{ entity: "task", id: one }]);
    table.version = 2;
    const server = new QueryClient();
    server.setQueryData(["task"], 1);
    hydrate(queries, dehydrate(server));
    const tasks = show(["task"]);
    await expect.poll(tasks).toBe(2);
  });

  it("only marks what nobody looks at, which is read when somebody does", async () => {
    const { queries, refresher, table, show } = open();
    queries.setQueryData(["task"], 1);
    refresher.tell([{ entity: "task", id: one }]);
    expect(table.reads).toBe(0);
    table.version = 2;
    const tasks = show(["task"]);
    await expect.poll(tasks).toBe(2);
  });
});
