/** What came of a task, section by section; written by the server, and by the browser once something has changed. */
import { ArrowDownRight, ArrowUpLeft, FileText, Mail, Repeat } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { EffectList } from "#components/tasks/effect-list.tsx";
import { LaterMessages, LaterPreview } from "#components/tasks/later-sections.tsx";
import { ModelCalls } from "#components/tasks/model-calls.tsx";
import { OutputCard } from "#components/tasks/output-card.tsx";
import { Section } from "#components/tasks/section.tsx";
import { StructuredValue } from "#components/tasks/structured-value.tsx";
import { TaskError } from "#components/tasks/task-error.tsx";
import { TaskTitle } from "#components/tasks/task-names.tsx";
import { isOpenTask, type TaskDetail } from "#components/tasks/task-types.ts";
import { Trace } from "#components/tasks/trace.tsx";
import { CardBody } from "#components/ui/card.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Task } from "#lib/operations/shapes/task.ts";

const wholeOutputs = 2;

/** What it came to and why. */
export function TaskOutcome({ task }: { task: TaskDetail }) {
  const hasTrace = task.decisions.length > 0;
  const hasParams = Object.keys(task.params).length > 0;
  return (
    <>
      {task.error ? <TaskError error={task.error} isOpen={isOpenTask(task)} /> : null}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <div className="flex min-w-0 flex-col gap-5">
          {task.preview ? (
            <Section id="preview" title="What it would do">
              <CardBody>
                <LaterPreview task={task} preview={task.preview} />
              </CardBody>
            </Section>
          ) : null}
          <Section id="result" title="Result" empty={task.result === null ? describeNoResult(task) : undefined}>
            <CardBody>
              {task.result ? (
                <StructuredValue value={omitShown(task.result, task)} label="Result" domain={task.domain} />
              ) : null}
            </CardBody>
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <Section id="parameters" title="Parameters" empty={hasParams ? undefined : "It was given none."}>
            <CardBody>
              <StructuredValue value={task.params} label="Parameters" domain={task.domain} />
            </CardBody>
          </Section>
          <Section
            id="reasoning"
            title="Reasoning"
            count={task.decisions.length}
            empty={hasTrace ? undefined : describeNoTrace(task)}
          >
            <ScrollRegion label="Reasoning, step by step" className="max-h-[36rem] overflow-y-auto p-4">
              <Trace decisions={task.decisions} domain={task.domain} />
            </ScrollRegion>
          </Section>
        </div>
      </div>
    </>
  );
}

/** What it left behind: effects, outputs, messages, costs, and the tasks before and after it. */
export function TaskTraces({ task }: { task: TaskDetail }) {
  const { outputs, messages, model_calls: calls, children } = task;
  const hasOrigin = task.parent !== null || task.cause !== null || task.sweep_id !== null;
  const hasLeft = task.approvals.length + messages.length + calls.length + outputs.length > 0;
  const hasRight = hasOrigin || children.length > 0;
  if (!hasLeft && !hasRight) return null;
  return (
    <div
      className={
        hasLeft && hasRight
          ? "grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]"
          : "flex min-w-0 flex-col gap-5"
      }
    >
      {hasLeft ? (
        <div className="flex min-w-0 flex-col gap-5">
          {task.approvals.length > 0 || task.deliveries.length > 0 ? (
            <Section id="effects" title="Effects and deliveries" count={task.approvals.length}>
              <EffectList approvals={task.approvals} deliveries={task.deliveries} />
            </Section>
          ) : null}
          {outputs.length > 0 ? <Outputs outputs={outputs} /> : null}
          {messages.length > 0 ? (
            <Section id="messages" title="Messages" count={messages.length}>
              <LaterMessages messages={messages} />
            </Section>
          ) : null}
          {calls.length > 0 ? (
            <Section id="cost" title="Cost" count={calls.length}>
              <ModelCalls calls={calls} />
            </Section>
          ) : null}
        </div>
      ) : null}
      {hasRight ? (
        <div className="flex min-w-0 flex-col gap-5">
          {hasOrigin ? <Origin task={task} /> : null}
          {children.length > 0 ? (
            <Section id="led-to" title="What it led to" count={children.length}>
              <ul className="divide-y divide-line">
                {children.map(child => (
                  <TaskLink key={child.id} task={child} icon={<ArrowDownRight aria-hidden />} />
                ))}
              </ul>
            </Section>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** One or two outputs whole; more of them as a list, each with its own page. */
function Outputs({ outputs }: Pick<TaskDetail, "outputs">) {
  if (outputs.length <= wholeOutputs) {
    return (
      <section id="outputs" aria-label="Outputs" className="flex scroll-mt-4 flex-col gap-3">
        {outputs.map(output => (
          <OutputCard key={output.id} output={output} />
        ))}
      </section>
    );
  }
  return (
    <Section id="outputs" title="Outputs" count={outputs.length}>
      <ul className="divide-y divide-line">
        {outputs.map(output => (
          <LinkRow key={output.id} href={`/outputs/${output.id}`} icon={<FileText aria-hidden />}>
            <span className="flex items-center gap-3">
              <span className="min-w-0 flex-1 truncate">{output.title}</span>
              <StatusBadge kind="output" status={output.status} variant="plain" />
            </span>
          </LinkRow>
        ))}
      </ul>
    </Section>
  );
}

/** The task, the message or the sweep that this one came from. */
function Origin({ task }: { task: TaskDetail }) {
  return (
    <Section id="origin" title="What led to it">
      <ul className="divide-y divide-line">
        {task.parent ? <TaskLink task={task.parent} icon={<ArrowUpLeft aria-hidden />} /> : null}
        {task.cause ? (
          <LinkRow href={`/messages/${task.cause.id}`} icon={<Mail aria-hidden />}>
            <span className="line-clamp-2">{task.cause.body}</span>
          </LinkRow>
        ) : null}
        {task.sweep_id ? (
          <LinkRow href={`/sweeps/${task.sweep_id}`} icon={<Repeat aria-hidden />}>
            The sweep it was part of
          </LinkRow>
        ) : null}
      </ul>
    </Section>
  );
}

function TaskLink({ task, icon }: { task: Task; icon: ReactNode }) {
  return (
    <LinkRow href={`/tasks/${task.id}`} icon={icon}>
      <span className="flex items-center gap-3">
        <span className="min-w-0 flex-1 truncate">
          <TaskTitle task={task} />
        </span>
        <StatusBadge kind="task" status={task.status} variant="plain" />
      </span>
    </LinkRow>
  );
}

function LinkRow({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  return (
    <li>
      <Link
        href={href}
        prefetch={false}
        className="flex min-h-9 items-center gap-2.5 px-4 py-1.5 text-sm outline-offset-[-2px] hover:bg-hover max-md:min-h-11 [&>svg]:size-3.5 [&>svg]:shrink-0 [&>svg]:text-muted"
      >
        {icon}
        <span className="min-w-0 flex-1">{children}</span>
      </Link>
    </li>
  );
}

/** A result without the text that an output below shows in full. */
function omitShown(result: Record<string, unknown>, { outputs }: TaskDetail): Record<string, unknown> {
  const shown = new Set<unknown>(outputs.map(output => output.latest?.content.text).filter(text => text !== undefined));
  const rest = Object.entries(result).filter(([, value]) => !shown.has(value));
  return rest.length === 0 ? result : Object.fromEntries(rest);
}

function describeNoResult(task: TaskDetail): string {
  if (task.status === "failed") return "It failed before there was one.";
  if (task.status === "cancelled") return "It was cancelled before there was one.";
  return "It appears here when the work is done.";
}

function describeNoTrace(task: TaskDetail): string {
  if (!isOpenTask(task)) return "It told of none.";
  return "What it decides and why is told here once it is done.";
}
