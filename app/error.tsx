"use client";
/** What stands where a page failed: the number to quote and a way to try again; the cause is in the server's log. */
import { ErrorState } from "#components/ui/error-state.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function PageError({ error, reset }: Props) {
  return (
    <main className="flex min-h-[70dvh] items-center justify-center">
      <ErrorState
        title="This page could not be shown"
        message="Something went wrong on our side. Nothing was sent or changed by it. Try again in a moment."
        requestId={error.digest}
        onRetry={reset}
      />
    </main>
  );
}
