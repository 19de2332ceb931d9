/** The top of a page: its name, what it is for, and its main actions. */
import Link from "next/link";
import type { ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

export type PageHeaderProps = {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** Stands beside the title: a status, a count. */
  meta?: ReactNode;
  /** Stands before the title: the sign of what the page is about. */
  sign?: ReactNode;
  parent?: { href: string; label: string };
  className?: string;
};

export function PageHeader({ title, description, actions, meta, sign, parent, className }: PageHeaderProps) {
  return (
    <header className={joinClasses("mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3", className)}>
      <div className="min-w-0 flex-1 basis-64">
        {parent ? (
          <Link
            href={parent.href}
            className="-mx-1 inline-flex items-center rounded-xs px-1 text-muted text-xs hover:text-text max-md:min-h-11"
          >
            {parent.label}
            <span aria-hidden className="ml-1.5 text-faint">
              /
            </span>
          </Link>
        ) : null}
        <div className="flex min-w-0 items-center gap-3">
          {sign}
          <div className="min-w-0">
            <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
              <h1 className="min-w-0 font-semibold text-xl tracking-tight">{title}</h1>
              {meta}
            </div>
            {description ? <p className="mt-0.5 max-w-2xl text-muted text-sm">{description}</p> : null}
          </div>
        </div>
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
