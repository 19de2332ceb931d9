/** Owns `mail`: what the embedded sign-in has written to people, for whoever runs the product on their machine. */
import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { exitCodes, Failure } from "../failure.ts";
import { writeAge } from "../output.ts";
import { openCommandOutput } from "../session.ts";

type Mail = {
  id: string;
  kind: string;
  to: string;
  subject: string;
  state: "kept" | "waiting" | "handing-over" | "sent" | "unknown" | "failed";
  createdAt: string;
  attempts: number;
  nextAttemptAt: string | null;
  reason: string | null;
  file: string | null;
  text?: string;
};

const meanings: Record<Mail["state"], string> = {
  kept: "kept, not sent",
  waiting: "waiting",
  "handing-over": "leaving",
  sent: "sent",
  unknown: "unknown",
  failed: "failed",
};

export function addMailCommands(program: Command): void {
  const mail = program.command("mail").description("the sign-in mails of the embedded product, in its data folder");
  mail
    .command("list", { isDefault: true })
    .description("all mails and what became of them, newest last")
    .action(async (_options, command: Command) => {
      const output = openCommandOutput(command);
      const mails = await readMails([]);
      output.rows(
        mails,
        [
          ["ID", row => row.id],
          ["WRITTEN", row => writeAge(row.createdAt)],
          ["TO", row => row.to],
          ["SUBJECT", row => row.subject],
          ["STATE", row => describeState(row)],
        ],
        "No sign-in mail was written yet.",
      );
      if (mails.some(row => row.state === "kept")) output.say("Read one with: quarterdeck mail show <id>");
    });
  mail
    .command("show")
    .description("one mail with its link, for passing on by hand")
    .argument("<id>", "from `quarterdeck mail list`")
    .action(async (id: string, _options, command: Command) => {
      const output = openCommandOutput(command);
      const [found] = await readMails([id]);
      if (found === undefined)
        throw new Failure(exitCodes.notFound, `There is no mail ${id}. See: quarterdeck mail list`);
      output.item(found, () =>
        [
          `To: ${found.to}`,
          `Subject: ${found.subject}`,
          `State: ${describeState(found)}`,
          "",
          found.text === "" ? "It was sent, so it is not kept here." : (found.text ?? "").trimEnd(),
        ].join("\n"),
      );
      if (found.text !== "")
        output.say("Whoever opens the link is signed in as that person: pass it on to nobody else.");
    });
}

function describeState({ state, reason, nextAttemptAt }: Mail): string {
  const again = state === "waiting" && nextAttemptAt !== null ? `, again ${writeAge(nextAttemptAt)}` : "";
  return `${meanings[state]}${again}${reason === null ? "" : `: ${reason}`}`;
}

async function readMails(args: string[]): Promise<Mail[]> {
  const script = path.join(import.meta.dirname, "..", "..", "local", "supabase", "mail", "main.ts");
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [answer, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }),
  ]);
  if (code !== 0) throw new Failure(exitCodes.failed, "The mails could not be read. Check QUARTERDECK_DATA.");
  return answer
    .split("\n")
    .filter(Boolean)
    .map(line => JSON.parse(line));
}
