/** A sentence that must be read before going on. */
import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";
import { joinClasses } from "#components/ui/join-classes.ts";

const looks = {
  info: { style: "bg-info-soft text-info", icon: Info },
  warn: { style: "bg-warn-soft text-warn", icon: CircleAlert },
  danger: { style: "bg-danger-soft text-danger", icon: CircleAlert },
} as const;

export function DelegateNote({ tone = "info", children }: { tone?: keyof typeof looks; children: ReactNode }) {
  const { style, icon: Icon } = looks[tone];
  return (
    <p
      role={tone === "danger" ? "alert" : undefined}
      className={joinClasses("mb-1 flex w-full items-start gap-2.5 rounded-md px-3 py-2 text-sm", style)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}
