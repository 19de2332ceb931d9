/** Owns the declarations that everything else is projected from: an agent, its tasks, a connector. Refuses malformed ones at start. */
import type { z } from "zod";
import type { Clock } from "#lib/core/clock.ts";
import type { JsonObject, JsonValue } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import type { AuthorKind, Autonomy, DecisionKind, MessageType, OutputKind, TaskTrigger } from "#lib/db/types.gen.ts";
import type { Capability, EffectKind, effectKinds } from "./effects.ts";
import type { ReadableCapability, Readers } from "./readings.ts";
import type { Takes } from "./subjects.ts";

export type Pack = "marketing" | "relationships" | "studio" | "agency" | "thinking";

/** Who wrote a text: shown wherever the text is. */
export type Author = { kind: Exclude<AuthorKind, "person">; name: string };

/** A source that a claim or a proposal rests on: a row of ours, or a sentence about where it is from. */
export type Source = { label: string; entity?: string; id?: string };

/** An effect that a task proposes. The kernel decides whether it becomes a suggestion, an approval or an execution. */
export type Proposal<K extends EffectKind = EffectKind> = {
  effect: K;
  recipient: string;
  payload: z.input<(typeof effectKinds)[K]["payload"]>;
  /** Why this, for this recipient, now: one or two sentences for the person who decides. */
  why: string;
  sources: Source[];
  author: Author;
  contactId?: string;
  /** What is at stake if it is wrong or late, in millionths of a US dollar; left out where it cannot be told. Orders the inbox. */
  valueAtRiskMicros?: number;
  /** The chance, 0 to 1, that a person lets it leave unchanged; only where the agent has an estimate of its own. Orders the inbox. */
  confidence?: number;
  /** True when text from outside the workspace went into it: never auto-approved. */
  isUntrusted?: boolean;
  /** A draft this belongs to, as ctx.output returned it. */
  outputId?: string;
  /** Once approved it leaves no earlier than this. */
  notBefore?: Date;
  /** True when a person shall do it with their own hands whatever the autonomy: it becomes a suggestion to mark done. */
  isByHand?: boolean;
};

export type OutgoingMessage = {
  type: MessageType;
  /** What it is about, `noun.verb`: agents handle topics. */
  topic: string;
  /** The domain it is for; left out for the people of the workspace. */
  to?: string;
  body: string;
  payload?: JsonObject;
  priority?: number;
  requiresResponse?: boolean;
  /** When an unanswered request is escalated to a person. */
  deadlineAt?: Date;
  /** The message this answers. */
  answers?: string;
  isUntrusted?: boolean;
};

export type OutputDraft = {
  kind: OutputKind;
  title: string;
  /** `{ format: "markdown", text }` for prose, or any structure the kind's page knows. */
  content: JsonObject;
  author: Author;
  isUntrusted?: boolean;
  /** What it is about, within the agent: an earlier one about the same that nobody has accepted is superseded by it. */
  about?: string;
};

/** An output that a person wants otherwise: what it is now, and what was asked for. */
export type Revision = {
  outputId: string;
  kind: OutputKind;
  title: string;
  /** The revision that was read; the next one has the next number. */
  number: number;
  content: JsonObject;
  isUntrusted: boolean;
  feedback: string;
};

/** Which outputs of its agent a task can write anew. */
export type Revises = {
  kind: OutputKind;
  /** The params of such a run, out of the output's content; null for an output that it cannot write anew. */
  paramsOf(content: JsonObject): JsonObject | null;
  /** What it surely understands, in a person's words: "Make it shorter." */
  wishes: readonly string[];
};

/** Something an output consists of beside its content: a video, its captions. */
export type OutputFile = {
  /** As ctx.output returned it in the same run. */
  outputId: string;
  /** Small letters, digits, dots, dashes, underscores; once per output. */
  name: string;
  mimeType: string;
  /** At most 50 MB. */
  bytes: Uint8Array;
};

/** A later task of the same agent: how an agent sleeps for hours without a run that waits. */
export type FollowUp = {
  /** The name of one of the agent's own tasks. */
  task: string;
  params: JsonObject;
  /** When it starts; at least a minute ahead. */
  at: Date;
  /** Names it within the agent, for ever: staged again under the same key it is not started a second time. */
  key: string;
};

/** A text to be written: by the configured model when there is one and the budget allows, by the template otherwise. */
export type Composition<S extends z.ZodObject> = {
  /** Why the call is made, for the cost ledger: "draft a first e-mail". */
  purpose: string;
  schema: S;
  /** The template: real words from real data. Always there, always valid. */
  template(): z.infer<S>;
  instructions: string;
  /** Facts the text may use. Anything from outside goes under `untrusted`, which the model is told not to obey. */
  facts: JsonObject;
  untrusted?: JsonObject;
};

export type Composed<T> = { value: T; author: Author };

export type MemoryEntry = { value: JsonValue; version: number; source: string; isUntrusted: boolean };

/** All that a task may touch. What it stages is committed in one transaction with its result, or not at all. */
export type TaskContext<Settings> = {
  workspace: { id: string; name: string; timeZone: string };
  settings: Settings;
  task: { id: string; attempt: number; trigger: TaskTrigger; correlationId: string };
  /** What this run is to write anew; null in any other run. The first ctx.output is then its next revision. */
  revision: Revision | null;
  clock: Clock;
  /** Aborted at the task's time limit or when it is cancelled. */
  signal: AbortSignal;
  /** Reads now, in a transaction of its own, as this workspace's worker. */
  query<T>(read: (session: Session) => Promise<T>): Promise<T>;
  /** Stages a write to this agent's own tables. Runs in the finishing transaction. */
  apply(write: (session: Session) => Promise<unknown>): void;
  /** Runs once whatever dies, when the task is declared `isStepwise`; otherwise simply runs. The value must be JSON. */
  step<T extends JsonValue>(name: string, work: () => Promise<T>): Promise<T>;
  decide(kind: DecisionKind, reasoning: string, more?: { confidence?: number; data?: JsonObject }): void;
  /** Stages a proposal. Its effect must be among the task's declared effects. */
  propose(proposal: Proposal): void;
  send(message: OutgoingMessage): void;
  /** Stages a later task of this agent. Started also when the agent is paused meanwhile: it then waits like any queued task. */
  later(followUp: FollowUp): void;
  /** Stages an output and returns its id. */
  output(draft: OutputDraft): string;
  /** Stages a file of an output of this run. Throws `too-large` above 50 MB. */
  file(file: OutputFile): void;
  memory: {
    get(namespace: string, key: string): Promise<MemoryEntry | null>;
    /** Stages a write that replaces exactly `expectedVersion` (0 for a new key); a lost race retries the task. */
    put(
      namespace: string,
      key: string,
      value: JsonValue,
      options: { expectedVersion: number; expiresAt?: Date; isUntrusted?: boolean },
    ): void;
  };
  compose<S extends z.ZodObject>(composition: Composition<S>): Promise<Composed<z.infer<S>>>;
  /**
   * What a connected vendor lets be read, or null when nothing connected can. `via` asks for one connector by name.
   * A run that was given one and fails at its limit is taken up again when the limit resets.
   */
  capability<C extends ReadableCapability>(capability: C, options?: { via?: string }): Promise<Readers[C] | null>;
};

export type TaskDefinition<
  P extends z.ZodObject = z.ZodObject,
  R extends z.ZodObject = z.ZodObject,
  S extends z.ZodObject = z.ZodObject,
> = {
  /** Kebab-case; `domain.name` names it everywhere. */
  name: string;
  /** What a button says: "Score all contacts". */
  title: string;
  /** One sentence: what comes of it. */
  purpose: string;
  /** The agent's settings schema. */
  settings: S;
  /** Every field with a description and, where one is sensible, a default: the form, the CLI and the API derive from it. */
  params: P;
  result: R;
  /** Effects it may propose. Proposing any other fails the task. */
  effects?: readonly EffectKind[];
  /** What must exist at the end for the task to have succeeded, given its result. */
  promises?: { outputs?: (result: z.infer<R>) => number; proposals?: (result: z.infer<R>) => number };
  /** True when ctx.step is durable; then the code between steps must be deterministic. */
  isStepwise?: boolean;
  /** The most it may take, in milliseconds; 60,000 unless given. */
  timeoutMs?: number;
  /** Rows of the product that it can be delegated for, and which of its params each fills. */
  takes?: Takes<z.infer<P>>;
  /** Why it cannot be tried without effect, where it must write while it works: "filming takes minutes". */
  refusesDryRun?: string;
  /** Topics of messages that dispatch this task, with the message's payload as params. */
  handles?: readonly string[];
  /** Topics of its agent's own requests whose answers dispatch this task, with `{ request, answer }` as params. */
  takesAnswersTo?: readonly string[];
  /** The outputs that it can write anew when people ask for changes. */
  revises?: Revises;
  run(ctx: TaskContext<z.infer<S>>, params: z.infer<P>): Promise<z.infer<R>>;
};

/** Checks a task's declaration and keeps its types. */
export function defineTask<P extends z.ZodObject, R extends z.ZodObject, S extends z.ZodObject>(
  task: TaskDefinition<P, R, S>,
): TaskDefinition<P, R, S> {
  requireKebab("task", task.name);
  return task;
}

/** A task whose types the registry no longer needs to know; its schemas guard both ends. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where tasks of different shapes meet; params and result are parsed by their schemas.
export type AnyTask = TaskDefinition<any, any, any>;

export type AgentDefinition = {
  domain: string;
  name: string;
  pack: Pack;
  /** One sentence in the words of the business. */
  purpose: string;
  /** The autonomy a new workspace starts with. */
  autonomy: Autonomy;
  settings: z.ZodObject;
  capabilities: readonly Capability[];
  /** Tables it reads or writes, for its page and its AGENT.md. */
  tables: readonly string[];
  tasks: readonly AnyTask[];
  /** What the daily sweep runs: the task and its params. */
  sweep?: { task: string; params: JsonObject };
  /** The task that sums a sweep up, given its `sweep_id`: when all has ended, or so many minutes after the start. */
  sweepSummary?: { task: string; afterMinutes: number };
  limits: { concurrency: number; retries: number };
};

/** Checks an agent's declaration: names, unique tasks, a sweep that exists, settings with defaults for everything. */
export function defineAgent(agent: AgentDefinition): AgentDefinition {
  requireKebab("agent", agent.domain);
  const names = agent.tasks.map(task => task.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`agent ${agent.domain} declares the task ${repeated} twice`);
  const stranger = agent.tasks.find(task => task.settings !== agent.settings);
  if (stranger !== undefined)
    throw new Error(`${agent.domain}.${stranger.name} must be given the agent's own settings`);
  if (agent.sweep !== undefined && !names.includes(agent.sweep.task)) {
    throw new Error(`agent ${agent.domain} sweeps ${agent.sweep.task}, which it does not declare`);
  }
  if (agent.sweepSummary !== undefined && !names.includes(agent.sweepSummary.task)) {
    throw new Error(`agent ${agent.domain} sums up by ${agent.sweepSummary.task}, which it does not declare`);
  }
  const defaults = agent.settings.safeParse({});
  if (!defaults.success)
    throw new Error(`agent ${agent.domain} needs a default for every setting: ${defaults.error.message}`);
  return agent;
}

function requireKebab(what: string, name: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) throw new Error(`${what} name "${name}" must be kebab-case`);
}
