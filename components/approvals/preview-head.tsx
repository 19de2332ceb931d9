/** The head of what would leave: from whom, to whom, on what, as pairs of a name and a value. */
import type { ReactNode } from "react";

export function PreviewHead({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 border-b bg-sunken px-4 py-3 text-sm">
      {children}
    </dl>
  );
}

export function PreviewLine({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
