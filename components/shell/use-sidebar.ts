"use client";
/** Whether the sidebar is narrow: kept in a cookie, so that the server draws it as it was left. */
import { useMemo, useState } from "react";
import { sidebarCookie } from "./sidebar-cookie.ts";

const yearSeconds = 365 * 24 * 60 * 60;

export function useSidebar(isNarrowAtFirst: boolean): { isNarrow: boolean; toggle: () => void } {
  const [isNarrow, setIsNarrow] = useState(isNarrowAtFirst);
  return useMemo(
    () => ({
      isNarrow,
      toggle() {
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
        document.cookie = `${sidebarCookie}=${isNarrow ? "wide" : "narrow"}; path=/; max-age=${yearSeconds}; samesite=lax`;
        setIsNarrow(!isNarrow);
      },
    }),
    [isNarrow],
  );
}
