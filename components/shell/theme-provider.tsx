"use client";
/** Light, dark or as the system has it, decided before the first paint. */
import { ThemeProvider as NextThemes } from "next-themes";
import type { ReactNode } from "react";

export function ThemeProvider({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <NextThemes
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      enableColorScheme={false}
      disableTransitionOnChange
      storageKey="quarterdeck-theme"
      nonce={nonce}
    >
      {children}
    </NextThemes>
  );
}
