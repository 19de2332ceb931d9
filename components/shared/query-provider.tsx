"use client";
/** The browser's cache of what the server said; a refusal is not asked again, an outage is. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ProblemError } from "./request.ts";

const staleMs = 15_000;
const maxRetries = 2;

function mayRetry(failureCount: number, error: Error): boolean {
  if (failureCount >= maxRetries) return false;
  return !(error instanceof ProblemError) || error.status === 0 || error.status >= 500;
}

export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: staleMs, retry: mayRetry } } }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
