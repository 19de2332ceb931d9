"use client";
/** What the palette has found so far: asked a moment after the last key, cancelled when the person types on. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { request } from "#components/shared/request.ts";
import { type Command, useAllSearches } from "./commands.ts";
import type { Hit } from "./found-kinds.ts";

const searchDelayMs = 90;
const shortestSearch = 2;
const none: readonly Hit[] = [];

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), searchDelayMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Everything in the workspace that matches; the rows before stay until the next ones are here. */
export function useFoundHits(text: string): { hits: readonly Hit[]; isSearching: boolean; failure: string | null } {
  const settled = useSettled(text);
  const isAsked = text.length >= shortestSearch && settled.length >= shortestSearch;
  const { data, error, isFetching } = useQuery({
    queryKey: ["search", settled],
    queryFn: ({ signal }) => request<{ data: Hit[] }>("/search", { query: { text: settled }, signal }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  return {
    hits: isAsked ? (data?.data ?? none) : none,
    isSearching: text.length >= shortestSearch && (isFetching || settled !== text),
    failure: isAsked && error !== null ? error.message : null,
  };
}

type Found = { label: string; commands: readonly Omit<Command, "group">[] };

/** What the sources of the page itself offer for these words. */
export function useFoundCommands(text: string): readonly Found[] {
  const searches = useAllSearches();
  const settled = useSettled(text);
  const [found, setFound] = useState<readonly Found[]>([]);
  useEffect(() => {
    if (settled.length < shortestSearch) {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    void Promise.all(
      searches.map(async source => ({
        label: source.label,
        commands: await source.search(settled, abort.signal).catch((error: unknown) => {
          if (abort.signal.aborted) return [];
          throw error;
        }),
      })),
    ).then(results => {
      if (!abort.signal.aborted) setFound(results);
    });
    return () => abort.abort();
  }, [settled, searches]);
  return found;
}
