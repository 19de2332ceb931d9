/** Owns the figures of Realtime: from a commit in the database to the clients of a topic, with one, fifty and a thousand of them. */

import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { percentile } from "#testing/percentile.ts";
import { type Person, signUpPerson } from "#testing/person.ts";
import { type Product, startProduct } from "#testing/product.ts";
import { readAdminUrl } from "./database.ts";
import { report } from "./measure.ts";
import type { ListenersOrder, ListenersReport } from "./realtime-listeners.ts";

export type RealtimeTarget = Omit<ListenersOrder, "count"> & { adminUrl: string };

/** How many messages, and how far apart: the product of sockets and messages stays below the hosted limit of 2,500 a second. */
const rounds = [
  { sockets: 1, messages: 300, gapMs: 20 },
  { sockets: 50, messages: 300, gapMs: 30 },
  { sockets: 1_000, messages: 40, gapMs: 500 },
];

/** A person's token and the topic of a workspace of theirs, on a running product. */
export async function openRealtimeTarget(product: Pick<Product, "dataDir">, person: Person): Promise<RealtimeTarget> {
  const readJson = (name: string) => JSON.parse(readFileSync(path.join(product.dataDir, name), "utf8"));
  const url: string = readJson("stack.json").urls.supabase;
  const { publishableKey } = readJson("keys.json");
  const client = createClient(url, publishableKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const { data, error } = await client.auth.signInWithPassword({ email: person.email, password: person.password });
  if (error) throw error;
  const { id } = await person.call<{ id: string }>("POST", "/workspaces", { name: "Realtime" });
  const token = data.session.access_token;
  return { url, publishableKey, token, topic: `workspace:${id}`, adminUrl: readAdminUrl(product.dataDir) };
}

/** Reports p50 and p99 over all deliveries, from sending COMMIT until a client's process reads the message, and how many were lost. */
export async function measureRealtime(target: RealtimeTarget): Promise<void> {
  const database = new pg.Client({ connectionString: target.adminUrl });
  await database.connect();
  try {
    for (const { sockets, messages, gapMs } of rounds) {
      const { delaysMs, lost } = await measureRound(database, { ...target, count: sockets }, messages, gapMs);
      // The promise is about fifty clients: its figures have the plain names.
      const name = sockets === 50 ? "realtime" : `realtime_${sockets}`;
      report(`${name}_p50_ms`, percentile(delaysMs, 0.5), "ms");
      report(`${name}_p99_ms`, percentile(delaysMs, 0.99), "ms");
      report(`${name}_lost`, lost, "messages");
    }
  } finally {
    await database.end();
  }
}

async function measureRound(
  database: pg.Client,
  order: ListenersOrder,
  messages: number,
  gapMs: number,
): Promise<{ delaysMs: number[]; lost: number }> {
  const child = fork(path.join(import.meta.dirname, "realtime-listeners.ts"), { execArgv: [] });
  const next = () =>
    new Promise<ListenersReport>((resolve, reject) => {
      child.once("message", message => resolve(message as ListenersReport));
      child.once("exit", code => reject(new Error(`the listeners ended with ${code}`)));
    });
  try {
    const ready = next();
    child.send(order);
    await ready;
    const sentAtNs: number[] = [];
    const warmUp = Math.min(20, messages / 4);
    for (let number = 0; number < warmUp + messages; number += 1) {
      await database.query("begin");
      await database.query("select realtime.send(jsonb_build_object('n', $1::int), 'changed', $2)", [
        number,
        order.topic,
      ]);
      sentAtNs.push(Number(process.hrtime.bigint()));
      await database.query("commit");
      await sleep(gapMs);
    }
    await sleep(500);
    const answer = next();
    child.send("report");
    const reported = await answer;
    if (!("heardAtNs" in reported)) throw new Error("the listeners reported nothing");
    const delaysMs = sentAtNs.flatMap((sentAt, number) =>
      number < warmUp ? [] : (reported.heardAtNs[number] ?? []).map(heardAt => (heardAt - sentAt) / 1e6),
    );
    return { delaysMs, lost: messages * order.count - delaysMs.length };
  } finally {
    child.kill();
  }
}

// `node bench/realtime.ts`: these figures alone, on a product of its own.
if (import.meta.main) {
  const product = await startProduct();
  try {
    await measureRealtime(await openRealtimeTarget(product, await signUpPerson(product)));
  } finally {
    await product.stop();
  }
}
