/** Owns `approvals`: what waits for a person, exactly as it would leave, and the decision on it. */
import type { Command } from "commander";
import { confirm, mayAsk } from "../ask.ts";
import { exitCodes, Failure, refuseUsage } from "../failure.ts";
import { type Output, writeAge } from "../output.ts";
import { collect, readCount, readObject, readPairs } from "../params.ts";
import type { Approval } from "../rows.ts";
import { openSession } from "../session.ts";

export function addApprovalCommands(program: Command): void {
  const approvals = program.command("approvals").description("what waits for a decision");
  approvals
    .command("list")
    .description("pending approvals, the first to expire first")
    .option("--status <status>", "pending, approved, rejected, expired, superseded or done", "pending")
    .option("--agent <domain>", "only what this agent proposed")
    .option("-n, --limit <count>", "how many at most", readCount("--limit", 100_000), 50)
    .action(async (options: { status: string; agent?: string; limit: number }, command: Command) => {
      const { api, output } = await openSession(command);
      const filters = { status: options.status, domain: options.agent };
      const rows = await api.list<Approval>("approval.list", filters, options.limit);
      output.rows(
        rows,
        [
          ["ID", row => row.id],
          ["FROM", row => `${row.domain}.${row.task}`],
          ["EFFECT", row => row.effect_kind],
          ["TO", row => row.recipient],
          ["STATUS", row => row.status],
          ["EXPIRES", row => (row.status === "pending" ? writeAge(row.expires_at) : "")],
          ["WHY", row => row.why],
        ],
        `No ${options.status} approvals.`,
      );
    });
  approvals
    .command("show")
    .description("exactly what would leave, and why")
    .argument("<id>")
    .action(async (id: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const approval = await api.call<Approval>("approval.get", { id });
      output.item(approval, () => writeApproval(output, approval));
    });
  approvals
    .command("approve")
    .description("let it leave, exactly as shown")
    .argument("<id>")
    .option("--digest <digest>", "approve only if this is still what would leave (from `approvals show --json`)")
    .option("-y, --yes", "do not ask")
    .action(async (id: string, options: { digest?: string; yes?: boolean }, command: Command) => {
      const { api, output } = await openSession(command);
      const approval = await api.call<Approval>("approval.get", { id });
      output.say(writeApproval(output, approval));
      if (options.yes !== true && options.digest === undefined) {
        if (!mayAsk()) throw refuseUsage("say --yes, or name the --digest of what you read: nobody is here to ask");
        if (!(await confirm("Approve exactly this?"))) throw new Failure(exitCodes.failed, "nothing was approved");
      }
      const approved = await api.call<{ delivery_id: string; release_at: string }>("approval.approve", {
        id,
        digest: options.digest ?? approval.digest,
      });
      output.item(approved, () => approved.delivery_id);
      output.say(`Approved. It leaves ${writeAge(approved.release_at)}; until then it can be recalled.`);
    });
  approvals
    .command("reject")
    .description("refuse it, with a reason the agent learns from")
    .argument("<id>")
    .requiredOption("-r, --reason <text>", "why, in a few words")
    .action(async (id: string, { reason }: { reason: string }, command: Command) => {
      const { api, output } = await openSession(command);
      const { digest } = await api.call<Approval>("approval.get", { id });
      const rejected = await api.call<Approval>("approval.reject", { id, digest, reason });
      output.item(rejected, () => rejected.status);
    });
  approvals
    .command("edit")
    .description("change what would leave; it then still waits for a decision")
    .argument("<id>")
    .option("--set <name=value>", 'change one field: --set subject="Hello"; repeat for more', collect)
    .option("--payload <json>", "the whole payload as a JSON object")
    .option("--to <recipient>", "another recipient")
    .action(async (id: string, options: { set?: string[]; payload?: string; to?: string }, command: Command) => {
      if (options.set === undefined && options.payload === undefined && options.to === undefined) {
        throw refuseUsage("say what to change: --set, --payload or --to");
      }
      const { api, output } = await openSession(command);
      const approval = await api.call<Approval>("approval.get", { id });
      const payload = options.payload === undefined ? approval.payload : readObject(options.payload, "--payload");
      const edited = await api.call<Approval>("approval.edit", {
        id,
        digest: approval.digest,
        payload: { ...payload, ...readPairs(options.set ?? [], "--set") },
        recipient: options.to,
      });
      output.item(edited, () => writeApproval(output, edited));
    });
}

function writeApproval(output: Output, approval: Approval): string {
  const { text, format: _format, ...fields } = approval.preview;
  return [
    `${output.bold(`${approval.domain}.${approval.task}`)} proposes ${approval.effect_kind} through ${approval.account}: ${approval.status}`,
    ...(approval.is_untrusted ? ["Text from outside went into it: read it with care."] : []),
    "",
    ...Object.entries(fields).map(
      ([name, value]) => `${`${name}:`.padEnd(9)} ${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
    ...(typeof text === "string" ? ["", text] : []),
    "",
    `why:      ${approval.why}`,
    ...(approval.sources.length > 0 ? [`sources:  ${approval.sources.map(source => source.label).join("; ")}`] : []),
    `written:  by ${approval.author_kind}`,
    ...(approval.status === "pending"
      ? [`expires:  ${writeAge(approval.expires_at)}`]
      : [`decided:  by ${approval.decided_by ?? "nobody"}`]),
    `digest:   ${approval.digest}`,
  ].join("\n");
}
