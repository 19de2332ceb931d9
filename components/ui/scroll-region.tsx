/** A named region that scrolls inside itself and can be reached by keyboard, so that nothing in it is mouse-only. */
import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes.ts";

export function ScrollRegion({ label, className, ...rest }: ComponentProps<"section"> & { label: string }) {
  const focusable = { tabIndex: 0 };
  return (
    <section
      {...rest}
      {...focusable}
      aria-label={label}
      // Positioned, so that text for screen readers within it cannot widen the page.
      className={joinClasses("scroll-slim relative overflow-auto", className)}
    />
  );
}
