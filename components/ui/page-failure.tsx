"use client";
/** What stands where a whole page failed: what happened, the number to quote, a way to try again. Every page carries it along, so it brings nothing else. */

export type PageFailureProps = { title: string; error: Error & { digest?: string }; onRetry: () => void };

export function PageFailure({ title, error, onRetry }: PageFailureProps) {
  return (
    <div role="alert" className="flex flex-col items-center gap-1.5 px-6 py-12 text-center">
      <span className="mb-2 flex size-10 items-center justify-center rounded-lg bg-danger-soft text-danger">
        <svg viewBox="0 0 24 24" aria-hidden="true" className="size-5 fill-none stroke-2 stroke-current">
          <path strokeLinecap="round" strokeLinejoin="round" d="M12 4 2.5 20h19zM12 10v4m0 3v0" />
        </svg>
      </span>
      <p className="font-medium text-base">{title}</p>
      <p className="max-w-md text-balance text-muted text-sm">
        Something went wrong on our side. Nothing was sent or changed by it. Try again in a moment.
      </p>
      {error.digest ? (
        <p className="text-faint text-xs">
          Request <code className="select-all font-mono">{error.digest}</code>
        </p>
      ) : null}
      <button
        type="button"
        onClick={onRetry}
        className="mt-3 h-8 rounded-md border border-line-strong bg-surface px-3 font-medium text-sm shadow-card hover:bg-hover max-md:min-h-11"
      >
        Try again
      </button>
    </div>
  );
}
