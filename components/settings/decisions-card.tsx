"use client";
/** How long a decision waits, and how long what was approved can still be called back. */
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Select } from "#components/ui/select.tsx";
import type { WorkspaceDetail } from "./settings-data.ts";
import { SettingsRow } from "./settings-row.tsx";
import { useChangeWorkspace } from "./use-change-workspace.ts";

const undoChoices = [0, 10, 30, 60, 300, 900, 3600];
const expiryChoices = [1, 4, 8, 24, 48, 72, 168, 720];

export function DecisionsCard({ workspace, isLocked }: { workspace: WorkspaceDetail; isLocked: boolean }) {
  const { changeOrSay } = useChangeWorkspace();
  const { undo_window_seconds: undo, approval_ttl_hours: expiry } = workspace;
  return (
    <Card aria-label="Decisions">
      <CardHeader title="Decisions" />
      <div className="divide-y divide-line">
        <SettingsRow
          label="Undo window"
          hint="What was approved is held for so long before it leaves, and can be called back until then."
          isDisabled={isLocked}
        >
          <Select
            className="w-44!"
            value={String(undo)}
            options={withOwn(undoChoices, undo).map(value => ({ value: String(value), label: writeSeconds(value) }))}
            onValueChange={value =>
              changeOrSay(
                { undo_window_seconds: Number(value) },
                value === "0"
                  ? "What is approved leaves at once"
                  : `What is approved is held for ${writeSeconds(Number(value))}`,
              )
            }
          />
        </SettingsRow>
        <SettingsRow
          label="Proposals expire after"
          hint="A proposal that nobody decides on is withdrawn then: nothing leaves by waiting."
          isDisabled={isLocked}
        >
          <Select
            className="w-44!"
            value={String(expiry)}
            options={withOwn(expiryChoices, expiry).map(value => ({ value: String(value), label: writeHours(value) }))}
            onValueChange={value =>
              changeOrSay(
                { approval_ttl_hours: Number(value) },
                `New proposals expire after ${writeHours(Number(value))}`,
              )
            }
          />
        </SettingsRow>
      </div>
    </Card>
  );
}

/** The choices with what is set, which the API or the command line may have set to anything. */
function withOwn(choices: readonly number[], own: number): number[] {
  return [...new Set([...choices, own])].sort((a, b) => a - b);
}

function writeSeconds(seconds: number): string {
  if (seconds === 0) return "None: at once";
  if (seconds % 3600 === 0) return seconds === 3600 ? "1 hour" : `${seconds / 3600} hours`;
  if (seconds % 60 === 0) return seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

function writeHours(hours: number): string {
  if (hours % 24 === 0) return hours === 24 ? "1 day" : `${hours / 24} days`;
  return hours === 1 ? "1 hour" : `${hours} hours`;
}
