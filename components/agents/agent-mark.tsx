/** The sign of an agent; decorative, because the agent's name always stands beside it. */
import type { CSSProperties } from "react";
import { joinClasses } from "#components/ui/join-classes.ts";
import { findAgentLook } from "./agent-looks.ts";

export type AgentMarkProps = { domain: string; size?: keyof typeof sizes; className?: string };

const sizes = {
  sm: "size-5 rounded-sm [&_svg]:size-3",
  md: "size-6 rounded-sm [&_svg]:size-3.5",
  lg: "size-8 rounded-md [&_svg]:size-4.5",
  xl: "size-11 rounded-lg [&_svg]:size-6",
};

export function AgentMark({ domain, size = "md", className }: AgentMarkProps) {
  const { icon: Icon, hue } = findAgentLook(domain);
  return (
    <span
      aria-hidden
      style={{ "--hue": hue } as CSSProperties}
      className={joinClasses("agent-mark inline-flex shrink-0 items-center justify-center", sizes[size], className)}
    >
      <Icon strokeWidth={2.1} />
    </span>
  );
}
