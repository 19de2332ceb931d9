"use client";
/** Where toasts appear; follows the theme and stays clear of the bottom bar on a narrow screen. */
import { useTheme } from "next-themes";
import type { CSSProperties } from "react";
import { Toaster as Sonner } from "sonner";

export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      closeButton
      mobileOffset={{ bottom: "76px" }}
      style={
        {
          "--normal-bg": "var(--raised)",
          "--normal-text": "var(--text)",
          "--normal-border": "var(--line)",
          "--border-radius": "10px",
          fontFamily: "inherit",
        } as CSSProperties
      }
    />
  );
}
