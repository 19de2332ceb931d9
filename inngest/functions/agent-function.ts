/** Owns the projection of an agent's declaration to its one durable function. */
import { type Inngest, NonRetriableError, RetryAfterError } from "inngest";
import { z } from "zod";
import { AppError, toAppError } from "#lib/core/errors.ts";
import type { AgentDefinition } from "#lib/kernel/define.ts";
import { failTask } from "#lib/kernel/fail-task.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { runTask } from "#lib/kernel/run.ts";
import { createDurableSteps } from "./durable-step.ts";

const Requested = z.object({ workspaceId: z.string(), taskId: z.string(), task: z.string() });
/** What Inngest hands to a failure handler: the event that had started the run is inside. */
const Failed = z.object({ event: z.object({ data: Requested }) });

/** An agent as one Inngest function: limited per workspace and in all, ordered by priority, cancellable, retried. */
export function createAgentFunction(inngest: Inngest, kernel: Kernel, agent: AgentDefinition) {
  const stepwise = new Set(agent.tasks.filter(task => task.isStepwise === true).map(task => task.name));
  return inngest.createFunction(
    {
      id: agent.domain,
      name: agent.name,
      triggers: [{ event: `agent/${agent.domain}.requested` }],
      concurrency: [
        { limit: agent.limits.concurrency, key: "event.data.workspaceId" },
        { limit: agent.limits.concurrency * 5 },
      ],
      priority: { run: "event.data.queueSeconds" },
      retries: asRetries(agent.limits.retries),
      cancelOn: [{ event: "task/cancelled", if: "async.data.taskId == event.data.taskId" }],
      onFailure: async ({ event, error }) => {
        const { workspaceId, taskId } = Failed.parse(event.data).event.data;
        await failTask(kernel, {
          workspaceId,
          taskId,
          domain: agent.domain,
          error: describeGivenUp(error),
          isFinal: true,
          costMicros: 0,
        });
      },
    },
    async ({ event, step, runId, attempt, maxAttempts }) => {
      const { workspaceId, taskId, task } = Requested.parse(event.data);
      const durable = createDurableSteps((name, work) => step.run(name, work));
      try {
        const outcome = await runTask(kernel, {
          workspaceId,
          taskId,
          runId,
          isLastAttempt: attempt + 1 >= (maxAttempts ?? agent.limits.retries + 1),
          // A plain task is one durable step as it is: each step of its own would cost a round trip to the executor.
          step: stepwise.has(task) ? durable : undefined,
        });
        if (outcome.status === "failed") throw new NonRetriableError(outcome.error.message);
        return outcome;
      } catch (error) {
        if (error instanceof AppError && error.details.retryAfterMs !== undefined) {
          throw new RetryAfterError(error.message, error.details.retryAfterMs);
        }
        throw error;
      }
    },
  );
}

/** What ended a run that could not say so itself. That its worker died each time is told as it is: people look for the cause. */
function describeGivenUp(error: Error): AppError {
  return error.name === "AppDied" ? new AppError("internal", error.message) : toAppError(error);
}

type Retries = NonNullable<Parameters<Inngest["createFunction"]>[0]["retries"]>;

function asRetries(count: number): Retries {
  if (!Number.isInteger(count) || count < 0 || count > 20) throw new Error(`retries must be 0 to 20, not ${count}`);
  return count as Retries;
}
