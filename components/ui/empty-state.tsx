/** What a page says when there is nothing: what belongs here and the next step. Errors have their own component. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

export type EmptyStateProps = {
  title: string;
  children: ReactNode;
  icon?: LucideIcon;
  action?: ReactNode;
  className?: string;
};

export function EmptyState({ title, children, icon: Icon, action, className }: EmptyStateProps) {
  return (
    <div className={joinClasses("flex flex-col items-center gap-1.5 px-6 py-12 text-center", className)}>
      {Icon ? (
        <span className="mb-2 flex size-10 items-center justify-center rounded-lg border bg-sunken text-muted">
          <Icon aria-hidden className="size-5" />
        </span>
      ) : null}
      <p className="font-medium text-base">{title}</p>
      <p className="max-w-md text-balance text-muted text-sm">{children}</p>
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
