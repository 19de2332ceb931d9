/** Says on every page of a workspace that began with sample data which of its people and posts are made up. */
import { FlaskConical } from "lucide-react";

export function SampleBanner() {
  return (
    <aside
      aria-label="About this workspace"
      className="flex min-h-8 items-center gap-2 border-b bg-warn-soft px-4 py-1 text-warn text-xs md:px-6"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      <span>
        This workspace began with <strong className="font-semibold">sample data</strong>: the people marked “Sample” and
        the posts that came with them are made up.
      </span>
    </aside>
  );
}
