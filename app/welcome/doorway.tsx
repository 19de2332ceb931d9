/** The frame of the pages between signing in and being in a workspace. */
import type { ReactNode } from "react";
import { Mark } from "#components/shell/mark.tsx";

export function Doorway({ children, width = "narrow" }: { children: ReactNode; width?: "narrow" | "wide" }) {
  return (
    <main
      className={`mx-auto flex min-h-dvh w-full flex-col justify-center px-5 py-10 ${width === "wide" ? "max-w-3xl" : "max-w-md"}`}
    >
      <div className="mb-8 flex items-center gap-2.5">
        <Mark className="size-8" />
        <span>
          <span className="block font-semibold text-base leading-5">Quarterdeck</span>
          <span className="block text-muted text-xs">The command centre for your agents</span>
        </span>
      </div>
      {children}
    </main>
  );
}
