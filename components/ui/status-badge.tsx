/** A status as icon and word, so that colour is never the only cue. */
import { Badge } from "./badge.tsx";
import { joinClasses } from "./join-classes.ts";
import { lookUpStatus, type StatusKind } from "./statuses.ts";

export type StatusBadgeProps = {
  kind: StatusKind;
  status: string;
  /** "plain" drops the background, for dense rows; "icon" keeps the word for screen readers only. */
  variant?: "soft" | "plain" | "icon";
  className?: string;
};

const toneText: Record<string, string> = {
  neutral: "text-muted",
  ok: "text-ok",
  info: "text-info",
  warn: "text-warn",
  danger: "text-danger",
  waiting: "text-waiting",
};

export function StatusBadge({ kind, status, variant = "soft", className }: StatusBadgeProps) {
  const { word, icon: Icon, tone, isMoving } = lookUpStatus(kind, status);
  const icon = <Icon aria-hidden className={joinClasses("size-3.5 shrink-0", isMoving && "animate-spin-slow")} />;
  if (variant === "soft") {
    return (
      <Badge tone={tone} className={className}>
        {icon}
        {word}
      </Badge>
    );
  }
  return (
    <span
      title={variant === "icon" ? word : undefined}
      className={joinClasses(
        "inline-flex items-center gap-1.5 align-middle whitespace-nowrap text-xs",
        toneText[tone],
        className,
      )}
    >
      {icon}
      <span className={variant === "icon" ? "sr-only" : undefined}>{word}</span>
    </span>
  );
}
