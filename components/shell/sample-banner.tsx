/** Says on every page of a sample workspace that its people and numbers are made up. */
import { FlaskConical } from "lucide-react";

export function SampleBanner() {
  return (
    <aside
      aria-label="About this workspace"
      className="flex min-h-8 items-center gap-2 border-b bg-warn-soft px-4 py-1 text-warn text-xs md:px-6"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      <span>
        <strong className="font-semibold">Sample data.</strong> The people and figures in this workspace are made up.
      </span>
    </aside>
  );
}
