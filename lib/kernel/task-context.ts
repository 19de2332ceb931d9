/** Owns what a task may touch: reading now, staging everything else for the finishing transaction. */
import { sql } from "kysely";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import { compose } from "./compose.ts";
import { openReader } from "./connections.ts";
import type {
  AnyTask,
  FollowUp,
  OutgoingMessage,
  OutputDraft,
  OutputFile,
  Proposal,
  Revision,
  TaskContext,
} from "./define.ts";
import { checkFollowUp } from "./follow-ups.ts";
import type { Kernel } from "./kernel.ts";
import { type MemoryWrite, readMemory } from "./memory.ts";
import { nameTables } from "./name-tables.ts";
import { checkFile } from "./output-files.ts";
import { createPreviewTexts, type KeptText } from "./preview-texts.ts";
import type { ClaimedTask, StepRunner } from "./run.ts";
import type { StepLog } from "./step-log.ts";
import { watchReader, watchSteps } from "./watched-work.ts";

export type StagedDecision = {
  kind: Parameters<TaskContext<unknown>["decide"]>[0];
  reasoning: string;
  confidence?: number;
  data?: object;
};
/** With the number of the revision that it follows, when it is no output of its own. */
export type StagedOutput = OutputDraft & { id: string; follows?: Revision };

export type Staged = {
  writes: ((session: Session) => Promise<unknown>)[];
  decisions: StagedDecision[];
  proposals: Proposal[];
  messages: OutgoingMessage[];
  followUps: FollowUp[];
  outputs: StagedOutput[];
  files: OutputFile[];
  memories: MemoryWrite[];
  /** What a model wrote in a dry run. */
  texts: KeptText[];
  costMicros: number;
};

export type ContextRequest = {
  workspaceId: string;
  claimed: ClaimedTask;
  task: AnyTask;
  settings: unknown;
  revision: Revision | null;
  signal: AbortSignal;
  step: StepRunner;
  steps: StepLog;
};

/** A task's context, and where it stages. */
export function createTaskContext(
  kernel: Kernel,
  request: ContextRequest,
): { context: TaskContext<never>; staged: Staged } {
  const { workspaceId, claimed, task, signal, steps } = request;
  const staged: Staged = {
    writes: [],
    decisions: [],
    proposals: [],
    messages: [],
    followUps: [],
    outputs: [],
    files: [],
    memories: [],
    texts: [],
    costMicros: 0,
  };
  const read = <T>(work: (session: Session) => Promise<T>) => {
    const tables = nameTables();
    return steps.time("query", tables.name, () =>
      kernel.database.asWorker(workspaceId, async session => {
        if (claimed.isDryRun) await sql`set transaction read only`.execute(session);
        return work(tables.listen(session));
      }),
    );
  };
  const name = `${claimed.domain}.${claimed.task}`;
  const texts = createPreviewTexts(read, claimed, staged.texts);

  const context: TaskContext<unknown> = {
    workspace: { id: workspaceId, name: claimed.workspaceName, timeZone: claimed.timeZone },
    settings: request.settings,
    task: { id: claimed.id, attempt: claimed.attempt, trigger: claimed.trigger, correlationId: claimed.correlationId },
    revision: request.revision,
    clock: kernel.clock,
    signal,
    query: read,
    apply: write => void staged.writes.push(write),
    step: watchSteps(request.step, steps),
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
      const { revision } = request;
      const follows = staged.outputs.length === 0 && revision !== null ? revision : undefined;
      const id = follows?.outputId ?? createId();
      staged.outputs.push({ ...draft, id, follows });
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
    compose(composition) {
      const scope = {
        workspaceId,
        taskId: claimed.id,
        domain: claimed.domain,
        signal,
        explain: (reasoning: string) => void staged.decisions.push({ kind: "plan", reasoning }),
        addCost: (micros: number) => {
          staged.costMicros += micros;
        },
        texts,
      };
      return steps.time(
        "model",
        composition.purpose,
        () => compose(kernel, scope, composition),
        ({ author }) => ({ author_kind: author.kind, author: author.name }),
      );
    },
    capability: async (capability, { via } = {}) => {
      const connector = await read(session => openReader(kernel.connectors, session, workspaceId, capability, via));
      if (claimed.isDryRun && connector?.chargesForReading?.includes(capability) === true) {
        throw refuseFields([
          { path: "is_dry_run", message: `${connector.title} charges for each reading, so it is read only for real` },
        ]);
      }
      const reader = connector?.reads?.[capability];
      return connector == null || reader === undefined ? null : watchReader(reader, connector.title, steps);
    },
  };
  return { context: context as TaskContext<never>, staged };
}
