"use client";
/** Under which address the reader has opened the product; empty until the page runs in a browser. */
import { useSyncExternalStore } from "react";

const neverChanges = () => () => undefined;

export function useOrigin(): string {
  return useSyncExternalStore(
    neverChanges,
    () => window.location.origin,
    () => "",
  );
}
