/** The frame of the pages for people who are not signed in. */
import type { ReactNode } from "react";
import { Mark } from "#components/shell/mark.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center px-5 py-10">
      <div className="mb-8 flex items-center gap-2.5">
        <Mark className="size-8" />
        <span>
          <span className="block font-semibold text-base leading-5">Quarterdeck</span>
          <span className="block text-muted text-xs">The command centre for your agents</span>
        </span>
      </div>
      {children}
      <p className="mt-8 border-t pt-4 text-faint text-xs">
        Nothing leaves the house without an approval: by you, or by a rule that you set.
      </p>
    </main>
  );
}
