"use client";
/** What stands where a page failed: the number to quote and a way to try again; the cause is in the server's log. */
import { PageFailure } from "#components/ui/page-failure.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function PageError({ error, reset }: Props) {
  return (
    <main className="flex min-h-[70dvh] items-center justify-center">
      <PageFailure title="This page could not be shown" error={error} onRetry={reset} />
    </main>
  );
}
