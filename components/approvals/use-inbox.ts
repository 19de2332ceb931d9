"use client";
/** The list of the inbox and the place in it: what is shown beside it, where the focus is, and what comes next. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { request } from "#components/shared/request.ts";
import { useMedia } from "#components/tasks/use-media.ts";
import type { ApprovalPage, InboxApproval } from "./approval-types.ts";
import { type ApprovalsSearch, approvalsSearch, listInput, listKey, nextCursor } from "./inbox-search.ts";

export function useInbox(frame: RefObject<HTMLElement | null>) {
  const [search, setSearch] = useQueryStates(approvalsSearch, { history: "push" });
  const isWide = useMedia("(min-width: 64rem)");
  const list = useInfiniteQuery({
    queryKey: listKey(search),
    queryFn: ({ pageParam, signal }) =>
      request<ApprovalPage>("/approvals", { query: { ...listInput(search), cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
  });
  const rows = list.data?.pages.flatMap(page => page.data) ?? [];
  const firstId = rows[0]?.id ?? null;
  // What is being read stays, also when somebody else decides it or a more pressing one comes in.
  const [readingId, setReadingId] = useState<string | null>(null);
  const currentId = search.open ?? (isWide ? (readingId ?? firstId) : null);
  useEffect(() => {
    if (readingId === null && firstId !== null) setReadingId(firstId);
  }, [readingId, firstId]);
  // Keys may come faster than renders: each one starts from where the one before it led.
  const cursor = useRef(currentId);
  useEffect(() => {
    cursor.current = currentId;
  });

  const open = useCallback(
    (id: string | null, history: "push" | "replace" = "replace") => {
      cursor.current = id;
      setReadingId(id);
      void setSearch({ open: id }, { history });
    },
    [setSearch],
  );

  /** Another list: the place in the one before means nothing there. */
  const narrow = useCallback(
    (change: Partial<Omit<ApprovalsSearch, "open">>) => {
      cursor.current = null;
      setReadingId(null);
      void setSearch({ ...change, open: null });
    },
    [setSearch],
  );

  const focusRow = useCallback(
    (id: string | null) => {
      requestAnimationFrame(() => {
        const target = id === null ? "[data-end]" : `[data-row="${id}"]`;
        frame.current?.querySelector<HTMLElement>(target)?.focus();
      });
    },
    [frame],
  );

  function move(step: 1 | -1): InboxApproval | undefined {
    const focusedId = document.activeElement?.closest("[data-row]")?.getAttribute("data-row");
    const at = rows.findIndex(row => row.id === (isWide ? cursor.current : (focusedId ?? search.open)));
    const next = rows[at === -1 ? 0 : at + step];
    if (!next) {
      if (step === 1 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
      return;
    }
    if (isWide || search.open !== null) open(next.id);
    focusRow(next.id);
    return next;
  }

  /** Leaves rows that are being decided for the one that comes after them, so that a pile can be worked through. */
  function leave(gone: readonly { id: string }[]) {
    const ids = new Set(gone.map(({ id }) => id));
    const last = rows.findLastIndex(row => ids.has(row.id));
    const next =
      rows.find((row, index) => index > last && !ids.has(row.id)) ?? rows.findLast(row => !ids.has(row.id)) ?? null;
    open(next?.id ?? null);
    focusRow(next?.id ?? null);
  }

  return { search, narrow, isWide, list, rows, currentId, cursor, open, focusRow, move, leave };
}

export type Inbox = ReturnType<typeof useInbox>;
