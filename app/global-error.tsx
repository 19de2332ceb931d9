"use client";
/** The last resort when the document itself failed; depends on nothing but the style sheet. */
import "./globals.css";
import { PageFailure } from "#components/ui/page-failure.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en">
      <body className="flex items-center justify-center">
        <title>Something went wrong · Quarterdeck</title>
        <main>
          <PageFailure title="Quarterdeck could not be shown" error={error} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
