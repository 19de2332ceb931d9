/** Says on every page of a workspace that began with sample data which of its people, posts and past are made up. */
import { FlaskConical } from "lucide-react";
import { RelativeTime } from "#components/ui/relative-time.tsx";

/** `openedAt`: when the workspace was created; what is dated before came with it. */
export function SampleBanner({ openedAt }: { openedAt: string }) {
  return (
    <aside
      aria-label="About this workspace"
      className="flex min-h-8 items-center gap-2 border-b bg-sunken px-4 py-1 text-muted text-xs md:px-6"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0 text-warn" />
      <span>
        This workspace began with <strong className="font-medium text-text">sample data</strong>
        <span className="max-md:hidden">
          : the people marked “Sample”, the posts, and all that is dated before it was opened (
          <RelativeTime at={openedAt} />) are made up. Nothing of it was ever sent.
        </span>
        <span className="md:hidden">: all that is older than the workspace is made up.</span>
      </span>
    </aside>
  );
}
