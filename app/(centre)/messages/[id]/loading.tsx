/** The shape of one conversation while it is read. */
import { ThreadSkeleton } from "#components/messages/thread-skeleton.tsx";

export default function Loading() {
  return (
    <div className="max-w-4xl">
      <ThreadSkeleton />
    </div>
  );
}
