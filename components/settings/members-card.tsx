"use client";
/** The people of the workspace: what each may do, since when, last seen; changed and removed by whoever may. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { DropdownMenu, MenuItem } from "#components/ui/dropdown-menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Select } from "#components/ui/select.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { listGivenRoles, type MemberRole, mayManage, nameRole, roles } from "./roles.ts";
import { type Member, type MemberPage, membersQuery } from "./settings-data.ts";

export type MembersCardProps = { members: readonly Member[]; ownId: string | null; ownRole: MemberRole | undefined };

type Question = { kind: "remove" | "transfer"; member: Member };

export function MembersCard({ members, ownId, ownRole }: MembersCardProps) {
  const queries = useQueryClient();
  const [question, setQuestion] = useState<Question | null>(null);
  const owners = members.filter(member => member.role === "owner").length;
  const lookAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["member"] }),
      queries.invalidateQueries({ queryKey: ["workspace"] }),
    ]);

  const setRole = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: MemberRole }) =>
      request<Member>(`/members/${member.user_id}`, { method: "PATCH", body: { role } }),
    onMutate: async ({ member, role }) => {
      await queries.cancelQueries({ queryKey: membersQuery.queryKey });
      const before = queries.getQueryData<MemberPage>(membersQuery.queryKey);
      queries.setQueryData<MemberPage>(membersQuery.queryKey, old =>
        old ? { ...old, data: old.data.map(one => (one.user_id === member.user_id ? { ...one, role } : one)) } : old,
      );
      return { before };
    },
    onError: (error, _change, context) => {
      queries.setQueryData(membersQuery.queryKey, context?.before);
      showError("The role could not be changed", { description: describeError(error) });
    },
    onSettled: lookAgain,
  });

  function change(member: Member, role: MemberRole) {
    const before = member.role;
    setRole.mutate(
      { member, role },
      {
        onSuccess: () =>
          showSuccess(`${member.email} is ${article(role)} ${nameRole(role).toLowerCase()} now`, {
            id: "role",
            // Who lowers themselves can no longer raise themselves.
            onUndo:
              member.user_id === ownId
                ? undefined
                : async () => void (await setRole.mutateAsync({ member: { ...member, role }, role: before })),
          }),
      },
    );
  }

  return (
    <Card aria-label="Members">
      <CardHeader title={`${members.length} ${members.length === 1 ? "member" : "members"}`} />
      <ul className="divide-y divide-line">
        {members.map(member => {
          const isSelf = member.user_id === ownId;
          const isLastOwner = member.role === "owner" && owners === 1;
          const mayChange = mayManage(ownRole, member.role) && !isLastOwner;
          const given = listGivenRoles(ownRole);
          return (
            <li key={member.user_id} className="flex items-center gap-3 px-4 py-2.5 max-md:flex-wrap">
              <Avatar name={member.email} />
              <div className="min-w-0 flex-1">
                <p className="flex min-w-0 items-center gap-2">
                  <span className="truncate font-medium text-sm">{member.email || "No address"}</span>
                  {isSelf ? <Badge tone="outline">You</Badge> : null}
                </p>
                <p className="text-muted text-xs">
                  Joined <RelativeTime at={member.created_at} /> · last seen{" "}
                  <RelativeTime at={member.last_seen_at} fallback="not yet" />
                </p>
              </div>
              <div className="flex items-center gap-1.5 max-md:w-full max-md:pl-9">
                {mayChange ? (
                  <Select
                    aria-label={`Role of ${member.email}`}
                    className="w-32! max-md:flex-1"
                    value={member.role}
                    onValueChange={role => change(member, role)}
                    options={roles
                      .filter(role => given.includes(role.value))
                      .map(role => ({ value: role.value, label: role.label, hint: role.meaning }))}
                  />
                ) : (
                  <span
                    className="w-32 px-2.5 text-muted text-sm"
                    title={isLastOwner ? "One owner always stays: make somebody else owner first." : undefined}
                  >
                    {nameRole(member.role)}
                  </span>
                )}
                {!isSelf && mayManage(ownRole, member.role) ? (
                  <DropdownMenu
                    align="end"
                    trigger={
                      <Button variant="ghost" size="icon" aria-label={`More about ${member.email}`}>
                        <Ellipsis aria-hidden />
                      </Button>
                    }
                  >
                    {ownRole === "owner" && member.role !== "owner" ? (
                      <MenuItem onSelect={() => setQuestion({ kind: "transfer", member })}>
                        Hand ownership over…
                      </MenuItem>
                    ) : null}
                    <MenuItem onSelect={() => setQuestion({ kind: "remove", member })}>Remove from workspace…</MenuItem>
                  </DropdownMenu>
                ) : (
                  <span aria-hidden className="w-8 max-md:hidden" />
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {question?.kind === "remove" ? (
        <AlertDialog
          title={`Remove ${question.member.email}?`}
          description="Their pages close at once, API keys that they made stop working, and invitations that they sent are taken back. What they decided stays in the log. A new invitation brings them back."
          actionLabel="Remove"
          open
          onOpenChange={isOpen => {
            if (!isOpen) setQuestion(null);
          }}
          onAction={async () => {
            await request(`/members/${question.member.user_id}`, { method: "DELETE" });
            await lookAgain();
            showSuccess(`${question.member.email} is removed`);
          }}
        />
      ) : null}
      {question?.kind === "transfer" ? (
        <AlertDialog
          title={`Make ${question.member.email} the owner?`}
          description="They can then change everything, remove you, and delete the workspace. You become an admin, and only they can give ownership back."
          actionLabel="Hand ownership over"
          typedConfirmation={question.member.email}
          open
          onOpenChange={isOpen => {
            if (!isOpen) setQuestion(null);
          }}
          onAction={async () => {
            await request("/workspaces/current/transfer", { body: { user_id: question.member.user_id } });
            await lookAgain();
            showSuccess(`${question.member.email} owns the workspace now`);
          }}
        />
      ) : null}
    </Card>
  );
}

function article(role: MemberRole): string {
  return role === "admin" || role === "owner" ? "an" : "a";
}
