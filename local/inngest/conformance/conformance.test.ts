/** Owns the proof that an Inngest server (ours, or the one that `INNGEST_BASE_URL` names) does what the official SDK asks of it. */
import { afterAll, beforeAll, describe, vi } from "vitest";
import { proveCancelling } from "./cancelling.ts";
import { proveConcurrency } from "./concurrency.ts";
import { proveFailing } from "./failing.ts";
import { proveGrouping } from "./grouping.ts";
import { type AppMode, ConformanceApp } from "./harness/app.ts";
import { resolveTarget } from "./harness/target.ts";
import { proveInvoking } from "./invoking.ts";
import { proveLifecycle } from "./lifecycle.ts";
import { provePacing } from "./pacing.ts";
import { proveParallel } from "./parallel.ts";
import { provePayloads } from "./payloads.ts";
import { proveSchedules } from "./schedules.ts";
import { proveSignals } from "./signals.ts";
import { proveSigning } from "./signing.ts";
import { proveSteps } from "./steps.ts";
import { proveSurroundings } from "./surroundings.ts";
import { proveTimeouts } from "./timeouts.ts";
import { proveTriggers } from "./triggers.ts";
import { proveWaiting } from "./waiting.ts";

vi.setConfig({ maxConcurrency: 64, hookTimeout: 60_000 });

const target = await resolveTarget(process.env);
const apps: ConformanceApp[] = [];

beforeAll(async () => {
  await target.start();
  await Promise.all(apps.map(app => app.start()));
});

afterAll(async () => {
  await Promise.all(apps.map(app => app.stop()));
  await target.stop();
});

/** The ways in which the SDK can talk to an engine; every durable flow is proven in each. */
const modes: { title: string; name: string; mode: AppMode }[] = [
  { title: "with a checkpoint after every step", name: "checkpointed", mode: { checkpointing: true } },
  { title: "without checkpoints", name: "plain", mode: { checkpointing: false } },
  {
    title: "with checkpoints of several steps",
    name: "buffered",
    mode: { checkpointing: { bufferedSteps: 5, maxInterval: "2s" } },
  },
  {
    title: "with checkpoints for a short while only",
    name: "short",
    mode: { checkpointing: { maxRuntime: "50ms" } },
  },
  { title: "with streamed answers", name: "streamed", mode: { streaming: true, checkpointing: false } },
  { title: "with streamed answers and checkpoints", name: "streamed-checkpointed", mode: { streaming: true } },
];
const durable = {
  steps: proveSteps,
  failures: proveFailing,
  parallelism: proveParallel,
  waiting: proveWaiting,
  invocations: proveInvoking,
  "large payloads": provePayloads,
};

for (const { title, name, mode } of modes) {
  describe.concurrent(`An engine, ${title},`, () => {
    for (const [theme, prove] of Object.entries(durable)) {
      describe(theme, () => prove(enlist(new ConformanceApp(target, `${name}-${theme.replace(" ", "-")}`, mode))));
    }
  });
}

describe.concurrent("An engine, whatever the way of talking,", () => {
  const themes = {
    signals: proveSignals,
    triggers: proveTriggers,
    "ends of runs": proveLifecycle,
    cancelling: proveCancelling,
    concurrency: proveConcurrency,
    pacing: provePacing,
    grouping: proveGrouping,
    timeouts: proveTimeouts,
    signatures: proveSigning,
    schedules: proveSchedules,
  };
  for (const [theme, prove] of Object.entries(themes)) {
    describe(theme, () => prove(enlist(new ConformanceApp(target, theme.replaceAll(" ", "-")))));
  }
  describe("log and middleware", () => {
    const lines: string[] = [];
    const ignore = () => undefined;
    const logger = {
      debug: ignore,
      info: (...parts: unknown[]) => lines.push(parts.join(" ")),
      warn: ignore,
      error: ignore,
    };
    const app = new ConformanceApp(target, "surroundings", { checkpointing: false }, logger);
    proveSurroundings(enlist(app), () => lines);
  });
});

function enlist(app: ConformanceApp): ConformanceApp {
  apps.push(app);
  return app;
}
