"use client";
/** The ways out of a workspace: handing it over, leaving it, deleting it with everything in it. */
import { useQuery } from "@tanstack/react-query";
import { request } from "#components/shared/request.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { expectToLeave } from "./leaving.ts";
import { membersQuery, type WorkspaceDetail } from "./settings-data.ts";
import { SettingsRow } from "./settings-row.tsx";

export function LeavingCard({ workspace }: { workspace: WorkspaceDetail }) {
  const { data } = useQuery(membersQuery);
  const isOwner = workspace.role === "owner";
  const isLastOwner = isOwner && data?.data.filter(member => member.role === "owner").length === 1;

  /** Where somebody without this workspace goes is the server's to say: another one of theirs, or the first page. */
  async function leaveBy(path: string, body: object) {
    const arrive = expectToLeave();
    try {
      await request(path, { body });
    } catch (error) {
      arrive();
      throw error;
    }
    window.location.assign("/");
  }

  return (
    <Card aria-label="Leave or delete">
      <CardHeader title="Leave or delete" />
      <div className="divide-y divide-line">
        <SettingsRow
          label="Leave this workspace"
          hint={
            isLastOwner
              ? "You are its only owner: make somebody else the owner under Members first, or delete it."
              : "You lose sight of everything in it, and the API keys you made end. Somebody has to invite you to come back."
          }
        >
          <AlertDialog
            title={`Leave “${workspace.name}”?`}
            description="Your pages of it close, and API keys that you made stop working at once. What you decided stays in its log."
            actionLabel="Leave the workspace"
            onAction={() => leaveBy("/members/leave", {})}
            trigger={<Button disabled={isLastOwner}>Leave</Button>}
          />
        </SettingsRow>
        <SettingsRow
          label="Delete this workspace"
          hint={
            isOwner
              ? "Everything in it goes, for everybody and for good: contacts, tasks, outputs, the log, connections, keys."
              : "Only an owner can do this."
          }
        >
          <AlertDialog
            title={`Delete “${workspace.name}” for good?`}
            description="Contacts, tasks, approvals, outputs, the log, connections with their secrets and API keys are deleted for everybody. What was approved and has not left yet never leaves. This cannot be undone."
            actionLabel="Delete the workspace"
            typedConfirmation={workspace.name}
            onAction={() => leaveBy("/workspaces/current/delete", { name: workspace.name })}
            trigger={
              <Button variant="danger" disabled={!isOwner}>
                Delete
              </Button>
            }
          />
        </SettingsRow>
      </div>
    </Card>
  );
}
