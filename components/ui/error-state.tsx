"use client";
/** What a page says when it could not load: what happened, the number to quote, and a way to try again. */
import { RotateCw, TriangleAlert } from "lucide-react";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { joinClasses } from "./join-classes.ts";

export type ErrorStateProps = {
  title?: string;
  message: string;
  requestId?: string | null;
  onRetry?: () => void;
  isRetrying?: boolean;
  className?: string;
};

export function ErrorState(props: ErrorStateProps) {
  const { title = "This could not be loaded", message, requestId, onRetry, isRetrying, className } = props;
  return (
    <div role="alert" className={joinClasses("flex flex-col items-center gap-1.5 px-6 py-12 text-center", className)}>
      <span className="mb-2 flex size-10 items-center justify-center rounded-lg bg-danger-soft text-danger">
        <TriangleAlert aria-hidden className="size-5" />
      </span>
      <p className="font-medium text-base">{title}</p>
      <p className="max-w-md text-balance text-muted text-sm">{message}</p>
      {requestId ? (
        <p className="flex items-center gap-1 text-faint text-xs">
          Request <code className="font-mono">{requestId}</code>
          <CopyButton value={requestId} label="Copy request id" />
        </p>
      ) : null}
      {onRetry ? (
        <Button className="mt-3" onClick={onRetry} isBusy={isRetrying}>
          {isRetrying ? null : <RotateCw aria-hidden />}
          Try again
        </Button>
      ) : null}
    </div>
  );
}
