/** Says, above settings that the reader may see and not change, why that is so. */
import { Lock } from "lucide-react";

export function ReadOnlyNote({ why }: { why: string | null }) {
  if (why === null) return null;
  return (
    <p className="mb-4 flex items-start gap-2 rounded-md bg-idle-soft px-3 py-2 text-muted text-sm">
      <Lock aria-hidden className="mt-0.5 size-4 shrink-0" />
      {why}
    </p>
  );
}
