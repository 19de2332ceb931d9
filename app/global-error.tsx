"use client";
/** The last resort when the document itself failed; depends on nothing but the style sheet. */
import "./globals.css";
import { ErrorState } from "#components/ui/error-state.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en">
      <body className="flex items-center justify-center">
        <title>Something went wrong · Quarterdeck</title>
        <main>
          <ErrorState
            title="Quarterdeck could not be shown"
            message="Something went wrong on our side. Nothing was sent or changed by it. Try again in a moment."
            requestId={error.digest}
            onRetry={reset}
          />
        </main>
      </body>
    </html>
  );
}
