"use client";
/** Keeps with the person's account whether single keys act; this browser knows it at once and without asking. */
import { useEffect } from "react";
import { areSingleKeysOn, setSingleKeys } from "./keys.ts";

/** Changes it here, then with the account. False when only this browser could keep it. */
export async function saveSingleKeys(isOn: boolean): Promise<boolean> {
  setSingleKeys(isOn);
  try {
    const response = await fetch("/session/preferences", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ single_keys: isOn }),
    });
    return response.ok;
  } catch {
    // Offline: it holds in this browser, which the caller says.
    return false;
  }
}

/** Takes over what the account says when a page opens; null when it says nothing. */
export function SingleKeysOfAccount({ isOn }: { isOn: boolean | null }): null {
  useEffect(() => {
    if (isOn !== null && isOn !== areSingleKeysOn()) setSingleKeys(isOn);
  }, [isOn]);
  return null;
}
