"use client";
/** A failed read as a person meets it: what the server said, the request id, and a way to try again. */
import { ProblemError } from "#components/shared/request.ts";
import { ErrorState } from "#components/ui/error-state.tsx";

export type FailureProps = { error: Error; onRetry: () => void; isRetrying?: boolean; title?: string };

export function Failure({ error, onRetry, isRetrying, title }: FailureProps) {
  return (
    <ErrorState
      title={title}
      message={describeError(error)}
      requestId={error instanceof ProblemError ? error.requestId : null}
      onRetry={onRetry}
      isRetrying={isRetrying}
    />
  );
}

/** One sentence for a person; the first letter raised, because the server begins with the field's name. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
