/** Owns `members`: who belongs to the key's workspace, invited, given another role, removed. */
import { type Command, Option } from "commander";
import type { Api } from "../api.ts";
import { confirm, mayAsk } from "../ask.ts";
import { exitCodes, Failure, refuseUsage } from "../failure.ts";
import { type Output, writeAge } from "../output.ts";
import { openSession } from "../session.ts";

type Member = { user_id: string; email: string; role: string; created_at: string; last_seen_at: string | null };
type Invitation = { id: string; email: string; role: string; expires_at: string; is_expired: boolean };

const givenRoles = ["viewer", "member", "admin"];

export function addMemberCommands(program: Command): void {
  const members = program.command("members").description("the people of this key's workspace");
  members
    .command("list")
    .description("who belongs to it, and what each may do")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      showMembers(output, await readMembers(api));
    });
  members
    .command("invitations")
    .description("who is invited and has not joined yet")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      const { data } = await api.call<{ data: Invitation[] }>("invitation.list");
      output.rows(
        data,
        [
          ["ADDRESS", row => row.email],
          ["ROLE", row => row.role],
          ["GOOD UNTIL", row => (row.is_expired ? "expired" : writeAge(row.expires_at))],
        ],
        "Nobody is invited.",
      );
    });
  members
    .command("invite")
    .description("make an invitation; its link is told once, and you pass it on")
    .argument("<address>")
    .addOption(new Option("--role <role>", "what the person will be").choices(givenRoles).default("member"))
    .action(async (email: string, { role }: { role: string }, command: Command) => {
      const { api, output, url } = await openSession(command);
      const made = await api.call<Invitation & { token: string }>("member.invite", { email, role });
      output.item(made, () => `${url}/join?token=${made.token}`);
      output.say(`Good for seven days, for ${made.email} alone. It is not shown again.`);
    });
  members
    .command("role")
    .description("give a member another role")
    .argument("<address>")
    .argument("<role>", [...givenRoles, "owner"].join(", "))
    .action(async (email: string, role: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const { user_id } = await findMember(api, email);
      showMembers(output, [await api.call<Member>("member.update", { user_id, role })]);
    });
  members
    .command("remove")
    .description("end a membership at once, with the keys the person made")
    .argument("<address>")
    .option("-y, --yes", "do not ask")
    .action(async (email: string, options: { yes?: boolean }, command: Command) => {
      const { api, output } = await openSession(command);
      const member = await findMember(api, email);
      if (options.yes !== true) {
        if (!mayAsk()) throw refuseUsage("say --yes: nobody is here to ask");
        if (!(await confirm(`Remove ${member.email}?`))) throw new Failure(exitCodes.failed, "nobody was removed");
      }
      await api.call<Member>("member.remove", { user_id: member.user_id });
      output.item(member, () => `${member.email} is removed`);
    });
}

async function readMembers(api: Api): Promise<Member[]> {
  return (await api.call<{ data: Member[] }>("member.list")).data;
}

async function findMember(api: Api, email: string): Promise<Member> {
  const found = (await readMembers(api)).find(member => member.email.toLowerCase() === email.toLowerCase());
  if (found === undefined) throw new Failure(exitCodes.notFound, `nobody here has the address ${email}`);
  return found;
}

function showMembers(output: Output, members: readonly Member[]): void {
  output.rows(
    members,
    [
      ["ADDRESS", row => row.email],
      ["ROLE", row => row.role],
      ["JOINED", row => writeAge(row.created_at)],
      ["LAST SEEN", row => (row.last_seen_at === null ? "not yet" : writeAge(row.last_seen_at))],
    ],
    "This workspace has no members.",
  );
}
