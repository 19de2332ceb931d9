"use client";
/** The rows of the palette: a command with its keys, and a thing with its sign, its status and what tells it from others. */
import { Command as Cmdk } from "cmdk";
import { FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Command } from "./commands.ts";
import { foundKinds, type Hit } from "./found-kinds.ts";

const rowStyles =
  "flex h-9 select-none items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover max-md:h-11";

export function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Cmdk.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Cmdk.Group>
  );
}

type CommandRowProps = {
  command: Omit<Command, "group">;
  value: string;
  onRun: (command: Omit<Command, "group">) => void;
};

export function PaletteCommand({ command, value, onRun }: CommandRowProps) {
  return (
    <Cmdk.Item
      value={value}
      keywords={[command.label, ...(command.keywords ?? [])]}
      onSelect={() => onRun(command)}
      className={rowStyles}
    >
      {command.agent ? (
        <AgentMark domain={command.agent} size="sm" />
      ) : command.icon ? (
        <span className="flex size-5 shrink-0 items-center justify-center">
          <command.icon aria-hidden className="size-4 text-muted" />
        </span>
      ) : null}
      <span className="min-w-0 flex-1 truncate">{command.label}</span>
      {command.keys ? <Kbd keys={command.keys} className="max-md:hidden" /> : null}
    </Cmdk.Item>
  );
}

type ShownHit = Pick<Hit, "id" | "title" | "detail" | "domain"> & Partial<Hit>;

export function PaletteHit({ hit, value, onOpen }: { hit: ShownHit; value: string; onOpen: () => void }) {
  const kind = hit.kind ?? "task";
  const Icon = foundKinds[kind].icon;
  return (
    <Cmdk.Item value={value} keywords={[hit.title]} onSelect={onOpen} className={rowStyles}>
      {hit.domain ? (
        <AgentMark domain={hit.domain} size="sm" />
      ) : (
        <span className="flex size-5 shrink-0 items-center justify-center">
          <Icon aria-hidden className="size-4 text-muted" />
        </span>
      )}
      <span className="min-w-0 flex-1 truncate">
        {hit.title} {hit.detail ? <span className="ml-1 text-faint">{hit.detail}</span> : null}
      </span>
      {hit.is_sample ? <FlaskConical aria-label="Sample" className="size-3.5 shrink-0 text-warn" /> : null}
      {hit.status && (kind === "task" || kind === "approval") ? (
        <StatusBadge kind={kind} status={hit.status} variant="plain" className="shrink-0 max-sm:hidden" />
      ) : null}
      {hit.at ? <RelativeTime at={hit.at} className="shrink-0 text-faint text-xs max-sm:hidden" /> : null}
    </Cmdk.Item>
  );
}
