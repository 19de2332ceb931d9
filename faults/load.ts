/** Owns the load under which faults are brought about: tasks, proposals, approvals; what was acknowledged is written to its own disk. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Desk } from "./desk.ts";
import { pause } from "./wait.ts";

/** Looks for people worth researching and finds none: as little work as a real task can be. */
export const trivial = { task: "prospect.research", params: {} };

export type Acknowledged = { tasks: Set<string>; deliveries: Set<string> };

export type Load = {
  /** What the product had said yes to, read back from the disk. */
  readAcknowledged(): Acknowledged;
  /** How calls were answered, by status; `none` for those without an answer. */
  answers: Map<string, number>;
  /** One sample of each kind of refusal. */
  refusals: Map<string, string>;
  stop(): Promise<void>;
};

export type LoadOptions = {
  /** How many send one task after another. */
  lanes: number;
  /** Milliseconds between two calls of a lane. */
  everyMs: number;
  /** Proposals of messages in each round, decided and delivered; none for 0. */
  mails: number;
};

/** Starts the load; it goes on whatever the answers are. */
export function startLoad(desk: Desk, options: LoadOptions): Load {
  const folder = mkdtempSync(path.join(tmpdir(), "quarterdeck-load-"));
  const journal = path.join(folder, "acknowledged");
  writeFileSync(journal, "");
  let isStopped = false;
  let hasEnded = false;
  const acknowledge = (kind: "task" | "delivery", ids: readonly string[]) => {
    if (ids.length > 0 && !hasEnded) appendFileSync(journal, ids.map(id => `${kind} ${id}\n`).join(""));
  };
  const answers = new Map<string, number>();
  const refusals = new Map<string, string>();

  async function call<T>(method: "GET" | "POST", apiPath: string, body?: unknown): Promise<T | undefined> {
    try {
      const { status, body: answer } = await desk.call<T>(method, apiPath, body);
      answers.set(String(status), (answers.get(String(status)) ?? 0) + 1);
      if (status < 300) return answer;
      refusals.set(String(status), JSON.stringify(answer).slice(0, 300));
    } catch (error) {
      answers.set("none", (answers.get("none") ?? 0) + 1);
      refusals.set("none", error instanceof Error ? error.message : String(error));
    }
    return undefined;
  }

  async function repeat(everyMs: number, turn: () => Promise<boolean>): Promise<void> {
    while (!isStopped) await pause((await turn()) ? everyMs : Math.max(everyMs, 100));
  }

  const dispatchOne = async () => {
    const task = await call<{ id: string }>("POST", "/tasks", trivial);
    if (task !== undefined) acknowledge("task", [task.id]);
    return task !== undefined;
  };
  const dispatchMany = async () => {
    const tasks = Array.from({ length: 20 }, () => trivial);
    const many = await call<{ data: { id: string }[] }>("POST", "/tasks/bulk", { tasks });
    if (many !== undefined)
      acknowledge(
        "task",
        many.data.map(task => task.id),
      );
    return many !== undefined;
  };
  let turn = 0;
  const propose = async () => {
    const tasks = Array.from({ length: options.mails }, () => {
      turn += 1;
      const contact_id = desk.contactIds[turn % desk.contactIds.length];
      return { task: "outreach.send", params: { contact_id, subject: `Message ${turn}`, text: `This is ${turn}.` } };
    });
    const many = await call<{ data: { id: string }[] }>("POST", "/tasks/bulk", { tasks });
    if (many !== undefined)
      acknowledge(
        "task",
        many.data.map(task => task.id),
      );
    return many !== undefined;
  };
  const decide = async () => {
    const inbox = await call<{ data: { id: string; digest: string }[] }>("GET", "/approvals?status=pending&limit=50");
    if (inbox === undefined || inbox.data.length === 0) return false;
    const decisions = inbox.data.map(({ id, digest }) => ({ id, digest }));
    const decided = await call<{ data: { delivery_id: string | null }[] }>("POST", "/approvals/approve", { decisions });
    acknowledge(
      "delivery",
      (decided?.data ?? []).flatMap(({ delivery_id }) => (delivery_id === null ? [] : [delivery_id])),
    );
    return decided !== undefined;
  };

  const running = [
    ...Array.from({ length: options.lanes }, () => repeat(options.everyMs, dispatchOne)),
    repeat(options.everyMs * 10, dispatchMany),
    ...(options.mails > 0 ? [repeat(options.everyMs * 5, propose), repeat(100, decide)] : []),
  ];
  desk.atEnd(() => {
    isStopped = true;
    hasEnded = true;
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    answers,
    refusals,
    readAcknowledged() {
      const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
      const idsOf = (kind: string) =>
        new Set(lines.filter(line => line.startsWith(`${kind} `)).map(line => line.slice(kind.length + 1)));
      return { tasks: idsOf("task"), deliveries: idsOf("delivery") };
    },
    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}
