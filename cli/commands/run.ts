/** Owns `run`: delegates one task, and follows it when asked. */
import { type Command, Option } from "commander";
import { concludeTask, followTask } from "../follow.ts";
import { collect, readObject, readPairs } from "../params.ts";
import { writePreview } from "../preview.ts";
import type { TaskDetail } from "../rows.ts";
import { openSession } from "../session.ts";

type Options = {
  params?: string;
  param?: string[];
  priority?: string;
  wait?: boolean;
  idempotencyKey?: string;
  at?: string;
  dryRun?: boolean;
};

export function addRunCommand(program: Command): void {
  program
    .command("run")
    .description("delegate a task to its agent: quarterdeck run prospect.score-all --param limit=100 --wait")
    .argument("<domain.task>", "what to run; `quarterdeck list` shows what there is")
    .option("--params <json>", "its parameters as a JSON object")
    .option("-p, --param <name=value>", "one parameter; repeat for more, and write a.b=1 for nested ones", collect)
    .addOption(new Option("--priority <priority>", "low, medium, high, urgent or 1 to 10"))
    .option("--at <moment>", "when to start, like 2026-11-21T09:00:00Z")
    .option("--dry-run", "only see what it would do: nothing is sent, kept or changed")
    .option("-w, --wait", "follow it to its end and exit with its outcome")
    .option("--idempotency-key <key>", "the same key dispatches once, however often it is sent")
    .action(async (task: string, options: Options, command: Command) => {
      const params = {
        ...(options.params ? readObject(options.params, "--params") : {}),
        ...readPairs(options.param ?? [], "--param"),
      };
      const { api, output } = await openSession(command);
      const input = {
        task,
        params,
        priority: readPriority(options.priority),
        run_at: options.at,
        is_dry_run: options.dryRun,
      };
      const queued = await api.call<{ id: string }>("task.dispatch", input, { idempotencyKey: options.idempotencyKey });
      if (options.wait !== true) {
        output.item(queued, () => queued.id);
        output.say(`${task} is queued. \`quarterdeck tasks show ${queued.id}\` tells how it goes.`);
        return;
      }
      output.say(`${task} is queued as ${queued.id}.`);
      const ended = (await followTask(api, output, queued.id)) as TaskDetail;
      output.item(ended, () => writeEnd(ended));
      concludeTask(output, ended);
    });
}

function writeEnd(task: TaskDetail): string {
  if (task.preview !== null) return writePreview(task.preview);
  return task.result === null ? task.status : JSON.stringify(task.result, null, 2);
}

function readPriority(text: string | undefined): string | number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}
