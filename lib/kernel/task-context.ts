/** Owns what a task may touch: reading now, staging everything else for the finishing transaction. */
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import { compose } from "./compose.ts";
import { openReader } from "./connections.ts";
import type { AnyTask, FollowUp, OutgoingMessage, OutputDraft, OutputFile, Proposal, TaskContext } from "./define.ts";
import { checkFollowUp } from "./follow-ups.ts";
import type { Kernel } from "./kernel.ts";
import { type MemoryWrite, readMemory } from "./memory.ts";
import { checkFile } from "./output-files.ts";
import type { ClaimedTask, StepRunner } from "./run.ts";

export type StagedDecision = {
  kind: Parameters<TaskContext<unknown>["decide"]>[0];
  reasoning: string;
  confidence?: number;
  data?: object;
};
export type StagedOutput = OutputDraft & { id: string };

export type Staged = {
  writes: ((session: Session) => Promise<unknown>)[];
  decisions: StagedDecision[];
  proposals: Proposal[];
  messages: OutgoingMessage[];
  followUps: FollowUp[];
  outputs: StagedOutput[];
  files: OutputFile[];
  memories: MemoryWrite[];
  costMicros: number;
};

export type ContextRequest = {
  workspaceId: string;
  claimed: ClaimedTask;
  task: AnyTask;
  settings: unknown;
  signal: AbortSignal;
  step: StepRunner;
};

/** A task's context, and where it stages. */
export function createTaskContext(
  kernel: Kernel,
  request: ContextRequest,
): { context: TaskContext<never>; staged: Staged } {
  const { workspaceId, claimed, task, signal } = request;
  const staged: Staged = {
    writes: [],
    decisions: [],
    proposals: [],
    messages: [],
    followUps: [],
    outputs: [],
    files: [],
    memories: [],
    costMicros: 0,
  };
  const read = <T>(work: (session: Session) => Promise<T>) => kernel.database.asWorker(workspaceId, work);
  const name = `${claimed.domain}.${claimed.task}`;

  const context: TaskContext<unknown> = {
    workspace: { id: workspaceId, name: claimed.workspaceName, timeZone: claimed.timeZone },
    settings: request.settings,
    task: { id: claimed.id, attempt: claimed.attempt, trigger: claimed.trigger, correlationId: claimed.correlationId },
    clock: kernel.clock,
    signal,
    query: read,
    apply: write => void staged.writes.push(write),
    step: request.step,
    decide: (kind, reasoning, more = {}) => void staged.decisions.push({ kind, reasoning, ...more }),
    propose(proposal) {
      if (task.effects?.includes(proposal.effect) !== true) {
        throw new Error(`${name} proposed ${proposal.effect}, which it does not declare among its effects`);
      }
      staged.proposals.push(proposal);
    },
    send: message => void staged.messages.push(message),
    later(followUp) {
      checkFollowUp(followUp, name, kernel.clock.now());
      staged.followUps.push(followUp);
    },
    output(draft) {
      const id = createId();
      staged.outputs.push({ ...draft, id });
      return id;
    },
    file(file) {
      checkFile(file, staged);
      staged.files.push(file);
    },
    memory: {
      get: (namespace, key) =>
        read(session => readMemory(session, { workspaceId, namespace, key, now: kernel.clock.now() })),
      put: (namespace, key, value, options) =>
        void staged.memories.push({
          workspaceId,
          namespace,
          key,
          value,
          source: name,
          now: kernel.clock.now(),
          ...options,
        }),
    },
    compose: composition =>
      compose(
        kernel,
        {
          workspaceId,
          taskId: claimed.id,
          domain: claimed.domain,
          signal,
          explain: reasoning => void staged.decisions.push({ kind: "plan", reasoning }),
          addCost: micros => {
            staged.costMicros += micros;
          },
        },
        composition,
      ),
    capability: async (capability, { via } = {}) => {
      const connector = await read(session => openReader(kernel.connectors, session, workspaceId, capability, via));
      return connector?.reads?.[capability] ?? null;
    },
  };
  return { context: context as TaskContext<never>, staged };
}
