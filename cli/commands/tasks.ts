/** Owns `tasks`: list, show, cancel, and the reasoning trace as a log. */
import type { Command } from "commander";
import { followTask } from "../follow.ts";
import { type Output, writeAge, writeDuration } from "../output.ts";
import { readCount } from "../params.ts";
import { writePreview } from "../preview.ts";
import type { Decision, Task, TaskDetail } from "../rows.ts";
import { openSession } from "../session.ts";

type Filters = { status?: string; agent?: string; trigger?: string; limit: number };

export function addTaskCommands(program: Command): void {
  const tasks = program.command("tasks").description("what was delegated, and how it went");
  tasks
    .command("list")
    .description("tasks, newest first")
    .option("--status <status>", "queued, planning, running, awaiting_approval, completed, failed or cancelled")
    .option("--agent <domain>", "only tasks of this agent")
    .option("--trigger <trigger>", "only tasks that came in this way: web, api, cli, mcp, sweep, schedule, message")
    .option("-n, --limit <count>", "how many at most", readCount("--limit", 100_000), 50)
    .action(async ({ status, agent, trigger, limit }: Filters, command: Command) => {
      const { api, output } = await openSession(command);
      const rows = await api.list<Task>("task.list", { status, domain: agent, trigger }, limit);
      showTasks(output, rows, "No task matches.");
    });
  tasks
    .command("show")
    .description("one task with its trace and result")
    .argument("<id>")
    .action(async (id: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const task = await api.call<TaskDetail>("task.get", { id });
      output.item(task, () => writeTask(output, task));
    });
  tasks
    .command("cancel")
    .description("end a task that has not ended")
    .argument("<id>")
    .action(async (id: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const task = await api.call<Task>("task.cancel", { id });
      output.item(task, () => task.status);
    });
  tasks
    .command("logs")
    .description("the reasoning trace, step by step")
    .argument("<id>")
    .option("-f, --follow", "go on until the task has ended")
    .action(async (id: string, options: { follow?: boolean }, command: Command) => {
      const { api, output } = await openSession(command);
      const shown = new Set<string>();
      const show = (task: Task) => {
        for (const step of (task as TaskDetail).decisions.filter(decision => !shown.has(decision.id))) {
          shown.add(step.id);
          output.item(step, () => writeStep(step));
        }
      };
      if (options.follow === true) output.say(`Ended: ${(await followTask(api, output, id, show)).status}`);
      else show(await api.call<TaskDetail>("task.get", { id }));
    });
}

/** A table of tasks. */
export function showTasks(output: Output, rows: readonly Task[], empty: string): void {
  output.rows(
    rows,
    [
      ["ID", task => task.id],
      ["TASK", task => (task.is_dry_run ? `${task.name} (dry run)` : task.name)],
      ["STATUS", task => (task.waiting_for === null ? task.status : `${task.status} (${task.waiting_for})`)],
      ["BY", task => task.trigger],
      ["TOOK", task => writeDuration(task.duration_ms)],
      ["WHEN", task => writeAge(task.created_at)],
    ],
    empty,
  );
}

function writeTask(output: Output, task: TaskDetail): string {
  return [
    `${output.bold(task.name)}${task.is_dry_run ? " (dry run)" : ""}  ${task.status}${task.waiting_for === null ? "" : ` (${task.waiting_for})`}`,
    output.dim(
      `${task.id}, priority ${task.priority}, by ${task.trigger}, ${writeAge(task.created_at)}, took ${writeDuration(task.duration_ms) || "nothing yet"}`,
    ),
    `params: ${JSON.stringify(task.params)}`,
    ...task.decisions.map(writeStep),
    ...(task.approvals.length > 0
      ? [`approvals: ${task.approvals.map(approval => `${approval.id} (${approval.status})`).join(", ")}`]
      : []),
    ...(task.preview === null ? [] : [writePreview(task.preview)]),
    ...(task.result === null ? [] : [`result: ${JSON.stringify(task.result, null, 2)}`]),
    ...(task.error === null ? [] : [`error: ${JSON.stringify(task.error, null, 2)}`]),
  ].join("\n");
}

function writeStep(step: Decision): string {
  const certainty = step.confidence === null ? "" : ` (${Math.round(step.confidence * 100)} %)`;
  return `${step.created_at.slice(11, 19)}  ${step.kind.padEnd(9)} ${step.reasoning}${certainty}`;
}
