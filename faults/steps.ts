/** Owns functions of several steps under the same faults: an app that can be killed, events until acknowledged, and which steps ran again. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Inngest } from "inngest";
import type { Desk } from "./desk.ts";
import type { Findings } from "./outcome.ts";
import { takePorts } from "./ports.ts";
import { pause, waitUntil } from "./wait.ts";

export type Steps = {
  /** Ends the app at once; it is started again. */
  kill(): void;
  stopSending(): Promise<void>;
  /** Waits until every function whose event was acknowledged has made its last step. */
  awaitEnd(timeoutMs: number): Promise<boolean>;
  audit(findings: Findings): void;
  /** The minutes for which the schedule has fired, in the order in which it did. */
  readTicks(): string[];
};

/** Serves the functions and sends their events, one every `everyMs`. `preload` is what a shifted clock needs. */
export async function startSteps(desk: Desk, everyMs: number, preload: Record<string, string> = {}): Promise<Steps> {
  const folder = mkdtempSync(path.join(tmpdir(), "quarterdeck-steps-"));
  const journal = path.join(folder, "executed");
  const [port] = await takePorts(1);
  const keys = JSON.parse(readFileSync(path.join(desk.dataDir, "keys.json"), "utf8"));
  const environment = {
    INNGEST_BASE_URL: `http://127.0.0.1:${desk.ports[3]}`,
    INNGEST_EVENT_KEY: keys.inngestEventKey as string,
    INNGEST_SIGNING_KEY: keys.inngestSigningKey as string,
  };
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const client = new Inngest({
    id: "faults",
    baseUrl: environment.INNGEST_BASE_URL,
    eventKey: environment.INNGEST_EVENT_KEY,
    isDev: false,
    logger: silent,
  });
  const sent = new Set<string>();
  let isSending = true;
  let isStopped = false;
  let app: ChildProcess | undefined;

  function startApp(): void {
    if (isStopped) return;
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "steps-app.ts")], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "production",
        STEPS_PORT: String(port),
        STEPS_JOURNAL: journal,
        ...preload,
        ...environment,
      },
      stdio: ["pipe", "ignore", "inherit"],
    });
    child.once("exit", () => setTimeout(startApp, 200));
    app = child;
  }

  desk.atEnd(() => {
    isStopped = true;
    isSending = false;
    app?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  startApp();
  const address = `http://127.0.0.1:${port}/api/inngest`;
  const isRegistered = await waitUntil(async () => (await fetch(address, { method: "PUT" })).ok, 20_000, 100);
  if (!isRegistered) throw new Error("the engine did not take the registration of the functions of several steps");

  async function send(): Promise<void> {
    for (let number = 1; isSending; number += 1) {
      const name = number % 4 === 0 ? "mixed" : "three";
      const id = `${name}-${number}`;
      // An event that nobody acknowledged is sent again under its id, as the product's outbox does.
      for (let isTaken = false; !isTaken; ) {
        isTaken = await client.send({ id, name: `faults/${name}`, data: {} }).then(
          () => true,
          () => false,
        );
        if (!isTaken) await pause(100);
      }
      sent.add(id);
      await pause(everyMs);
    }
  }
  const sending = send();

  function readExecuted(): Map<string, string[]> {
    const executed = new Map<string, string[]>();
    if (!existsSync(journal)) return executed;
    for (const line of readFileSync(journal, "utf8").trimEnd().split("\n")) {
      const [id = "", ...step] = line.split(" ");
      executed.set(id, [...(executed.get(id) ?? []), step.join(" ")]);
    }
    return executed;
  }
  const findOpen = () => {
    const executed = readExecuted();
    return [...sent].filter(id => !executed.get(id)?.includes("3"));
  };

  return {
    kill: () => app?.kill("SIGKILL"),
    async stopSending() {
      isSending = false;
      await sending;
    },
    awaitEnd: timeoutMs => waitUntil(() => findOpen().length === 0, timeoutMs, 500),
    audit(findings) {
      const executed = readExecuted();
      const steps = [...executed.values()].reduce((sum, order) => sum + order.length, 0);
      findings.count("step_runs", sent.size);
      findings.count("steps", steps);
      findings.refuse("stuck_step_runs", findOpen(), "functions of several steps have not ended");
      // A step counts as completed once a later one has begun: from then on it must not be executed again.
      const rank = (step: string) => Number(step[0]);
      const repeated = [...executed].filter(([, order]) =>
        order.some((step, index) => order.slice(0, index).some(earlier => rank(earlier) > rank(step))),
      );
      findings.refuse(
        "repeated_steps",
        repeated.map(([id, order]) => `${id}: ${order.join(", ")}`),
        "completed steps were executed again",
      );
    },
    readTicks: () => [...readExecuted()].flatMap(([id, runs]) => (id.startsWith("tick-") ? runs.map(() => id) : [])),
  };
}
